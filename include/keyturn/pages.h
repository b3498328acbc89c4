/* SPDX-License-Identifier: MIT
 * The parts of the panel's state: pages, dialogs, what is shown in clear, messages to the user.
 * Data only; model.h puts them together. */
#ifndef KEYTURN_PAGES_H
#define KEYTURN_PAGES_H

#include "keyturn/account.h"
#include "keyturn/exchange.h"
#include "keyturn/store.h"

enum { LINE_SIZE = 512, TOAST_SIZE = 560, DIALOGS_MAX = 6 };

/* ---- parts ---- */

/* A line of text being edited. UTF-8; the cursor is a byte offset on a code point. */
struct line {
	char text[LINE_SIZE];
	size_t cursor;
};

/* A list with a selected row and a search over it. The rows themselves are elsewhere. */
struct list {
	size_t selected; /* index among the rows that match the search */
	bool searching;  /* the search line has the keys */
	struct line search;
};

enum list_stop { LIST_ROWS, LIST_SEARCH }; /* what of a list can be clicked */

/* Something read from the service. */
enum load_state { LOAD_NONE, LOAD_UNDER_WAY, LOAD_READY, LOAD_FAILED };
struct load {
	enum load_state state;
	uint32_t ticket;    /* of the request under way */
	int64_t since;      /* ms, when it was asked for */
	struct error error; /* FAILED */
	bool waiting;       /* the client waits before it tries again: */
	struct identity_wait wait;
};

/* ---- pages ---- */

enum page { PAGE_SIGN_IN, PAGE_HOME, PAGE_SETTINGS, PAGE_SERVICES, PAGE_ACTIVITY };

enum sign_in_focus {
	SIGN_IN_SERVICE, /* a choice: left and right */
	SIGN_IN_URL,     /* only when the service is "another URL" */
	SIGN_IN_USERNAME,
	SIGN_IN_KIND, /* a choice: password or API key */
	SIGN_IN_SECRET,
	SIGN_IN_PASSCODE, /* only in the second step; then the only field */
	SIGN_IN_SUBMIT,
	SIGN_IN_FOCUS_COUNT
};

enum sign_in_service { SIGN_IN_US, SIGN_IN_UK, SIGN_IN_OTHER_URL, SIGN_IN_SERVICE_COUNT };

struct sign_in {
	enum sign_in_focus focus;
	enum sign_in_service service;
	struct line url, username;
	enum credential_kind kind; /* PASSWORD or API_KEY */
	struct secret_input *secret, *passcode;
	bool passcode_step;
	bool locked; /* the panel is locked: only the credential can be given, then `after` opens */
	enum page after;  /* PAGE_HOME, or the page that was locked */
	struct load load; /* the sign-in under way; error = the last refusal */
};

enum home_focus { HOME_SETTINGS, HOME_SERVICES, HOME_MENU, HOME_FOCUS_COUNT };

struct home {
	enum home_focus focus;
};

enum settings_focus {
	SETTINGS_PIN_SHOW, /* only when there is a PIN */
	SETTINGS_KEY_SHOW,
	SETTINGS_KEY_COPY,
	SETTINGS_KEY_RESET,
	SETTINGS_CONTACTS, /* `contact` is the row */
	SETTINGS_FOCUS_COUNT
};

struct settings {
	enum settings_focus focus;
	size_t contact;
	struct load user_load, expiry_load, key_load, contacts_load;
	struct user user;         /* when user_load is READY */
	int64_t password_expires; /* when expiry_load is READY; 0: not told */
	bool has_pin;
	bool has_key; /* when key_load is READY: false = the user has no key */
	char fingerprint[SECRET_FINGERPRINT_SIZE];
	int64_t last_reset;         /* s since the epoch, by the history; 0: none here */
	bool searched;              /* `held` is known, from the newest search */
	size_t held;                /* places that hold the key */
	struct user_list *contacts; /* when contacts_load is READY */
};

struct services {
	struct list list; /* over model.catalog */
};

struct activity {
	struct list list; /* over `entries` */
	bool loaded;
	bool failed; /* it could not be read the last time; what was read before stays */
	struct history_entry *entries; /* newest first; owned */
	size_t count;
};

/* ---- what is shown in clear ---- */

enum reveal_what { REVEAL_NOTHING, REVEAL_KEY, REVEAL_PIN };

struct reveal {
	enum reveal_what what;
	struct secret *secret;
	int64_t until;    /* ms */
	int seconds;      /* left, for the countdown */
	struct load load; /* Show or Copy was asked for and is being read: */
	enum reveal_what asked;
	bool copy; /* … for Copy */
};

/* ---- dialogs: a stack, the top one has the keys ---- */

enum dialog_kind {
	DIALOG_MENU,  /* account menu; `item` */
	DIALOG_RESET, /* the popup: item RESET_CANCEL or RESET_GENERATE */
	DIALOG_PLACES, /* what holds the key; `item` is the row; Space leaves one out or takes it in */
	DIALOG_RESUME, /* a rotation was interrupted: item RESUME_LATER or RESUME_NOW; what is known
			  * of it is model.unfinished */
	DIALOG_PROGRESS, /* the reset going on and its result: one button */
	DIALOG_HELP,     /* `item` is the first row shown */
	DIALOG_PALETTE,  /* `line` typed so far, `item` selected */
	DIALOG_MESSAGES, /* the log; `item` */
	DIALOG_SWITCH,   /* accounts; `item`; the last row is "another account" */
	DIALOG_LEAVE,    /* leaving while a reset is under way: item LEAVE_STAY or LEAVE_GO;
			  * model.leave_quits tells what LEAVE_GO leaves */
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
enum leave_item { LEAVE_STAY, LEAVE_GO };

enum { PROGRESS_PAGES = 6 }; /* where there is little place */

struct dialog {
	enum dialog_kind kind;
	size_t item;
	int64_t since; /* ms; when it opened or the focus last moved: too early an Enter is no yes */
	struct line line; /* PALETTE */
	bool doubted; /* since something that is no key came: a yes wants the focus moved there anew */
	bool held;    /* by a click: the list stays at `first`, for the second click on the row */
	size_t first; /* a list's first row then; of PROGRESS the page that is seen */
};

/* ---- messages to the user ---- */

enum toast_level { TOAST_INFO, TOAST_ERROR };

struct toast {
	enum toast_level level;
	int64_t wall; /* s */
	char text[TOAST_SIZE];
};

#endif
