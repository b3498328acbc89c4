/* SPDX-License-Identifier: MIT
 * Finding every form of one secret or several in bytes: where a few bytes of one are (gram_filter.h), the text
 * around is read as what it may be, and what that means is searched again, two levels down. */
#ifndef KEYTURN_HOLDERS_MATCHER_H
#define KEYTURN_HOLDERS_MATCHER_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/holder.h"
#include "keyturn/secret.h"

struct matcher;

enum { MATCHER_PARTS_MAX = 4 };

/* Looks for all of these; a match's `part` is the index here. NULL ones are passed over, but one is there.
 * Reads them once; safe to share between threads afterwards. NULL: no guarded memory is left. */
struct matcher *matcher_create(struct secret *const *parts, size_t count);
void matcher_destroy(struct matcher *matcher); /* NULL is fine; wipes */

/* Bytes to keep between two blocks: no form of a part takes more, with some of the text before it. */
size_t matcher_overlap(const struct matcher *matcher);

/* How many parts it was given, NULL ones with them. */
unsigned matcher_part_count(const struct matcher *matcher);

/* The part itself; of a NULL one NULL, and no bytes. */
const unsigned char *matcher_part(const struct matcher *matcher, unsigned part, size_t *len);

/* A form of a part: all of the text from `start` to `end` has bits of it. */
struct match {
	size_t start, end;
	enum holder_encoding encoding; /* the outermost */
	unsigned part;
	unsigned spelled; /* SPELLED_ bits (escapes.h) */
};

/* Why nothing else can be written where it stands; NULL when that may be tried. */
const char *match_trouble(const struct match *match);

/* Widens a match to all of the text that it is a part of: base64 is read as a whole. */
void match_widen(const struct match *match, const unsigned char *data, size_t len, size_t *start,
	size_t *end);

/* True when a form of a part begins and ends in `data`. The first `old` bytes have been searched
 * before: a form that ends within them does not count. */
bool matcher_any(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old);

/* Calls `hit` for every such form, in no order; ends early when it returns false. */
bool matcher_each(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old,
	bool (*hit)(void *context, const struct match *match), void *context);

#endif
