/* SPDX-License-Identifier: MIT
 * What a user is, in the protocol's words: its identity role, and the roles of products, which the
 * sandbox keeps but which let nobody do more here (Rackspace Identity v2.0 docs, "Role-based access
 * control"). */
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
