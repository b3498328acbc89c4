/* SPDX-License-Identifier: MIT */
#include "password.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

/* Cheap for Argon2: the sandbox hashes all the seed's passwords while somebody waits. */
enum { PASSES = 1, MEMORY_BYTES = 8 * 1024 * 1024 };

char *password_hash(const char *password)
{
	char *hash = memory_alloc(crypto_pwhash_STRBYTES);

	if (crypto_pwhash_str(hash, password, strlen(password), PASSES, MEMORY_BYTES) != 0) {
		free(hash);
		return NULL;
	}
	return hash;
}

bool password_matches(const char *hash, const char *password)
{
	return hash != NULL && password != NULL &&
		crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

bool password_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strlen(a) == strlen(b) &&
		sodium_memcmp(a, b, strlen(a)) == 0;
}

void password_make_key(char key[KEY_SIZE])
{
	unsigned char bytes[(KEY_SIZE - 1) / 2];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(key, KEY_SIZE, bytes, sizeof(bytes));
	sodium_memzero(bytes, sizeof(bytes));
}
