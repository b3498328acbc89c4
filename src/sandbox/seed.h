/* SPDX-License-Identifier: MIT
 * The users that a new sandbox starts with, from JSON:
 *
 * {"users": [{
 * "name": "jqsmith",             wanted, like email and domain
 * "email": "…", "domain": "5830280",
 * "id": "172157",                else made at random; any text without a slash
 * "role": "identity:user-admin", or identity:user-manage, else identity:default
 * "password": "…",               none: the user cannot sign in with one
 * "passwordExpiration": "P77D",  days from the seeding, or a date as 2027-02-09T00:00:00Z
 * "apiKey": "…",                 else made at random, 32 hexadecimal digits; null: none
 * "region": "DFW", "contactId": "…", "phonePin": "…",
 * "enabled": true,
 * "passcode": "123456",          multi-factor authentication is on, with this passcode
 * "mustSetUpMfa": false
 * }]}
 *
 * Unknown members are refused, so that a typo does not go unnoticed. */
#ifndef SANDBOX_SEED_H
#define SANDBOX_SEED_H

#include <stdbool.h>

#include "keyturn/error.h"
#include "store.h"

/* `path` NULL: the built-in seed. Adds all users or none. */
bool seed_store(struct store *store, const char *path, struct error *error);

#endif
