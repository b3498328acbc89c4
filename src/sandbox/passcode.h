/* SPDX-License-Identifier: MIT
 * The second factor of a sign-in: is it right, and may the user try? */
#ifndef SANDBOX_PASSCODE_H
#define SANDBOX_PASSCODE_H

#include <stdbool.h>

#include "store.h"

/* How long a code that was sent counts; the documents' text message says so. */
enum { PASSCODE_SECONDS = 10 * 60 };

/* What every text message to the user says. */
const char *passcode_of(const struct user *user);

/* After too many wrong passcodes none is taken for a while, or until the owner unlocks the user. */
bool passcode_locked(const struct user *user);

/* Judges a passcode, or a code in its place, and counts. The names of what the user signed in with,
 * separated by blanks; NULL when it is wrong. */
const char *passcode_judge(struct store *store, struct user *user, const char *passcode);

#endif
