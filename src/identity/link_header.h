/* SPDX-License-Identifier: MIT
 * The Link header (RFC 8288): where the next page of a list is. */
#ifndef KEYTURN_IDENTITY_LINK_HEADER_H
#define KEYTURN_IDENTITY_LINK_HEADER_H

#include <stdbool.h>
#include <stddef.h>

enum link_found {
	LINK_NONE,   /* there is no next page */
	LINK_NEXT,   /* `out` has its reference, absolute or relative */
	LINK_BROKEN, /* it cannot be told: malformed, or the reference does not fit */
};

/* Reads the lines of a reply, joined by commas; the first link whose rel has "next" counts. */
enum link_found link_header_next(const char *text, size_t len, char *out, size_t size);

#endif
