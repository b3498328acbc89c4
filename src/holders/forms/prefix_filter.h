/* SPDX-License-Identifier: MIT
 * A quick first look: at which offsets may any needle begin? Only the first bytes of each needle are
 * compared, for all needles at once, after Teddy, the search for many patterns in Intel's Hyperscan:
 * each half of a byte is looked up in a table of 16, whose bits say for up to eight groups of needles
 * whether it fits. */
#ifndef KEYTURN_HOLDERS_PREFIX_FILTER_H
#define KEYTURN_HOLDERS_PREFIX_FILTER_H

#include <stdbool.h>
#include <stddef.h>

enum { FILTER_PREFIX = 3, FILTER_GROUPS = 8, FILTER_STEP = 128, FILTER_HALF = 16 };

/* The tables. They tell of the needles' first bytes, and are as secret. Zeroed it fits nothing. */
struct prefix_filter {
	struct {
		unsigned char low[FILTER_HALF], high[FILTER_HALF]; /* a bit for each group */
	} bytes[FILTER_PREFIX];
};

/* Puts a needle of at least FILTER_PREFIX bytes into a group, 0 ≤ `group` < FILTER_GROUPS. */
void prefix_filter_add(struct prefix_filter *filter, unsigned group, const unsigned char *needle);

/* Whether this processor has the instructions; without them search for one needle after another. */
bool prefix_filter_usable(void);

/* Returns the next window of FILTER_STEP offsets where a needle may begin; fits[i] is 0 where none can.
 * Returns `count` when there is no such window.
 *
 * It looks at the offsets from `from` to `count` - 1, of which there are at least FILTER_STEP in all.
 * `data` has count + FILTER_PREFIX - 1 bytes. The last window ends at `count`, so it may begin before
 * `from`. */
size_t prefix_filter_next(const struct prefix_filter *filter, const unsigned char *data,
	size_t from, size_t count, unsigned char fits[FILTER_STEP]);

#endif
