/* SPDX-License-Identifier: MIT
 * What the two files on base64 share (RFC 4648, both alphabets, with and without padding). */
#ifndef KEYTURN_HOLDERS_BASE64_H
#define KEYTURN_HOLDERS_BASE64_H

#include "forms/form.h"

enum base64_alphabet { BASE64_EITHER, BASE64_STANDARD, BASE64_URL };

/* The six bits that a character stands for, or -1. */
int base64_bits(char c, enum base64_alphabet alphabet);

/* The base64 text that the hit is a part of, padding included, when it decodes to bytes with the key in
 * them. What stands before it without belonging to it ("token/" and the like) is left out so far that
 * decoding can begin at `*start`. */
bool base64_extent(const struct form_hit *hit, size_t *start, size_t *end);

#endif
