/* SPDX-License-Identifier: MIT
 * UTF-8 text as terminals see it, and the filter that makes foreign text harmless.
 *
 * Everything from a server, a file or a child process is data: before it reaches a terminal or a log it
 * goes through text_clean(), which leaves nothing that a terminal could act on. */
#ifndef KEYTURN_TEXT_H
#define KEYTURN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one code point of `text` (`len` bytes left, > 0) into `*point` and returns its length in bytes
 * (1…4). Invalid, overlong, surrogate or cut-off sequences give U+FFFD and a length of one. */
size_t text_decode(const char *text, size_t len, uint32_t *point);

/* Encodes `point` into `out` (4 bytes at most, no NUL) and returns the length. */
size_t text_encode(uint32_t point, char out[4]);

/* Cells of one code point on a terminal: 0 (combining), 1 or 2; -1 when it must not be shown:
 * controls (C0, DEL, C1), bidirectional and zero-width format characters, line and paragraph
 * separators, private use, tags and non-characters. Independent of the process's locale. */
int text_point_width(uint32_t point);

/* Copies `len` bytes of `text` into `out` (size > 0, always terminated) with every code point that
 * must not be shown replaced: control characters by '^' and a letter (ESC is "^["), others by '?'.
 * More than two combining marks in a row are dropped. Cut at a code point when `out` is full.
 * Returns the length written. */
size_t text_clean(char *out, size_t size, const char *text, size_t len);

/* How many cells `text` (clean UTF-8) takes. */
int text_width(const char *text);

/* Length in bytes of the longest prefix of `text` that takes at most `cells` cells. */
size_t text_fit(const char *text, int cells);

/* True when `a` contains `b`, ignoring the case of ASCII letters. An empty `b` is always contained. */
bool text_contains(const char *a, const char *b);

#endif
