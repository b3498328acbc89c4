/* SPDX-License-Identifier: MIT
 * Where a hook's trace is. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "works_private.h"

enum { NAME_BYTES = 12 };

/* The hook's name may hold anything: the file's name has a hash of it. */
void works_hook_trace(
	const struct works *works, const struct work_order *order, char path[WORKS_PATH_SIZE])
{
	unsigned char hash[crypto_generichash_BYTES];
	char name[2 * NAME_BYTES + 1];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)order->hook,
		strlen(order->hook), NULL, 0);
	sodium_bin2hex(name, sizeof(name), hash, NAME_BYTES);
	snprintf(path, WORKS_PATH_SIZE, "%s/hook-%" PRId64 "-%s.trace", works->state_dir,
		order->record.id, name);
}
