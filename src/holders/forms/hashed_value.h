/* SPDX-License-Identifier: MIT
 * A value that is known by its length and hash alone, as the journal knows the old key. */
#ifndef KEYTURN_HOLDERS_HASHED_VALUE_H
#define KEYTURN_HOLDERS_HASHED_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/secret.h"

struct hashed_value {
	size_t length; /* bytes */
	unsigned char hash[SECRET_HASH_SIZE];
};

/* Whether these bytes are the value: all of them, and no others. */
bool hashed_value_is(const struct hashed_value *value, const char *bytes, size_t len);

/* Whether the text has the value in it from `*at` on; `*at` is then where. */
bool hashed_value_find(const struct hashed_value *value, const char *text, size_t len, size_t *at);

#endif
