/* SPDX-License-Identifier: MIT */
#include "forms/base64_extent.h"

#include <string.h>

enum alphabet { ALPHABET_BOTH, ALPHABET_STANDARD, ALPHABET_URL };

/* The six bits of a character, or -1. */
static int value(unsigned char c, enum alphabet alphabet)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	if ((c == '+' || c == '/') && alphabet != ALPHABET_URL) {
		return c == '+' ? 62 : 63;
	}
	if ((c == '-' || c == '_') && alphabet != ALPHABET_STANDARD) {
		return c == '-' ? 62 : 63;
	}
	return -1;
}

static void extend(const unsigned char *data, size_t len, size_t at, enum alphabet alphabet,
	size_t *start, size_t *end)
{
	for (*start = at; *start > 0 && value(data[*start - 1], alphabet) >= 0; (*start)--) {
	}
	for (*end = at; *end < len && value(data[*end], alphabet) >= 0; (*end)++) {
	}
}

/* The alphabet that the text around `at` is written in; the standard one when both could be. */
static enum alphabet alphabet_of(
	const unsigned char *data, size_t len, size_t at, const struct needle *needle)
{
	bool standard = false, url = false;
	size_t start, end;

	for (size_t i = 0; i < needle->length; i++) {
		if (value(needle->bytes[i], ALPHABET_URL) < 0) {
			return ALPHABET_STANDARD;
		}
		if (value(needle->bytes[i], ALPHABET_STANDARD) < 0) {
			return ALPHABET_URL;
		}
	}
	extend(data, len, at, ALPHABET_BOTH, &start, &end);
	for (size_t i = start; i < end; i++) {
		standard = standard || value(data[i], ALPHABET_URL) < 0;
		url = url || value(data[i], ALPHABET_STANDARD) < 0;
	}
	return url && !standard ? ALPHABET_URL : ALPHABET_STANDARD;
}

/* Byte `index` of what `text` (which begins at a group of four) means. */
static unsigned char decoded(const unsigned char *text, size_t index, enum alphabet alphabet)
{
	const unsigned char *pair = text + 8 * index / 6;
	const unsigned shift = 2 * (index % 3); /* bits of the first character that are older */
	unsigned bits = (unsigned)value(pair[0], alphabet) << 6 |
		(unsigned)value(pair[1], alphabet);

	return (unsigned char)(bits >> (4 - shift));
}

bool run_find(const unsigned char *data, size_t len, size_t at, const struct needle *needle,
	const struct matcher *matcher, size_t *start, size_t *end)
{
	const enum alphabet alphabet = alphabet_of(data, len, at, needle);
	const size_t before = (8 * needle->shift + 5) / 6; /* characters of the needle's group */
	size_t key_len;
	const unsigned char *key = matcher_key(matcher, &key_len);

	extend(data, len, at, alphabet, start, end);
	const size_t group = at - before;
	const size_t key_end = group + (8 * (needle->shift + key_len) + 5) / 6;
	if (at < before || group < *start || key_end > *end) {
		return false;
	}
	for (size_t i = 0; i < key_len; i++) {
		if (decoded(data + group, needle->shift + i, alphabet) != key[i]) {
			return false;
		}
	}
	*start += (group - *start) % 4;
	if ((*end - *start) % 4 == 1) { /* no base64 text has that length */
		(*end)--;
	}
	for (size_t fill = (4 - (*end - *start) % 4) % 4; fill > 0 && *end < len; fill--) {
		if (data[*end] != '=') {
			break;
		}
		(*end)++;
	}
	return key_end <= *end;
}
