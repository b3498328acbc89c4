/* SPDX-License-Identifier: MIT */
#include "forms/hashed_value.h"

#include <sodium.h>

bool hashed_value_is(const struct hashed_value *value, const char *bytes, size_t len)
{
	unsigned char hash[SECRET_HASH_SIZE];

	if (len != value->length) {
		return false;
	}
	secret_hash_bytes(bytes, len, hash);
	return sodium_memcmp(hash, value->hash, SECRET_HASH_SIZE) == 0;
}

bool hashed_value_find(const struct hashed_value *value, const char *text, size_t len, size_t *at)
{
	for (; *at < len && len - *at >= value->length; ++*at) {
		if (hashed_value_is(value, text + *at, value->length)) {
			return true;
		}
	}
	return false;
}
