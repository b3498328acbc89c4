/* SPDX-License-Identifier: MIT
 * Characters of several bytes: UTF-16 and UTF-32, of which ASCII is the byte and zeros. */
#ifndef KEYTURN_HOLDERS_WIDE_H
#define KEYTURN_HOLDERS_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "forms/needles.h"
#include "keyturn/buffer.h"

enum { WIDE_MAX = 4 };

/* Appends the characters in `unit` bytes each, the zeros at both ends left out: those depend on the byte
 * order. */
void wide_append(struct buffer *text, const char *plain, size_t len, size_t unit);

void wide_add_needles(struct needles *needles, const char *key, size_t len);

/* The bytes of the characters around `at` that are ASCII, as many as come to both sides within `reach`
 * characters; returns where the first of them is. */
size_t wide_narrow(const unsigned char *data, size_t len, size_t at, size_t unit, size_t reach,
	struct buffer *narrow);

/* What the zeros in a file say about it, block by block. Zeroed it is an empty file's. */
struct wide_tally {
	uint64_t zeros[WIDE_MAX]; /* by their offset modulo WIDE_MAX */
	uint64_t size;
	uint64_t empty_pairs; /* pairs of zeros at an even offset: no character of UTF-16 */
	unsigned char head[2];
};

void wide_count(struct wide_tally *tally, const unsigned char *data, size_t len);

bool wide_has_zeros(const struct wide_tally *tally);

/* Whether a file with such zeros is text in UTF-16. */
bool wide_is_utf16(const struct wide_tally *tally);

#endif
