/* SPDX-License-Identifier: MIT
 * Which account to use, from command line, profiles and environment.
 *
 * The command line overrides everything. Below it, one layer supplies all the rest: the profile named by
 * --profile, otherwise the environment if it names a user, a credential or a service, otherwise the
 * profile "default" or the only one. A layer's credential belongs to its own user and service and is not
 * used when the command line names others. */
#ifndef KEYTURN_LOGIN_H
#define KEYTURN_LOGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/config.h"
#include "keyturn/credential_source.h"
#include "keyturn/error.h"
#include "keyturn/service.h"

/* The variables of other clients: RS_*, RAX_* or OS_*, whichever family is set first in this order. */
struct environment;

/* Reads them all and removes the secrets from the environment: overwrites their bytes in place and unsets
 * the variables, so that neither children nor /proc/PID/environ have them. Call once, before any child is
 * started. NULL when a secret is too long. The caller destroys the result. */
struct environment *environment_take(struct error *error);
void environment_destroy(struct environment *environment);

struct login_options {
	const char *profile, *auth_url, *username; /* NULL when not given */
	int password_fd, api_key_fd;               /* -1 when not given */
	bool no_input;
};

struct login {
	char *profile; /* the profile's name; NULL when none was used */
	struct service service;
	char *username; /* NULL: ask for it */
	char *region;   /* NULL: the account's default */
	struct credential_source *credential;
	/* Where each came from, for people: "--auth-url", "RS_USERNAME", "profile work", "default". */
	char *service_origin, *username_origin;
};

/* Reads no secret and touches no file. If nothing at all is set, that is not an error: Rackspace US, no
 * username, and a prompt (with no_input: none) for the credential. ERROR_NO_CREDENTIAL when there are
 * several profiles and nothing selects one. The caller finishes the result. */
bool login_resolve(struct login *login, const struct login_options *options,
	const struct config *config, const struct environment *environment, struct error *error);
void login_finish(struct login *login); /* zeroed is fine */

/* All accounts to choose from: first the one that login_resolve() would return, then the other profiles
 * and that of the environment. */
struct login_list {
	struct login *logins;
	size_t count;
	int chosen; /* 0; -1 when nothing selects one of them */
};

/* For the panel, which does its own asking (no_input) and lets the user choose. Fails as login_resolve()
 * does, except that several profiles are fine. */
bool login_list_resolve(struct login_list *list, const struct login_options *options,
	const struct config *config, const struct environment *environment, struct error *error);
void login_list_finish(struct login_list *list);

#endif
