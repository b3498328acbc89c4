/* SPDX-License-Identifier: MIT
 * The parts of the panel's state: pages, and the secret shown in clear. Data only; model.h puts them
 * together. */
#ifndef KEYTURN_PAGES_H
#define KEYTURN_PAGES_H

#include "keyturn/account.h"
#include "keyturn/lists.h"
#include "keyturn/store.h"

/* ---- pages ---- */

/* X(ID, name): `name`_page in src/model/pages/name.c is what it does, screen_`name` in
 * src/ui/screens/name.c draws it. */
#define PAGE_TABLE(X) \
	X(SIGN_IN, sign_in) \
	X(HOME, home) \
	X(SETTINGS, settings) \
	X(CONTACT, contact) \
	X(SERVICES, services) \
	X(ACTIVITY, activity)

enum page {
#define X(id, name) PAGE_##id,
	PAGE_TABLE(X)
#undef X
		PAGE_COUNT
};

enum sign_in_focus {
	SIGN_IN_SERVICE, /* a choice: left and right */
	SIGN_IN_URL,     /* only when the service is "another URL" */
	SIGN_IN_USERNAME,
	SIGN_IN_KIND, /* a choice: password or API key */
	SIGN_IN_SECRET,
	SIGN_IN_PASSCODE, /* only in the second step, where it is the only field */
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
	bool typed; /* something was typed into a field since the form opened */
	bool locked; /* the panel is locked: only the credential can be entered, then `after` opens */
	enum page after;  /* PAGE_HOME, or the page that was locked */
	struct load load; /* the sign-in under way; error = the last refusal */
};

enum home_focus { HOME_SETTINGS, HOME_SERVICES, HOME_SAVE, HOME_MENU, HOME_FOCUS_COUNT };

struct home {
	enum home_focus focus; /* SAVE: only when model_offers_profile() */
	bool saved;            /* the account was to be saved as a profile */
};

enum settings_focus {
	SETTINGS_EMAIL,
	SETTINGS_REGION,
	SETTINGS_PASSWORD,
	SETTINGS_MFA,
	SETTINGS_QUESTION,   /* only where the service has questions */
	SETTINGS_PIN_SHOW,   /* only when there is a PIN */
	SETTINGS_PIN_CHANGE, /* or, when it is locked, unlock */
	SETTINGS_KEY_SHOW,
	SETTINGS_KEY_COPY,
	SETTINGS_KEY_RESET,
	SETTINGS_CONTACTS, /* `contact` is the row, of `rows` */
	SETTINGS_FOCUS_COUNT
};

/* What is known of an API key: of the service what its newest read gave, together; of this machine what
 * the history and the newest search tell. */
struct key_read {
	bool known;
	int64_t wall; /* when, s since the epoch */
	char user[ACCOUNT_NAME_SIZE];
	char fingerprint[SECRET_FINGERPRINT_SIZE]; /* "": the user has no key */
	int64_t last_reset; /* s since the epoch, from the history; 0: no reset here */
	bool searched;      /* `held` is known, from the newest search */
	size_t held;        /* places that hold the key */
};

enum contact_sort { SORT_NAME, SORT_ROLE, SORT_EMAIL, SORT_CREATED, CONTACT_SORT_COUNT };

struct settings {
	enum settings_focus focus;
	struct load user_load, expiry_load, questions_load, key_load, contacts_load, owners_load;
	struct user user;         /* when user_load is READY */
	int64_t password_expires; /* when expiry_load is READY; 0: the service does not say */
	bool has_pin;
	struct key_read key; /* one's own; kept from page to page */

	struct question_list *questions; /* when questions_load is READY; may be empty */
	struct user_list *contacts;      /* when contacts_load is READY */
	enum account_role *roles;        /* of each of them; OTHER: not known yet; owned */
	size_t *order;                   /* their indices in the order of `sort`; owned */
	size_t *rows;                    /* … of those that match `search`; owned */
	size_t row_count;
	struct user_list *owners; /* of the account, when owners_load is READY; owned */
	size_t contact;           /* the selected row */
	enum contact_sort sort;
	bool searching; /* the contacts' search line has the keys */
	struct line search;
};

enum contact_focus {
	CONTACT_EDIT,
	CONTACT_ENABLE, /* or disable */
	CONTACT_ADD_ROLE,
	CONTACT_REMOVE_ROLE,
	CONTACT_PASSWORD,
	CONTACT_MFA,
	CONTACT_PIN,
	CONTACT_KEY_SHOW,
	CONTACT_KEY_COPY,
	CONTACT_KEY_RESET,
	CONTACT_DELETE,
	CONTACT_FOCUS_COUNT
};

/* One of the contacts. It lies over Settings & Contacts, which stays as it was below. */
struct contact {
	enum contact_focus focus;
	struct load user_load, expiry_load, roles_load, offered_load, key_load;
	struct user user;          /* as listed, until user_load is READY */
	enum account_role role;    /* OTHER: not known yet */
	int64_t password_expires;  /* when expiry_load is READY; 0: the service does not say */
	struct role_list *roles;   /* those they hold, when roles_load is READY; owned */
	struct role_list *offered; /* all there are, when offered_load is READY; owned */
	struct key_read key;       /* theirs, unless they are the session's user */
};

struct services {
	struct list list; /* over model.catalog */
};

/* A row of Activity: a record, or all the records of a rotation. */
struct activity_row {
	size_t entry;   /* the record; of a rotation the one that tells what came of it */
	size_t records; /* in it */
	bool rotation;
	bool inside; /* a record of the rotation above, which is open */
};

struct activity {
	struct list list; /* over model_activity_rows() */
	int64_t opened;   /* number of the first record of the rotation that is open; 0: none is */
	bool loaded;
	bool failed;                   /* the last read failed; what was read before stays */
	struct history_entry *entries; /* newest first; owned */
	size_t count;
};

/* ---- what is shown in clear ---- */

enum reveal_what { REVEAL_NOTHING, REVEAL_KEY, REVEAL_PIN, REVEAL_ONCE };

struct reveal {
	enum reveal_what what;
	char whose[ACCOUNT_NAME_SIZE]; /* the user's name */
	struct secret *secret;
	int64_t until;    /* ms */
	int seconds;      /* left, for the countdown */
	struct load load; /* the key is being read for Show or Copy: */
	enum reveal_what asked;
	bool copy; /* … for Copy */
};

#endif
