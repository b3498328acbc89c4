/* SPDX-License-Identifier: MIT
 * Whether a new key can stand where the old one stood, whatever the file's format and quotes are. */
#ifndef KEYTURN_HOLDERS_QUOTING_H
#define KEYTURN_HOLDERS_QUOTING_H

#include <stdbool.h>
#include <stddef.h>

/* Why `key` cannot replace the `old_length` bytes at `at` without being quoted otherwise; NULL when it can. */
const char *quoting_trouble(const char *content, size_t len, size_t at, size_t old_length,
	const char *key, size_t key_length);

#endif
