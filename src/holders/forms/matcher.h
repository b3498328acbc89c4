/* SPDX-License-Identifier: MIT
 * Finding every form of one secret or several in bytes. */
#ifndef KEYTURN_HOLDERS_MATCHER_H
#define KEYTURN_HOLDERS_MATCHER_H

#include <stdbool.h>
#include <stddef.h>

#include "forms/needles.h"
#include "keyturn/secret.h"

struct matcher;

enum { MATCHER_PARTS_MAX = 4 };

/* Looks for all of these; a needle's `part` is the index here. NULL ones are passed over, but one is there.
 * Reads them once; safe to share between threads afterwards. NULL: no guarded memory is left. */
struct matcher *matcher_create(struct secret *const *parts, size_t count);
void matcher_destroy(struct matcher *matcher); /* NULL is fine; wipes */

size_t matcher_overlap(const struct matcher *matcher); /* bytes to keep between two blocks */

/* The part itself. */
const unsigned char *matcher_part(const struct matcher *matcher, unsigned part, size_t *len);

/* A needle that was found at `data + at` stands for all of the text from `*start` to `*end`, in which the
 * part is once it is decoded; false when it is not the part after all. */
bool matcher_extent(const struct matcher *matcher, const unsigned char *data, size_t len, size_t at,
	const struct needle *needle, size_t *start, size_t *end);

/* Whether that has to be looked for: of other needles the needle is all. */
bool matcher_has_extent(const struct needle *needle);

/* True when a form of a part begins and ends in `data`. The first `old` bytes have been searched
 * before: a form that ends within them does not count. */
bool matcher_any(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old);

/* Calls `hit` for every such form, a form after the other; ends early when it returns false. */
bool matcher_each(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old,
	bool (*hit)(void *context, size_t at, const struct needle *needle), void *context);

#endif
