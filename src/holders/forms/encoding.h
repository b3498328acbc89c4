/* SPDX-License-Identifier: MIT
 * Base64 and percent encoding. */
#ifndef KEYTURN_HOLDERS_ENCODING_H
#define KEYTURN_HOLDERS_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"
#include "keyturn/secret.h"

/* Base64 text that may have other text of its alphabet right before or after it. */
struct base64_run {
	const char *text;
	size_t length;
	size_t before, after; /* characters of the run that do not belong to it */
	int variant;          /* libsodium's */
	struct buffer decoded;
};

/* Decodes the run so that the result holds a value of `key_length` bytes that hashes to `hash`; its
 * first place is `*at`. False when no reading of it does. base64_run_finish() is due either way. */
bool base64_run_init(struct base64_run *run, const char *text, size_t length,
	const unsigned char hash[SECRET_HASH_SIZE], size_t key_length, size_t *at);
void base64_run_finish(struct base64_run *run);
size_t base64_run_length(const char *text, size_t len); /* of the run that starts at `text` */
void base64_encode(int variant, const struct buffer *plain, struct buffer *text);

/* How percent encoding was written. */
struct percent_style {
	bool lower; /* %2f, not %2F */
	bool all;   /* letters and digits are encoded too */
};

/* False when `plain` is too small, or `text` ends inside of a %XX. */
bool percent_decode(
	const char *text, size_t len, struct buffer *plain, struct percent_style *style);
void percent_encode(
	const struct percent_style *style, const char *plain, size_t len, struct buffer *text);
size_t percent_length(const char *text, size_t len, size_t plain_length); /* 0: too short */

bool hash_matches(const char *bytes, size_t len, const unsigned char hash[SECRET_HASH_SIZE]);

#endif
