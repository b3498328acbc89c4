/* SPDX-License-Identifier: MIT */
#include "retry.h"

uint64_t retry_delay(int tries, int retry_after, uint64_t random)
{
	if (retry_after > 0) {
		return 1000 *
			(uint64_t)(retry_after < RETRY_SECONDS_MAX ? retry_after
								   : RETRY_SECONDS_MAX);
	}
	uint64_t ms = (uint64_t)1000 << (tries - 1);
	return ms + random % (ms / 4);
}

bool retry_wanted(int status, int tries)
{
	return (status == 413 || status == 429 || status == 503) && tries < RETRY_TRIES;
}
