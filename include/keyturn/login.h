/* SPDX-License-Identifier: MIT
 * Which account to work on: command line, profile and environment brought together.
 *
 * The command line comes before all; below it one layer answers as a whole: the profile named by
 * --profile, else the environment when it names a user, a credential or a service, else the profile
 * "default" or the only one there is. A layer's credential is for its own user and service: it is
 * not used when the command line names others. */
#ifndef KEYTURN_LOGIN_H
#define KEYTURN_LOGIN_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/config.h"
#include "keyturn/credential_source.h"
#include "keyturn/error.h"
#include "keyturn/service.h"

/* What other clients' variables say: RS_*, RAX_* or OS_*, the first family that says anything. */
struct environment;

/* Reads them all and takes the secrets out of the environment: their bytes are overwritten where
 * they stand and the variables unset, so that neither children nor /proc/PID/environ have them.
 * Once, before any child is started. NULL when a secret is too long. The caller destroys. */
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
	char *username; /* NULL: to be asked for */
	char *region;   /* NULL: the account's default */
	struct credential_source *credential;
	/* Where each came from, for people: "--auth-url", "RS_USERNAME", "profile work", "default". */
	char *service_origin, *username_origin;
};

/* Reads no secret and touches no file. Nothing set at all is no error: Rackspace US, no username, a
 * prompt (or, with no_input, nowhere) as the credential. ERROR_NO_CREDENTIAL when nothing
 * says which of several profiles is meant. The caller finishes. */
bool login_resolve(struct login *login, const struct login_options *options,
	const struct config *config, const struct environment *environment, struct error *error);
void login_finish(struct login *login); /* zeroed is fine */

/* Every account to choose from: first the one that login_resolve() would give, then the other
 * profiles and the environment's. */
struct login_list {
	struct login *logins;
	size_t count;
	int chosen; /* 0; -1 when nothing says which account is meant */
};

/* For the panel, which asks itself (no_input) and lets the user choose. Fails as login_resolve()
 * does, but not for several profiles. */
bool login_list_resolve(struct login_list *list, const struct login_options *options,
	const struct config *config, const struct environment *environment, struct error *error);
void login_list_finish(struct login_list *list);

#endif
