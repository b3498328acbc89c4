/* SPDX-License-Identifier: MIT
 * The base64 text around a form of the key: where it begins and ends, and that it holds the key. */
#ifndef KEYTURN_HOLDERS_RUN_H
#define KEYTURN_HOLDERS_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "forms/matcher.h"

/* `needle` is at `data + at`. True when the base64 text it is in decodes to bytes with the key in
 * them; `*start` and `*end` are then that text, padding included. What stands before it without
 * belonging to it ("token/" and the like) is left out so far that decoding can begin at `*start`. */
bool run_find(const unsigned char *data, size_t len, size_t at, const struct needle *needle,
	const struct matcher *matcher, size_t *start, size_t *end);

#endif
