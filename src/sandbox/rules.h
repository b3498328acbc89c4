/* SPDX-License-Identifier: MIT
 * The rules for a user's data (Rackspace Identity v2.0 docs, "Add user", "Update user"). */
#ifndef SANDBOX_RULES_H
#define SANDBOX_RULES_H

#include <stdbool.h>

bool rules_name(const char *name);   /* a letter, then letters, digits and "-._@" */
bool rules_email(const char *email); /* something on both sides of an "@" */

/* Six digits, with at most three in a row that are equal, count up or count down. */
bool rules_pin(const char *pin);

/* Eight characters or more with an upper-case letter, a lower-case letter and a digit, no
 * space at its start. */
bool rules_password(const char *password);

#endif
