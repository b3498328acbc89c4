/* SPDX-License-Identifier: MIT
 * Who may do what to whom (Rackspace Identity v2.0 docs, "Roles" and each operation's page). */
#ifndef SANDBOX_ACCESS_H
#define SANDBOX_ACCESS_H

#include <stdbool.h>

#include "http.h"
#include "store.h"

const char *access_role_name(enum role role); /* "identity:user-admin" */
bool access_same_user(const struct user *a, const struct user *b);

/* Who may see and change the user; get, list and reset its key. */
bool access_user(const struct user *caller, const struct user *user);
bool access_remove_user(const struct user *caller, const struct user *user);
bool access_delete_key(const struct user *caller, const struct user *user);

/* Finds the user that the path names if the request's caller may do this; otherwise answers 404 or 403
 * and returns false. The caller of the function finishes `user`. */
bool access_target(const struct request *request, struct reply *reply,
	bool allowed(const struct user *caller, const struct user *user), struct user *user);

#endif
