/* SPDX-License-Identifier: MIT
 * The panel's whole state, and the only way to change it: model_update().
 *
 * Pure: no file descriptors, clock, terminal or network. ui reads it through `const struct model *`. */
#ifndef KEYTURN_MODEL_H
#define KEYTURN_MODEL_H

#include "keyturn/account.h"
#include "keyturn/action.h"
#include "keyturn/dialogs.h"
#include "keyturn/effect.h"
#include "keyturn/forms.h"
#include "keyturn/message.h"
#include "keyturn/mfa.h"
#include "keyturn/pages.h"
#include "keyturn/rotation.h"
#include "keyturn/toast.h"

enum { MODEL_ROWS_MIN = 10, MODEL_COLS_MIN = 40, LOG_MAX = 100 };

/* An account keyturn could sign in to: a profile, the environment, or the demo. */
struct account_choice {
	char profile[64]; /* "work"; "" for the environment's or the demo's */
	char label[64];   /* "Rackspace US" */
	char url[ACCOUNT_URL_SIZE];
	char username[ACCOUNT_NAME_SIZE];
	bool has_credential; /* its source needs no asking */
};

struct model_options {
	bool demo;            /* every screen says DEMO */
	bool accessible;      /* the screen changes only where something did, and never by itself */
	bool mouse;           /* clicks come; the help says how to select text anyway */
	int64_t reveal_ms;    /* how long Show shows the key */
	int64_t clipboard_ms; /* how long a copy stays; 0: it is never cleared */
	int64_t lock_ms;      /* 0: never, unless the account asks for it */
	size_t account_count;
	const struct account_choice *accounts; /* outlive the model */
	int account;                           /* the one to open, or -1: ask */
	const char *const *hooks;              /* names, in order; outlive the model */
	size_t hook_count;
	const char
		*copy_note; /* what to set so that a copy arrives ("tmux: set-clipboard on"), or "";
		             * outlives the model */
	bool may_save_profile; /* there is none yet: Home offers to make one of the account */
	const char *notice;    /* to show first ("config.ini …"), or NULL */
};

struct page_ops;
struct dialog_ops;

struct model {
	struct model_options options;
	const struct page_ops *const *page_ops;     /* by enum page: what each does */
	const struct dialog_ops *const *dialog_ops; /* by enum dialog_kind */
	int64_t now, wall;                          /* of the message being handled */
	int rows, cols;
	bool too_small;

	enum page page;
	struct sign_in sign_in;
	struct home home;
	struct settings settings;
	struct contact contact;
	struct services services;
	struct activity activity;

	bool signed_in;
	struct session session;  /* when signed_in */
	struct load rule_load;   /* session.inactivity, where the sign-in did not tell it */
	struct catalog *catalog; /* when signed_in; may be NULL */
	int account;             /* of options.accounts; -1: typed in */
	char service_label[64];  /* "Rackspace US" or the host */
	char service_host[ACCOUNT_URL_SIZE];
	char url[ACCOUNT_URL_SIZE];

	struct form form;
	struct mfa mfa;
	struct reveal reveal;
	struct once once; /* DIALOG_ONCE */
	struct rotation rotation;
	struct rotation
		*kept; /* the one before the popup opened, if it has something left; owned */
	struct rotation_news rotation_news; /* what happened to it and has not been reported yet */
	struct journal_record unfinished;   /* DIALOG_RESUME: what was interrupted, */
	struct holder **unfinished_places;  /* … and its places; owned */
	size_t unfinished_count;
	struct load step;    /* the rotation's request: since when, and why it waits */
	bool clipboard_full; /* our copy may still be in the clipboard */
	bool copy_note_told;
	int64_t last_key;   /* ms; for the lock */
	bool lock_due;      /* lock when the reset is finished */
	struct error ended; /* what was changed ended the session: lock at once, and say this */
	enum leave_what leave_what; /* what the LEAVE dialog asks about */
	size_t leave_account;       /* LEAVE_ACCOUNT: the row of the one to sign in to */
	int leave_status;           /* keyturn's exit status then */
	bool leaving;          /* hang-up, SIGTERM or the user: quit as soon as the reset lets go */
	int64_t leaving_since; /* ms */
	int leaving_signal;
	bool gone; /* EFFECT_QUIT was sent; nothing else matters */

	struct dialog dialogs[DIALOGS_MAX];
	size_t dialog_count;

	bool ignoring; /* letters that follow a '/' where there is nothing to search */
	bool toast_on;
	struct toast log[LOG_MAX]; /* a ring; the newest is what a toast shows */
	size_t log_count;          /* ever written */

	bool timers[TIMER_COUNT]; /* which run */
	uint32_t next_ticket;
	unsigned dropped; /* answers that were no longer wanted */
};

void model_init(struct model *model, const struct model_options *options);
void model_finish(struct model *model); /* unlinks every secret, frees every list */

/* Handles one message. `effects` must be empty. True when the screen may have changed. */
bool model_update(struct model *model, struct message *message, struct effects *effects);

/* ---- reading helpers for ui and tests ---- */

const struct dialog *model_dialog(const struct model *model); /* the top one, or NULL */
unsigned model_layer(
	const struct model *model); /* what gets keys and clicks: page and top dialog */
size_t model_log_length(const struct model *model);                   /* messages that are kept */
const struct toast *model_log(const struct model *model, size_t age); /* 0 = newest; NULL beyond */
/* After how many ms without a key the panel locks; 0: never. It is the shorter of lock_minutes and the
 * account's own rule: `by_account` is true when that is the account's. */
int64_t model_lock_after(const struct model *model, bool *by_account);

bool model_offers_profile(const struct model *model); /* Home can save the account */
bool model_text_entry(const struct model *model);     /* true when letters go to a text field */

/* Rows of the Service Access list that match its search: writes catalogue indices, returns the count. */
size_t model_services_matching(const struct model *model, size_t *indices, size_t max);
/* Of Activity likewise; `rows` holds one more than there are records. */
size_t model_activity_rows(const struct model *model, struct activity_row *rows);
/* True when both are records of one rotation. */
bool model_activity_together(const struct history_entry *one, const struct history_entry *other);
size_t model_palette_matching(const struct model *model, enum action *actions, size_t max);
/* Why an action in the palette is not available now, a clause; NULL: it is. */
const char *model_palette_refusal(const struct model *model, enum action action);

/* Of the contacts' row `row`; NULL beyond the last. */
const struct user *model_contact(const struct model *model, size_t row);
/* Whose key Show, Copy, Reset and Places are about: a contact's on their page, else one's own. */
const struct key_read *model_key(const struct model *model);
const char *model_key_user(const struct model *model);
/* Why the button of the contact's page does nothing, a sentence without full stop; NULL: it does. */
const char *model_contact_refusal(const struct model *model, enum contact_focus focus);
/* For a dialog that is a list and can be searched. */
size_t model_dialog_matching(
	const struct model *model, const struct dialog *dialog, size_t *indices, size_t max);

/* "password of dev4", of what the service tells only once; returns `out`. */
char *model_once_name(const struct model *model, char out[ONCE_NAME_SIZE]);
bool model_once_waits(const struct model *model); /* nobody has seen it yet */

/* How many rows at most it takes to list what the reset left, in `cols` cells; 0: nothing is left. */
size_t model_left_rows(const struct model *model, size_t cols);

/* What the help dialog lists: the actions available below it. */
size_t model_help_actions(const struct model *model, enum action *actions, size_t max);

/* Which sign-in fields can be reached now. */
bool model_sign_in_has(const struct model *model, enum sign_in_focus field);

#endif
