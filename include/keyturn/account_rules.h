/* SPDX-License-Identifier: MIT
 * What a service accepts as a user's data, and who may change what: told before anything is sent. The
 * service has the last word; where its rules are not known, this allows it. Source: Rackspace Identity v2.0,
 * "Add user", "Update user", "Phone PIN operations", "Multi-factor client operations", "User roles". */
#ifndef KEYTURN_ACCOUNT_RULES_H
#define KEYTURN_ACCOUNT_RULES_H

#include "keyturn/account.h"
#include "keyturn/secret.h"

/* ---- values: NULL when it fits, else the rule that it breaks, a clause ---- */

const char *rule_of_name(const char *name);
const char *rule_of_email(const char *email);
const char *rule_of_number(const char *number); /* a phone's, E.123: "+1 210 555 0100" */
const char *rule_of_password(struct secret *password);
const char *rule_of_pin(struct secret *pin);
const char *rule_of_code(struct secret *code); /* a verification code */

/* The `number`-th region that can be a default one: where the account can compute, by its catalogue, which may
 * be NULL. NULL beyond the last. */
const char *account_region(const struct catalog *catalog, size_t number);

/* The rules in a few words, to stand beside a field. */
#define RULE_NAME     "a letter first; letters, digits and . _ - @"
#define RULE_EMAIL    "as name@example.org"
#define RULE_NUMBER   "as +1 210 555 0100"
#define RULE_PASSWORD "8 or more; upper, lower case, digit"
#define RULE_PIN      "6 digits; no 4 in a row equal or counting"

/* ---- who may do what to whom ---- */

enum permit {
	PERMIT_EDIT,   /* e-mail, region, name */
	PERMIT_ENABLE, /* or disable */
	PERMIT_DELETE,
	PERMIT_SET_PASSWORD, /* without the old one */
	PERMIT_ROLES,
	PERMIT_KEY,       /* show, copy, reset */
	PERMIT_RESET_PIN, /* a new one that only they see */
	PERMIT_CHANGE_PIN,
	PERMIT_MFA,         /* turn it off, its level, bypass codes, unlock */
	PERMIT_MFA_DEVICES, /* add, verify, remove */
	PERMIT_ADD_USER,    /* to the account */
	PERMIT_COUNT
};

/* NULL when `session`'s user may do it to the user with `id` and `role` (OTHER: not known, which allows
 * what a plain user's would), or else why not, a sentence without full stop. */
const char *permit_refusal(
	const struct session *session, const char *id, enum account_role role, enum permit what);

/* Why the list of users may be shorter than the account, a sentence; NULL: it is not. */
const char *permit_list_note(const struct session *session);

#endif
