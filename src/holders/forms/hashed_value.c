/* SPDX-License-Identifier: MIT */
#include "forms/hashed_value.h"

#include <sodium.h>

bool hashed_value_is(const struct hashed_value *value, const char *bytes, size_t len)
{
	unsigned char hash[SECRET_HASH_SIZE];

	if (len != value->length) {
		return false;
	}
	if (value->bytes != NULL) {
		return sodium_memcmp(bytes, value->bytes, len) == 0;
	}
	secret_hash_bytes(bytes, len, hash);
	return sodium_memcmp(hash, value->hash, SECRET_HASH_SIZE) == 0;
}
