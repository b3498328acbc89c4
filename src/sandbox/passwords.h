/* SPDX-License-Identifier: MIT
 * A user gets another password: by the rules for passwords and the account's policy. */
#ifndef SANDBOX_PASSWORDS_H
#define SANDBOX_PASSWORDS_H

#include <stdbool.h>

#include "http.h"
#include "store.h"

/* Hashes it into the user, with the times that go with it; false after answering. The old one is
 * noted, so this belongs between store_begin() and store_commit(). */
bool passwords_set(const struct request *request, struct reply *reply, struct user *user,
	const char *password);

#endif
