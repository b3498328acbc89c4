/* SPDX-License-Identifier: MIT
 * Tokens that other clients keep on disk, which outlive a key's reset and can be revoked. */
#ifndef KEYTURN_TOKENS_H
#define KEYTURN_TOKENS_H

#include <stddef.h>

#include "keyturn/secret.h"

/* Finds the tokens of `user` for this service (a URL without a slash at its end) in the token cache of
 * the rack client below `home` (rackspace/rack, auth/cache.go: ~/.rack/cache, a JSON object of objects
 * with "TokenID"; the key is "USER,ENDPOINT,REGION,SERVICE,URLTYPE"). Another service must not see this
 * token, and another user's did not leak. Returns how many; the caller owns `*tokens` and what it points
 * to. A cache that is missing or unreadable has none. */
size_t tokens_find(
	const char *home, const char *service, const char *user, struct secret ***tokens);
void tokens_free(struct secret **tokens, size_t count);

#endif
