/* SPDX-License-Identifier: MIT
 * Characters that are not written as they are: the escapes of JSON, XML, shells, properties, URLs and mail,
 * and lines that go on in the next one. Only to recognise the key in them: none is ever written. */
#ifndef KEYTURN_HOLDERS_ESCAPES_H
#define KEYTURN_HOLDERS_ESCAPES_H

#include <stdbool.h>
#include <stddef.h>

#include "forms/needles.h"

/* What a value was spelled with, as bits. */
enum {
	SPELLED_PERCENT = 1,
	SPELLED_TWICE = 2,    /* percent-encoded, and that again */
	SPELLED_ESCAPED = 4,  /* \u0030, &#48;, \/, '\'' and the like */
	SPELLED_MAIL = 8,     /* quoted-printable */
	SPELLED_BROKEN = 16,  /* over several lines */
	SPELLED_UNCLEAR = 32, /* its beginning may be the end of an escape */
	SPELLED_WIDE = 64,    /* in UTF-32, or encoded within UTF-16 */
};

/* Adds what is looked for where all of the value, or each mark in it, is escaped. */
void escapes_add_needles(struct needles *needles, const char *key, size_t len);

enum { ESCAPE_MAX = 12, BREAK_MAX = 256 };

/* The value's bytes, one after another, in the text from `at` on: whether all of them are there, plain or
 * escaped. `*end` is then behind the last one, and bits are added to `*spelled`. */
bool escapes_forward(const unsigned char *text, size_t len, size_t at, const unsigned char *value,
	size_t value_length, size_t *end, unsigned *spelled);

/* Likewise back from `at`; `*start` is then where the first one begins. */
bool escapes_backward(const unsigned char *text, size_t at, const unsigned char *value,
	size_t value_length, size_t *start, unsigned *spelled);

/* Whether what stands at `at` may be the rest of an escape that begins before it. */
bool escapes_inside(const unsigned char *text, size_t len, size_t at);

/* The bytes of a line break and the indent after it, with what says that the text goes on (a backslash);
 * also of a break that is itself written as \n. 0: none begins here. */
size_t escapes_break(const unsigned char *text, size_t len);

#endif
