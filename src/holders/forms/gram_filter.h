/* SPDX-License-Identifier: MIT
 * A quick first look: where may any of many needles be? The text is looked at in steps, GRAM bytes at a
 * time (after Wu and Manber): whatever has STEP + GRAM - 1 bytes of a needle unbroken has one of the needle's
 * grams at a step. So it costs the same however many needles there are, and a needle is noticed although a
 * line break or an escape is in it. */
#ifndef KEYTURN_HOLDERS_GRAM_FILTER_H
#define KEYTURN_HOLDERS_GRAM_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "forms/needles.h"

enum { GRAM = 4, GRAM_STEP_MAX = 8 };

/* One gram of one needle. */
struct gram {
	uint32_t bytes;
	uint32_t needle, offset; /* its index, and where in it */
	uint32_t next;           /* the next one in its bucket, counted from 1; 0: none */
};

struct gram_filter;

/* `step` is at most GRAM_STEP_MAX. NULL: no guarded memory is left. */
struct gram_filter *gram_filter_create(const struct needles *needles, size_t step);
void gram_filter_destroy(struct gram_filter *filter); /* NULL is fine; wipes */

/* How much of a needle has to be there unbroken. */
size_t gram_filter_least(const struct gram_filter *filter);

/* The first place from `at` on, in steps, where a needle may be; `len` when there is none. */
size_t gram_filter_next(
	const struct gram_filter *filter, const unsigned char *data, size_t len, size_t at);
size_t gram_filter_step(const struct gram_filter *filter);

/* The grams that are in `data` at a place: the first one, and the one after `gram`; NULL after the last. */
const struct gram *gram_filter_first(
	const struct gram_filter *filter, const unsigned char data[GRAM]);
const struct gram *gram_filter_more(const struct gram_filter *filter, const struct gram *gram);

#endif
