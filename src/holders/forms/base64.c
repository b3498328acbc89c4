/* SPDX-License-Identifier: MIT
 * Base64, alone or inside a longer text, as in Kubernetes Secrets and Basic auth. */
#include "forms/base64.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

enum { RUN_MAX = 256 * 1024, JUNK_MAX = 4, BLOCK_LINE_MIN = 16 };

static void encode(int variant, const struct buffer *plain, struct buffer *text)
{
	size_t size = sodium_base64_encoded_len(plain->len, variant);
	char *encoded = memory_alloc(size);

	sodium_bin2base64(encoded, size, (const unsigned char *)plain->data, plain->len, variant);
	buffer_append_text(text, encoded);
	memory_wipe(encoded, size);
	free(encoded);
}

/* ---- what to look for ---- */

/* Base64 of `shift` other bytes and the key, without the characters at both ends that the bytes
 * around the key decide as well. */
static void add_shifted(
	struct needles *needles, const char *key, size_t len, unsigned shift, int variant)
{
	static const char others[2];
	const size_t first = (8 * shift + 5) / 6, end = 8 * (shift + len) / 6;
	struct buffer plain, text;

	if (end <= first) {
		return; /* too short for any character that is only its own */
	}
	buffer_init(&plain, shift + len);
	buffer_init(&text, sodium_base64_encoded_len(shift + len, variant));
	buffer_append(&plain, others, shift);
	buffer_append(&plain, key, len);
	encode(variant, &plain, &text);
	needles_add(needles, HOLDER_BASE64, shift, text.data + first, end - first);
	buffer_finish(&plain);
	buffer_finish(&text);
}

static void add_needles(struct needles *needles, const char *key, size_t len)
{
	for (unsigned shift = 0; shift < 3; shift++) {
		add_shifted(needles, key, len, shift, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
		add_shifted(needles, key, len, shift, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	}
}

/* ---- reading ---- */

/* Of the base64 text that begins at `text`. */
static size_t run_length(const char *text, size_t len)
{
	size_t length = 0;

	while (length < len && base64_bits(text[length], BASE64_EITHER) >= 0) {
		length++;
	}
	while (length < len && text[length] == '=') {
		length++;
	}
	return length;
}

static size_t measure(const char *text, size_t len, size_t value_length)
{
	(void)value_length; /* the text around it is decoded with it */
	return run_length(text, len);
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

/* Only a text that encoding gives back exactly counts as decoded. */
static bool decode(struct form_reading *reading, const char *text, size_t len)
{
	struct buffer again;
	unsigned char *plain = memory_alloc(len + 1);
	size_t count = 0;
	const int variant = variant_of(text, len);

	reading->style = (unsigned)variant;
	buffer_init(&reading->plain, len + 1);
	buffer_init(&again, len + 8);
	bool good = sodium_base642bin(plain, len, text, len, NULL, &count, NULL, variant) == 0;
	if (good) {
		buffer_append(&reading->plain, plain, count);
		encode(variant, &reading->plain, &again);
		good = again.len == len && memcmp(again.data, text, len) == 0;
	}
	memory_wipe(plain, len + 1);
	free(plain);
	buffer_finish(&again);
	return good;
}

/* The text may start or end with characters that only look like base64: a path's slash, a word. */
static enum form_result read_value(struct form_reading *reading, const char *text, size_t len,
	const struct hashed_value *value)
{
	*reading = (struct form_reading){0};
	if (len > RUN_MAX) {
		reading->trouble = "the base64 text around the key is too long";
		return FORM_UNREADABLE;
	}
	for (size_t i = 0; i < (size_t)JUNK_MAX * JUNK_MAX && value->length > 0; i++) {
		const size_t before = i % JUNK_MAX, after = i / JUNK_MAX;
		size_t at = 0;
		if (before + after < len && decode(reading, text + before, len - before - after) &&
			hashed_value_find(value, reading->plain.data, reading->plain.len, &at)) {
			reading->before = before;
			reading->after = after;
			return FORM_READ;
		}
		buffer_finish(&reading->plain);
	}
	reading->trouble = "the base64 text around the key is not as encoders write it: put the "
			   "new key in by hand";
	return FORM_UNREADABLE;
}

/* ---- writing ---- */

static bool is_block_line(const char *text, size_t len)
{
	size_t length = run_length(text, len);

	return length >= BLOCK_LINE_MIN &&
		(length == len || text[length] == '\n' || text[length] == '\r');
}

/* Whether the text is one line of several, which another length would put out of step. */
static bool part_of_block(const struct form_place *place)
{
	const char *content = place->content;
	size_t start = place->at, end = place->at + place->length;

	while (end < place->len && strchr("\r\n \t", content[end]) != NULL) {
		end++;
	}
	bool broken = memchr(content + place->at + place->length, '\n',
			      end - place->at - place->length) != NULL;
	if (broken && is_block_line(content + end, place->len - end)) {
		return true;
	}
	while (start > 0 && strchr("\r\n \t", content[start - 1]) != NULL) {
		start--;
	}
	if (memchr(content + start, '\n', place->at - start) == NULL) {
		return false;
	}
	size_t before = start;
	while (before > 0 && strchr("\r\n \t", content[before - 1]) == NULL) {
		before--;
	}
	return is_block_line(content + before, start - before);
}

/* Text, in UTF-8: what a program would have encoded. */
static bool printable(const struct buffer *text)
{
	uint32_t point;

	for (size_t i = 0, step; i < text->len; i += step) {
		step = text_decode(text->data + i, text->len - i, &point);
		bool invalid = point == 0xfffd && step == 1;
		bool control = (point < 0x20 && point != '\t' && point != '\r' && point != '\n') ||
			point == 0x7f;
		if (invalid || control) {
			return false;
		}
	}
	return true;
}

/* Another length moves what comes after the key, so all of the text must be what it seems to be. */
static bool may_change_length(const struct form_reading *reading, const struct form_place *place)
{
	return reading->before == 0 && reading->after == 0 && printable(&reading->plain) &&
		!part_of_block(place);
}

static const char *write_value(const struct form_reading *reading, const struct form_place *place,
	const struct buffer *plain, struct buffer *text)
{
	const char *old = place->content + place->at;

	if (plain->len != reading->plain.len && !may_change_length(reading, place)) {
		return "the new key has another length, and the base64 text around the old one is "
		       "not only its: put it in by hand";
	}
	buffer_append(text, old, reading->before);
	encode((int)reading->style, plain, text);
	buffer_append(text, old + place->length - reading->after, reading->after);
	return NULL;
}

const struct form form_base64 = {.quotes = FORM_QUOTES_OF_PLAIN,
	.add_needles = add_needles,
	.extent = base64_extent,
	.measure = measure,
	.read = read_value,
	.write = write_value};
