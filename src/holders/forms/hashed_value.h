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
	const char *bytes; /* where it is known after all: saves the hashing; or NULL */
};

/* Whether these bytes are the value: all of them, and no others. */
bool hashed_value_is(const struct hashed_value *value, const char *bytes, size_t len);

#endif
