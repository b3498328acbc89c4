/* SPDX-License-Identifier: MIT
 * A user's roles: the identity role, which decides what the user may do here, and the roles of
 * products, which change nothing here (Rackspace Identity v2.0 docs, "Role-based access control"). */
#ifndef SANDBOX_ROLES_H
#define SANDBOX_ROLES_H

#include <json-c/json.h>
#include <stdbool.h>

#include "store.h"

bool roles_known(const char *id);
bool roles_of_product(const char *id); /* none of the three identity roles */

/* All roles of the user, as a list. */
struct json_object *roles_of(struct store *store, const struct user *user);

#endif
