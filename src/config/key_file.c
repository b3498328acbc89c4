/* SPDX-License-Identifier: MIT */
#include "keyturn/key_file.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "own_directory.h"
#include "whole_file.h"

enum { ROOM = 200, HASH_BYTES = 8, TRIAL_BYTES = 512 };

static const char trial_name[] = ".keyturn-trial";

static bool is_plain(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '_' || c == '@' || (c == '.' && !first);
}

/* Cut where it is too long for a name; then false. */
static bool encode(const char *user, char *out, size_t size)
{
	size_t used = 0;

	for (const char *at = user; *at != '\0'; at++) {
		if (used + 4 > size) {
			return false;
		}
		used += (size_t)(is_plain(*at, at == user)
				? snprintf(out + used, size - used, "%c", *at)
				: snprintf(out + used, size - used, "%%%02x",
					  (unsigned)(unsigned char)*at));
	}
	return true;
}

void key_file_name(const char *user, char out[KEY_FILE_NAME_SIZE])
{
	unsigned char hash[crypto_generichash_BYTES];
	char name[ROOM] = "", rest[2 * HASH_BYTES + 1] = "";
	bool whole = encode(user, name, sizeof(name));

	if (!whole) {
		crypto_generichash(
			hash, sizeof(hash), (const unsigned char *)user, strlen(user), NULL, 0);
		sodium_bin2hex(rest, sizeof(rest), hash, HASH_BYTES);
	}
	snprintf(out, KEY_FILE_NAME_SIZE, "%s%s%s.key", name, whole ? "" : "%", rest);
}

static bool write_into(
	const char *directory, const char *name, const char *data, size_t len, struct error *error)
{
	int fd = own_directory_open(directory, error);
	bool ok = fd >= 0 && whole_file_write(fd, name, data, len, 0600, error);

	if (fd >= 0) {
		close(fd);
	}
	return ok;
}

/* As much as a key takes, and it is gone again. */
bool key_file_try(const char *directory, struct error *error)
{
	static const char nothing[TRIAL_BYTES];
	int fd = -1;
	bool ok = own_directory_make(directory, error) &&
		(fd = own_directory_open(directory, error)) >= 0 &&
		whole_file_write(fd, trial_name, nothing, sizeof(nothing), 0600, error);

	if (fd >= 0) {
		unlinkat(fd, trial_name, 0);
		close(fd);
	}
	return ok;
}

bool key_file_write(
	const char *directory, const char *user, struct secret *key, struct error *error)
{
	char name[KEY_FILE_NAME_SIZE];

	key_file_name(user, name);
	bool ok = write_into(directory, name, secret_open(key), secret_length(key), error);
	secret_close(key);
	return ok;
}
