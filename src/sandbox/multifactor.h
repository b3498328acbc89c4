/* SPDX-License-Identifier: MIT
 * Whether a user signs in with two factors, and whether it must. */
#ifndef SANDBOX_MULTIFACTOR_H
#define SANDBOX_MULTIFACTOR_H

#include <stdbool.h>

#include "store.h"

/* "DEFAULT", "OPTIONAL", "REQUIRED", "RACKSPACE_MANDATED" */
const char *multifactor_level_name(enum mfa_level level);
/* False when the text, which may be NULL, is none of them. */
bool multifactor_level_parse(const char *text, int64_t *level);

/* Whether the user must set it up before its password signs in. */
bool multifactor_wanted(struct store *store, const struct user *user);

#endif
