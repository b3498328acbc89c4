/* SPDX-License-Identifier: MIT
 * Second factors of a user, and the questions that support may ask. Plain data; text is the service's,
 * unfiltered. Lists are one block: free() frees them. */
#ifndef KEYTURN_FACTORS_H
#define KEYTURN_FACTORS_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/account.h"

enum factor_kind { FACTOR_PHONE, FACTOR_OTP };

/* At most one phone and five OTP devices (Rackspace Identity v2.0, "Multi-factor client operations"). */
struct factor {
	enum factor_kind kind;
	char id[ACCOUNT_ID_SIZE];
	char name[ACCOUNT_NAME_SIZE]; /* a device's; a phone's number */
	bool verified;                /* only such a one can sign in */
};

struct factor_list {
	size_t count;
	struct factor factors[];
};

/* One setting of a user's multi-factor authentication at a time. */
enum mfa_change {
	MFA_ENABLE, /* needs a verified factor; ends all tokens of the user, the session's too */
	MFA_DISABLE,
	MFA_UNLOCK,
	MFA_USE_PHONE,
	MFA_USE_OTP,
	MFA_LEVEL_DEFAULT,
	MFA_LEVEL_OPTIONAL,
	MFA_LEVEL_REQUIRED,
};

struct question {
	char id[ACCOUNT_ID_SIZE];
	char text[ACCOUNT_NAME_SIZE];
};

struct question_list {
	size_t count;
	struct question questions[];
};

#endif
