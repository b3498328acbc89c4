/* SPDX-License-Identifier: MIT
 * Base64 as it stands in files (RFC 4648, both alphabets): in one run or broken into lines, its + / escaped
 * or not. */
#ifndef KEYTURN_HOLDERS_BASE64_TEXT_H
#define KEYTURN_HOLDERS_BASE64_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"

enum base64_alphabet { BASE64_EITHER, BASE64_STANDARD, BASE64_URL };

/* The six bits that a character stands for, or -1. */
int base64_bits(char c, enum base64_alphabet alphabet);

/* The characters around a place. Zeroed there are none. */
struct base64_chars {
	struct base64_char {
		size_t at;            /* in the data */
		unsigned char length; /* more than 1: it is escaped */
		unsigned char bits;
	} * list;
	size_t count;
};

/* Takes the characters that belong together around `at`, those from `from` to `to`, over line breaks; returns
 * where they end. */
size_t base64_gather(
	struct base64_chars *chars, const unsigned char *data, size_t from, size_t at, size_t to);
void base64_chars_finish(struct base64_chars *chars); /* wipes */

/* Appends what the characters from `first` on mean. */
void base64_meaning(const struct base64_chars *chars, size_t first, struct buffer *plain);

#endif
