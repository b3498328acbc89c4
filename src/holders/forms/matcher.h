/* SPDX-License-Identifier: MIT
 * Finding a key's forms in bytes: as it is, in base64 at its three alignments, percent-encoded. */
#ifndef KEYTURN_HOLDERS_MATCH_H
#define KEYTURN_HOLDERS_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/holder.h"
#include "keyturn/secret.h"

/* One form. In base64 only the characters that the key alone decides are in it. */
struct needle {
	const unsigned char *bytes; /* guarded memory */
	size_t length;
	enum holder_encoding encoding;
	unsigned shift; /* BASE64: how many bytes of its first three are not the key's */
};

struct matcher;

/* Reads the key once; safe to share between threads afterwards. */
struct matcher *matcher_create(struct secret *key);
void matcher_destroy(struct matcher *matcher); /* NULL is fine; wipes */

size_t matcher_overlap(const struct matcher *matcher); /* bytes to keep between two blocks */

/* The key itself. */
const unsigned char *matcher_key(const struct matcher *matcher, size_t *len);

/* True when a form of the key begins and ends in `data`. The first `old` bytes have been searched
 * before: a form that ends within them does not count. */
bool matcher_any(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old);

/* Calls `hit` for every such form, a form after the other; ends early when it returns false. */
bool matcher_each(const struct matcher *matcher, const unsigned char *data, size_t len, size_t old,
	bool (*hit)(void *context, size_t at, const struct needle *needle), void *context);

#endif
