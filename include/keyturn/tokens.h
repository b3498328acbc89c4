/* SPDX-License-Identifier: MIT
 * Tokens that other clients keep on disk: they outlive a key's reset, and can be revoked. */
#ifndef KEYTURN_TOKENS_H
#define KEYTURN_TOKENS_H

#include <stddef.h>

#include "keyturn/secret.h"

/* Those of `user` at the service, whose URL has no slash at its end, in the token cache of the rack
 * client below `home` (rackspace/rack, auth/cache.go: ~/.rack/cache, a JSON object of objects with
 * "TokenID"; the key is "USER,ENDPOINT,REGION,SERVICE,URLTYPE"). Another service's token is no business
 * of this one's, and another user's did not leak. Returns how many; `*tokens` and what it points to
 * are the caller's. A cache that is not there or not readable holds none. */
size_t tokens_find(
	const char *home, const char *service, const char *user, struct secret ***tokens);
void tokens_free(struct secret **tokens, size_t count);

#endif
