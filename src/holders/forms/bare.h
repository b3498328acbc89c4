/* SPDX-License-Identifier: MIT
 * Values without quotes in YAML and JSON, where a reader makes a number, a date or nothing of some texts. */
#ifndef KEYTURN_HOLDERS_BARE_H
#define KEYTURN_HOLDERS_BARE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether the `length` bytes at `at` are the whole of a value without quotes, as YAML or JSON have them.
 * Told by what stands around it, since names of files say little. */
bool bare_value(const char *content, size_t len, size_t at, size_t length);

/* Whether YAML (1.1 or 1.2) or JSON would read the text as something that is no text: a number, a date,
 * true, null, a mapping. */
bool bare_reads_otherwise(const char *text, size_t len);

#endif
