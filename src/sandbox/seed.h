/* SPDX-License-Identifier: MIT
 * The users that a new sandbox starts with, from JSON:
 *
 * {"users": [{
 *     "name": "jqsmith",             required, like email and domain
 *     "email": "…", "domain": "5830280",
 *     "id": "172157",                default: random; any text without a slash
 *     "role": "identity:user-admin", or identity:user-manage; default: identity:default
 *     "password": "…",               without it the user cannot sign in with one
 *     "passwordExpiration": "P77D",  days from seeding, or a date like 2027-02-09T00:00:00Z
 *     "apiKey": "…",                 default: 32 random hexadecimal digits; null: none
 *     "region": "DFW", "contactId": "…", "phonePin": "…", "phonePinLocked": true,
 *     "enabled": true,
 *     "passcode": "123456",          turns on multi-factor authentication with a phone; every text
 *                                    message to the user contains this
 *     "phone": "+1 210-555-0142",    the number of that phone
 *     "otpSecret": "…",              base32; turns on multi-factor authentication with a one-time
 *                                    password device; with a passcode as well, the phone is used
 *     "mustSetUpMfa": false,
 *     "roles": ["10000151"]          IDs of products' roles
 *  }],
 *  "domains": [{                     optional
 *     "id": "5830280",               required
 *     "sessionInactivityTimeout": "PT15M",
 *     "multiFactorLevel": "OPTIONAL" or REQUIRED or RACKSPACE_MANDATED
 * }]}
 *
 * Unknown members are refused, so that a typo does not go unnoticed. */
#ifndef SANDBOX_SEED_H
#define SANDBOX_SEED_H

#include <stdbool.h>

#include "keyturn/error.h"
#include "store.h"

/* `path` NULL: the built-in seed. Adds all users or none; then `more` to the account of the seed's first
 * user: user00001 and so on, with an API key and without a password. */
bool seed_store(struct store *store, const char *path, int more, struct error *error);

#endif
