/* SPDX-License-Identifier: MIT
 * What a search looks for: the bytes of every form of each part of a credential, in guarded memory. */
#ifndef KEYTURN_HOLDERS_NEEDLES_H
#define KEYTURN_HOLDERS_NEEDLES_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/holder.h"

struct needle {
	const unsigned char *bytes; /* guarded memory */
	size_t length;
	enum holder_encoding encoding;
	unsigned part;  /* whose form it is */
	unsigned shift; /* the form's own: of BASE64 how many bytes of its first three are not the
			 * key's */
};

/* Zeroed it is empty. */
struct needles {
	struct needle *list;
	size_t count, longest;
	unsigned char *bytes; /* sodium_malloc: the needles' own */
	size_t used, size;
	bool exhausted; /* no guarded memory is left */
	unsigned part;  /* what is added is a form of this one */
};

/* Copies; what is there already of this part is not added again. */
void needles_add(struct needles *needles, enum holder_encoding encoding, unsigned shift,
	const char *bytes, size_t len);

/* No more will be added. False when there was no guarded memory; needles_finish() is due either way. */
bool needles_seal(struct needles *needles);
void needles_finish(struct needles *needles); /* wipes */

#endif
