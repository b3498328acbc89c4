/* SPDX-License-Identifier: MIT
 * Passwords, kept as Argon2id, and the keys that the service makes up. */
#ifndef SANDBOX_PASSWORD_H
#define SANDBOX_PASSWORD_H

#include <stdbool.h>

enum { KEY_SIZE = 33 }; /* 32 hexadecimal digits and the NUL */

/* The caller frees; NULL when there is no memory for it. */
char *password_hash(const char *password);
bool password_matches(const char *hash, const char *password);
bool password_same(const char *a, const char *b); /* in constant time for equal lengths */

void password_make_key(char key[KEY_SIZE]);

#endif
