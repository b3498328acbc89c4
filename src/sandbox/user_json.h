/* SPDX-License-Identifier: MIT
 * Users and tokens as the protocol writes them. */
#ifndef SANDBOX_USER_JSON_H
#define SANDBOX_USER_JSON_H

#include <json-c/json.h>
#include <stdbool.h>

#include "store.h"

/* How a user is written depends on the request: the service prefixes its own members with "rax-auth:" in
 * lists and by ID, with "RAX-AUTH:" by name, the only one to include the password's expiry. */
enum user_form { USER_IN_LIST, USER_BY_ID, USER_BY_NAME };

/* `own`: the caller is this user; only they see the telephone PIN. */
struct json_object *user_json(const struct user *user, enum user_form form, bool own);

/* The members of "access", without a catalogue. */
struct json_object *user_json_access(struct store *store, const struct user *user,
	const struct token *token, const char *id, bool own);

#endif
