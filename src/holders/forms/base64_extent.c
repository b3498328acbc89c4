/* SPDX-License-Identifier: MIT */
#include "forms/base64.h"

int base64_bits(char c, enum base64_alphabet alphabet)
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
	if ((c == '+' || c == '/') && alphabet != BASE64_URL) {
		return c == '+' ? 62 : 63;
	}
	if ((c == '-' || c == '_') && alphabet != BASE64_STANDARD) {
		return c == '-' ? 62 : 63;
	}
	return -1;
}

static void extend(const unsigned char *data, size_t len, size_t at, enum base64_alphabet alphabet,
	size_t *start, size_t *end)
{
	for (*start = at; *start > 0 && base64_bits((char)data[*start - 1], alphabet) >= 0;
		(*start)--) {
	}
	for (*end = at; *end < len && base64_bits((char)data[*end], alphabet) >= 0; (*end)++) {
	}
}

/* The alphabet that the text around `at` is written in; the standard one when both could be. */
static enum base64_alphabet alphabet_of(
	const unsigned char *data, size_t len, size_t at, const struct needle *needle)
{
	bool standard = false, url = false;
	size_t start, end;

	for (size_t i = 0; i < needle->length; i++) {
		if (base64_bits((char)needle->bytes[i], BASE64_URL) < 0) {
			return BASE64_STANDARD;
		}
		if (base64_bits((char)needle->bytes[i], BASE64_STANDARD) < 0) {
			return BASE64_URL;
		}
	}
	extend(data, len, at, BASE64_EITHER, &start, &end);
	for (size_t i = start; i < end; i++) {
		standard = standard || base64_bits((char)data[i], BASE64_URL) < 0;
		url = url || base64_bits((char)data[i], BASE64_STANDARD) < 0;
	}
	return url && !standard ? BASE64_URL : BASE64_STANDARD;
}

/* Byte `index` of what `text` (which begins at a group of four) means. */
static unsigned char decoded(const unsigned char *text, size_t index, enum base64_alphabet alphabet)
{
	const unsigned char *pair = text + 8 * index / 6;
	const unsigned shift = 2 * (index % 3); /* bits of the first character that are older */
	unsigned bits = (unsigned)base64_bits((char)pair[0], alphabet) << 6 |
		(unsigned)base64_bits((char)pair[1], alphabet);

	return (unsigned char)(bits >> (4 - shift));
}

bool base64_extent(const struct form_hit *hit, size_t *start, size_t *end)
{
	const unsigned char *data = hit->data;
	const unsigned shift = hit->needle->shift;
	const size_t before = (8 * shift + 5) / 6; /* characters of the needle's group */
	const enum base64_alphabet alphabet = alphabet_of(data, hit->len, hit->at, hit->needle);

	extend(data, hit->len, hit->at, alphabet, start, end);
	const size_t group = hit->at - before;
	const size_t key_end = group + (8 * (shift + hit->key_length) + 5) / 6;
	if (hit->at < before || group < *start || key_end > *end) {
		return false;
	}
	for (size_t i = 0; i < hit->key_length; i++) {
		if (decoded(data + group, shift + i, alphabet) != hit->key[i]) {
			return false;
		}
	}
	*start += (group - *start) % 4;
	if ((*end - *start) % 4 == 1) { /* no base64 text has that length */
		(*end)--;
	}
	for (size_t fill = (4 - (*end - *start) % 4) % 4; fill > 0 && *end < hit->len; fill--) {
		if (data[*end] != '=') {
			break;
		}
		(*end)++;
	}
	return key_end <= *end;
}
