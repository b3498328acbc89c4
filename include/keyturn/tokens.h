/* SPDX-License-Identifier: MIT
 * Tokens that other clients keep on disk: they outlive a key's reset, and can be revoked. */
#ifndef KEYTURN_TOKENS_H
#define KEYTURN_TOKENS_H

#include <stddef.h>

#include "keyturn/secret.h"

/* Those in the token cache of the rack client below `home` (rackspace/rack, auth/cache.go:
 * ~/.rack/cache, a JSON object of objects with "TokenID"). Returns how many; `*tokens` and what it
 * points to are the caller's. A cache that is not there or not readable holds none. */
size_t tokens_find(const char *home, struct secret ***tokens);
void tokens_free(struct secret **tokens, size_t count);

#endif
