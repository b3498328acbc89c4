/* SPDX-License-Identifier: MIT
 * What is known about a cloud account: plain data that the identity client fills and the panel shows.
 *
 * Text comes unfiltered from the service and is cleaned where it is drawn or printed. IDs are opaque and
 * go back to the service byte for byte, so a reply whose ID would not fit is refused; names for display
 * are cut. Nothing here is secret. A list is one block, which free() frees. */
#ifndef KEYTURN_ACCOUNT_H
#define KEYTURN_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ACCOUNT_ID_SIZE = 256,
	ACCOUNT_NAME_SIZE = 256,
	ACCOUNT_EMAIL_SIZE = 320,
	ACCOUNT_REGION_SIZE = 64,
	ACCOUNT_URL_SIZE = 512,
};

enum credential_kind { CREDENTIAL_PASSWORD, CREDENTIAL_API_KEY, CREDENTIAL_TOKEN };

/* The caller's role in the account; OTHER is any role but these three. */
enum account_role { ROLE_OTHER, ROLE_DEFAULT, ROLE_MANAGER, ROLE_OWNER };

enum account_mfa { MFA_UNKNOWN, MFA_OFF, MFA_ON, MFA_LOCKED };

/* Whether a second factor must be set up. DEFAULT: as the account says. MANDATED: by the service. */
enum account_mfa_level { MFA_LEVEL_UNKNOWN, MFA_DEFAULT, MFA_OPTIONAL, MFA_REQUIRED, MFA_MANDATED };

enum account_pin { PIN_UNKNOWN, PIN_INACTIVE, PIN_ACTIVE, PIN_LOCKED };

struct user {
	char id[ACCOUNT_ID_SIZE];
	char name[ACCOUNT_NAME_SIZE];
	char email[ACCOUNT_EMAIL_SIZE];
	char region[ACCOUNT_REGION_SIZE];
	char domain_id[ACCOUNT_ID_SIZE];
	char contact_id[ACCOUNT_ID_SIZE];
	bool enabled;
	enum account_mfa mfa;
	enum account_mfa_level mfa_level;
	enum account_pin pin_state;
	int64_t password_expires; /* s since the epoch; 0 when the service does not say */
	int64_t created;          /* likewise */
};

struct user_list {
	size_t count;
	struct user users[];
};

/* What a user is to have, when one is changed or added: only what `fields` names is sent. */
enum user_field {
	USER_NAME = 1,
	USER_EMAIL = 2,
	USER_REGION = 4,
	USER_ENABLED = 8,
	USER_PASSWORD = 16, /* the request's secret */
	USER_PIN = 32,      /* likewise; six digits */
};

struct user_edit {
	unsigned fields; /* of enum user_field */
	char name[ACCOUNT_NAME_SIZE];
	char email[ACCOUNT_EMAIL_SIZE];
	char region[ACCOUNT_REGION_SIZE];
	bool enabled;
};

/* A role that a user holds. */
struct role {
	char id[ACCOUNT_ID_SIZE];
	char name[ACCOUNT_NAME_SIZE]; /* "identity:user-manage", "observer" */
	char description[ACCOUNT_NAME_SIZE];
	enum account_role standing; /* OTHER: it says nothing about standing in the account */
};

struct role_list {
	size_t count;
	struct role roles[];
};

/* What an account asks of all its users. */
struct domain {
	char id[ACCOUNT_ID_SIZE];
	char name[ACCOUNT_NAME_SIZE];
	int64_t inactivity;     /* s without a key until a user is signed out; 0: not told */
	int64_t password_life;  /* s from one change of a password to the next; 0: for ever */
	int64_t passwords_kept; /* so many former passwords are refused; 0: none */
	enum account_mfa_level mfa_level;
};

/* One endpoint of the service catalogue. */
struct endpoint {
	char service[ACCOUNT_NAME_SIZE];  /* "cloudFiles" */
	char type[ACCOUNT_NAME_SIZE];     /* "object-store" */
	char region[ACCOUNT_REGION_SIZE]; /* "" when global */
	char url[ACCOUNT_URL_SIZE];
};

struct catalog {
	size_t count;
	struct endpoint endpoints[];
};

/* What a sign-in gave, without its token, which stays in the identity client. */
struct session {
	char user_id[ACCOUNT_ID_SIZE];
	char user_name[ACCOUNT_NAME_SIZE];
	char account[ACCOUNT_ID_SIZE]; /* tenant or domain ID; "" when the service does not say */
	char region[ACCOUNT_REGION_SIZE];
	enum credential_kind method;
	bool passcode; /* signed in with a second factor */
	enum account_role role;
	enum account_mfa mfa;
	int64_t expires;    /* s since the epoch; 0 when the service does not say */
	bool ends;          /* then; without the user it cannot be renewed */
	int64_t inactivity; /* s without a key until it is to be locked; 0: the service does not say */
};

#endif
