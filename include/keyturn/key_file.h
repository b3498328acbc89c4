/* SPDX-License-Identifier: MIT
 * New keys of other users, each in a file of its own: DIRECTORY/USER.key, 0600, the key's bytes without a
 * newline, as hooks get them. In the file's name all but letters, digits, "." (not first), "-", "_" and "@" is "%" and two hex digits, so that two
 * users never have the same file, and a name leads nowhere else. */
#ifndef KEYTURN_KEY_FILE_H
#define KEYTURN_KEY_FILE_H

#include "keyturn/error.h"
#include "keyturn/secret.h"

enum { KEY_FILE_NAME_SIZE = 256 };

/* The file's name for `user`; a long one ends in a hash of the whole. */
void key_file_name(const char *user, char out[KEY_FILE_NAME_SIZE]);

/* Makes `directory` if it is missing, and tries to write there. ERROR_CONFIG_UNSAFE unless it is this user's
 * and nobody else may write it. */
bool key_file_try(const char *directory, struct error *error);

/* Durable on return; replaces the file if it is there. ERROR_DISK_FULL when there is no room. */
bool key_file_write(
	const char *directory, const char *user, struct secret *key, struct error *error);

#endif
