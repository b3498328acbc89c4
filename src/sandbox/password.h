/* SPDX-License-Identifier: MIT
 * Passwords, stored as Argon2id hashes, and generated API keys. */
#ifndef SANDBOX_PASSWORD_H
#define SANDBOX_PASSWORD_H

#include <stdbool.h>

enum { KEY_SIZE = 33 }; /* 32 hexadecimal digits and the NUL */

/* The caller frees it; NULL when there is not enough memory. */
char *password_hash(const char *password);
bool password_matches(const char *hash, const char *password);
bool password_same(const char *a, const char *b); /* in constant time if the lengths are equal */

void password_make_key(char key[KEY_SIZE]);

#endif
