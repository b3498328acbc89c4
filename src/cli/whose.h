/* SPDX-License-Identifier: MIT
 * Whom a command is about: who signed in, or the one user that --user names. */
#ifndef KEYTURN_WHOSE_H
#define KEYTURN_WHOSE_H

#include "context.h"
#include "keyturn/account_rules.h"

struct whose {
	struct user user;
	enum account_role role; /* OTHER: not known */
	bool own;
	struct secret *pin; /* owned; one's own, when there is one */
};

/* As --user and the session say. The caller finishes it in every case; false with `error`. */
bool whose_find(struct whose *whose, struct call *call, const struct session *session,
	const struct options *options, struct error *error);
void whose_finish(struct whose *whose);

/* The user by their name. */
bool whose_named(struct call *call, const char *name, struct user *user, struct error *error);

/* The most that is known of a user's standing in the account; OTHER when it cannot be read. */
enum account_role whose_role(struct call *call, const char *user_id);

/* False with ERROR_FORBIDDEN, before anything is sent, when the service would not allow it. */
bool whose_permits(const struct whose *whose, const struct session *session, enum permit what,
	struct error *error);

#endif
