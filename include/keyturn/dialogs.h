/* SPDX-License-Identifier: MIT
 * The dialogs: a stack on top of the page; the top one gets the keys. Data only. */
#ifndef KEYTURN_DIALOGS_H
#define KEYTURN_DIALOGS_H

#include "keyturn/pages.h"

enum { DIALOGS_MAX = 8 };

/* What `item` is:
 *
 * Of lists that can be searched (PLACES, MESSAGES, SWITCH) the row is one of those that match.
 *
 * MENU      the account menu; `item` is an enum menu_item
 * RESET     the popup; an enum reset_item
 * PLACES    what holds the key; the row. Enter skips a file or includes it again
 * RESUME    a rotation was interrupted (model.unfinished); an enum resume_item
 * ONCE      a secret that the service tells only once (model.once); an enum once_item
 * PROGRESS  the reset in progress and its result; one button
 * HELP      the first row shown
 * PALETTE   `line` is what has been typed, `item` the selected row
 * MESSAGES  the log; the row
 * SWITCH    accounts; the row; the last is "another account"
 * MFA       model.mfa; see model_mfa_item()
 * FORM      model.form; its fields, then its buttons
 * LEAVE     an enum leave_item; model.leave_what tells what LEAVE_GO leaves */

/* X(ID, name): `name`_dialog in src/model/dialogs/name.c is what it does, dialog_`name` in
 * src/ui/dialogs/name.c draws it. */
#define DIALOG_TABLE(X) \
	X(MENU, menu) \
	X(RESET, reset) \
	X(PLACES, places) \
	X(RESUME, resume) \
	X(PROGRESS, progress) \
	X(ONCE, once) \
	X(HELP, help) \
	X(PALETTE, palette) \
	X(MESSAGES, messages) \
	X(SWITCH, switch_account) \
	X(MFA, mfa) \
	X(FORM, form) \
	X(LEAVE, leave)

enum dialog_kind {
#define X(id, name) DIALOG_##id,
	DIALOG_TABLE(X)
#undef X
		DIALOG_COUNT
};

enum menu_item {
	MENU_SETTINGS,
	MENU_SERVICES,
	MENU_ACTIVITY,
	MENU_SWITCH,
	MENU_LOCK,
	MENU_SIGN_OUT,
	MENU_COUNT
};

/* In the order of Tab. */
enum reset_item { RESET_CANCEL, RESET_GENERATE, RESET_PLACES, RESET_LEAKED, RESET_ITEM_COUNT };
enum resume_item { RESUME_LATER, RESUME_NOW, RESUME_ITEM_COUNT };
enum once_item { ONCE_SHOW, ONCE_COPY, ONCE_DONE, ONCE_ITEM_COUNT };
enum leave_item { LEAVE_STAY, LEAVE_GO };
enum leave_what {
	LEAVE_PROGRESS, /* the dialog of a reset under way, which goes on */
	LEAVE_RESET,    /* keyturn, during a reset */
	LEAVE_KEYTURN,
	LEAVE_ACCOUNT, /* for another one */
	LEAVE_ONCE,    /* a secret that cannot be told again */
	LEAVE_FORM,    /* with what was typed into it */
};

/* ONCE: what the service tells only once. */
enum once_what {
	ONCE_PASSWORD, /* of a user that was added, made by the service */
	ONCE_CODES,    /* bypass codes, a line each */
	ONCE_OTP,      /* an otpauth: URI */
};

enum { ONCE_NAME_SIZE = ACCOUNT_NAME_SIZE + 32 };

struct once {
	enum once_what what;
	char whose[ACCOUNT_NAME_SIZE]; /* the user's name; of ONCE_OTP the device's */
	struct secret *secret;         /* NULL: there is none; owned */
	int64_t opened;                /* ms */
	bool told;                     /* it was shown or copied */
};

enum { PROGRESS_PAGES = 6 }; /* in a small window; more when much is left to do */

struct dialog {
	enum dialog_kind kind;
	size_t item;
	int64_t since; /* ms; when it opened or the focus last moved: an Enter too soon after that does
	                * not confirm */
	struct line line; /* PALETTE: what was typed; of a list what is searched for, */
	bool searching;   /* … whose letters go there now */
	bool doubted; /* since something that is not a key arrived: to confirm, the focus must be moved
	               * there again */
	bool held; /* selected by a click: the list stays at `first`, for the second click on the row */
	size_t first; /* a list's first row then; of PROGRESS the page that is seen */
};

#endif
