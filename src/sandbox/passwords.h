/* SPDX-License-Identifier: MIT
 * Setting a user's password, by the rules for passwords and the account's policy. */
#ifndef SANDBOX_PASSWORDS_H
#define SANDBOX_PASSWORDS_H

#include <stdbool.h>

#include "http.h"
#include "store.h"

/* Stores the password's hash in the user, with its times; false after answering. It also remembers the
 * old one, so call it between store_begin() and store_commit(). */
bool passwords_set(const struct request *request, struct reply *reply, struct user *user,
	const char *password);

#endif
