/* SPDX-License-Identifier: MIT
 * What a search looks for: the bytes of every form of each part of a credential, in guarded memory. */
#ifndef KEYTURN_HOLDERS_NEEDLES_H
#define KEYTURN_HOLDERS_NEEDLES_H

#include <stdbool.h>
#include <stddef.h>

/* How the text around a needle has to be read to see whether the part is in it. */
enum needle_layer {
	NEEDLE_TEXT,   /* the part, its characters as they are or escaped */
	NEEDLE_BASE64, /* something in base64 */
	NEEDLE_WIDE,   /* something in characters of several bytes */
};

struct needle {
	const unsigned char *bytes; /* guarded memory */
	size_t length;
	enum needle_layer layer;
	unsigned part;  /* whose form it is */
	size_t unit;    /* bytes that one character takes */
	size_t windows; /* at how many stretches of it it is to be noticed; 0: everywhere */
};

/* Zeroed it is empty. */
struct needles {
	struct needle *list;
	size_t count;
	unsigned char *bytes; /* sodium_malloc: the needles' own */
	size_t used, size;
	bool exhausted; /* no guarded memory is left */
	unsigned part;  /* what is added is a form of this one */
};

/* Copies `needle`, whose bytes are the caller's and whose part is that of `needles`; what is there already
 * of this part is not added again. */
void needles_add(struct needles *needles, const struct needle *needle);

/* No more will be added. False when there was no guarded memory; needles_finish() is due either way. */
bool needles_seal(struct needles *needles);
void needles_finish(struct needles *needles); /* wipes */

#endif
