/* SPDX-License-Identifier: MIT
 * The forms a key has in a file: base64 (RFC 4648, both alphabets, with and without padding) and
 * percent encoding (RFC 3986). */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "forms/encoding.h"

static bool alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

size_t base64_run_length(const char *text, size_t len)
{
	size_t length = 0;

	while (length < len && (alnum(text[length]) || strchr("+/-_", text[length]) != NULL) &&
		text[length] != '\0') {
		length++;
	}
	while (length < len && text[length] == '=') {
		length++;
	}
	return length;
}

static int variant_of(const char *text, size_t len)
{
	bool url = memchr(text, '-', len) != NULL || memchr(text, '_', len) != NULL;
	bool padded = len > 0 && text[len - 1] == '=';

	if (url) {
		return padded ? sodium_base64_VARIANT_URLSAFE
			      : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
	}
	/* Nothing to pad says nothing of the style; padding is what most readers want. */
	return padded || len % 4 == 0 ? sodium_base64_VARIANT_ORIGINAL
				      : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
}

void base64_encode(int variant, const struct buffer *plain, struct buffer *text)
{
	size_t size = sodium_base64_encoded_len(plain->len, variant);
	char *encoded = memory_alloc(size);

	sodium_bin2base64(encoded, size, (const unsigned char *)plain->data, plain->len, variant);
	buffer_append_text(text, encoded);
	memory_wipe(encoded, size);
	free(encoded);
}

/* Only a text that encoding gives back exactly counts as decoded. */
static bool decode(struct base64_run *run, const char *text, size_t len)
{
	struct buffer again;
	unsigned char *plain = memory_alloc(len + 1);
	size_t count = 0;

	run->variant = variant_of(text, len);
	buffer_init(&run->decoded, len + 1);
	buffer_init(&again, len + 8);
	bool good = sodium_base642bin(plain, len, text, len, NULL, &count, NULL, run->variant) == 0;
	if (good) {
		buffer_append(&run->decoded, plain, count);
		base64_encode(run->variant, &run->decoded, &again);
		good = again.len == len && memcmp(again.data, text, len) == 0;
	}
	memory_wipe(plain, len + 1);
	free(plain);
	buffer_finish(&again);
	return good;
}

static bool find(const struct buffer *text, const unsigned char hash[SECRET_HASH_SIZE],
	size_t length, size_t *at)
{
	for (*at = 0; *at < text->len && text->len - *at >= length; ++*at) {
		if (hash_matches(text->data + *at, length, hash)) {
			return true;
		}
	}
	return false;
}

/* The text may start or end with characters that only look like base64: a path's slash, a word. */
bool base64_run_init(struct base64_run *run, const char *text, size_t length,
	const unsigned char hash[SECRET_HASH_SIZE], size_t key_length, size_t *at)
{
	*run = (struct base64_run){.text = text, .length = length};
	for (run->after = 0; run->after < 4; run->after++) {
		for (run->before = 0; run->before < 4; run->before++) {
			if (run->before + run->after >= length || key_length == 0) {
				continue;
			}
			size_t len = length - run->before - run->after;
			if (decode(run, text + run->before, len) &&
				find(&run->decoded, hash, key_length, at)) {
				return true;
			}
			buffer_finish(&run->decoded);
		}
	}
	return false;
}

void base64_run_finish(struct base64_run *run)
{
	buffer_finish(&run->decoded);
}

static int digit(char c)
{
	return c >= '0' && c <= '9'    ? c - '0'
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
				       : -1;
}

static bool escape(const char *text, size_t len)
{
	return len >= 3 && text[0] == '%' && digit(text[1]) >= 0 && digit(text[2]) >= 0;
}

bool percent_decode(const char *text, size_t len, struct buffer *plain, struct percent_style *style)
{
	bool literal = false;

	*style = (struct percent_style){0};
	for (size_t i = 0; i < len; i++) {
		char byte = text[i];
		if (escape(text + i, len - i)) {
			byte = (char)(digit(text[i + 1]) * 16 + digit(text[i + 2]));
			style->lower |= text[i + 1] >= 'a' || text[i + 2] >= 'a';
			i += 2;
		} else {
			literal |= alnum(byte);
		}
		if (!buffer_append(plain, &byte, 1)) {
			return false;
		}
	}
	style->all = !literal;
	return true;
}

void percent_encode(
	const struct percent_style *style, const char *plain, size_t len, struct buffer *text)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)plain[i];
		bool unreserved = alnum(plain[i]) || (byte != '\0' && strchr("-._~", byte) != NULL);
		if (unreserved && !style->all) {
			buffer_append(text, &byte, 1);
		} else {
			buffer_printf(text, style->lower ? "%%%02x" : "%%%02X", byte);
		}
	}
}

size_t percent_length(const char *text, size_t len, size_t plain_length)
{
	size_t at = 0;

	for (size_t i = 0; i < plain_length; i++) {
		if (at >= len) {
			return 0;
		}
		at += escape(text + at, len - at) ? 3 : 1;
	}
	return at;
}

bool hash_matches(const char *bytes, size_t len, const unsigned char hash[SECRET_HASH_SIZE])
{
	unsigned char own[SECRET_HASH_SIZE];

	secret_hash_bytes(bytes, len, own);
	return sodium_memcmp(own, hash, SECRET_HASH_SIZE) == 0;
}
