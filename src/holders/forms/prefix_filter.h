/* SPDX-License-Identifier: MIT
 * A first look at many places at once: where may any of the needles begin? One pass for all of them,
 * after Teddy, the many-pattern search of Intel's Hyperscan: each half of a byte is looked up in a table
 * of 16, which tells for up to eight groups of needles whether it fits. */
#ifndef KEYTURN_HOLDERS_FILTER_H
#define KEYTURN_HOLDERS_FILTER_H

#include <stdbool.h>
#include <stddef.h>

enum { FILTER_PREFIX = 3, FILTER_GROUPS = 8, FILTER_STEP = 128, FILTER_HALF = 16 };

/* Of the first bytes of all needles; as secret as they are. Zeroed it fits nothing. */
struct filter {
	struct {
		unsigned char low[FILTER_HALF], high[FILTER_HALF]; /* a bit for each group */
	} bytes[FILTER_PREFIX];
};

/* A needle, of FILTER_PREFIX bytes at least, is put into a group; 0 ≤ `group` < FILTER_GROUPS. */
void filter_add(struct filter *filter, unsigned group, const unsigned char *needle);

/* Whether this processor can; the others look for one needle after another. */
bool filter_usable(void);

/* Looks at `count` places from `from` on; count + FILTER_PREFIX - 1 bytes are there, and count is FILTER_STEP
 * at least. Returns the first of FILTER_STEP places of which some may be the beginning of a needle, those
 * that cannot be having a 0 in `fits`; they may lie before `from`. Returns `count` when there are none. */
size_t filter_next(const struct filter *filter, const unsigned char *data, size_t from,
	size_t count, unsigned char fits[FILTER_STEP]);

#endif
