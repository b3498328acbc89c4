/* SPDX-License-Identifier: MIT
 * Users and tokens in the protocol's words. */
#ifndef SANDBOX_USER_JSON_H
#define SANDBOX_USER_JSON_H

#include <json-c/json.h>
#include <stdbool.h>

#include "store.h"

/* Where a user appears decides how it is spelt: the service writes its own members "rax-auth:" in
 * lists and by id, "RAX-AUTH:" by name, where alone the password's end is told. */
enum user_form { USER_IN_LIST, USER_BY_ID, USER_BY_NAME };

/* `own`: the caller is this user, who alone gets to see the telephone PIN. */
struct json_object *user_json(const struct user *user, enum user_form form, bool own);

/* The members of "access", without a catalogue. */
struct json_object *user_json_access(struct store *store, const struct user *user,
	const struct token *token, const char *id, bool own);

#endif
