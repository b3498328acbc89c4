/* SPDX-License-Identifier: MIT
 * Checking the second factor of a sign-in. */
#ifndef SANDBOX_PASSCODE_H
#define SANDBOX_PASSCODE_H

#include <stdbool.h>

#include "store.h"

/* How long a sent code is valid, as the text message in the documents says. */
enum { PASSCODE_SECONDS = 10 * 60 };

/* What every text message to the user contains. */
const char *passcode_of(const struct user *user);

/* After too many wrong passcodes none is accepted for a while, or until the owner unlocks the user. */
bool passcode_locked(const struct user *user);

/* Checks a passcode or bypass code, and counts wrong ones. Returns how the user signed in, separated
 * by blanks (authenticatedBy); NULL when the code is wrong. */
const char *passcode_judge(struct store *store, struct user *user, const char *passcode);

#endif
