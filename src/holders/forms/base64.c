/* SPDX-License-Identifier: MIT
 * Base64, alone or inside a longer text, as in Kubernetes Secrets and Basic auth; also broken into lines. */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "forms/base64_text.h"
#include "forms/escapes.h"
#include "forms/form.h"
#include "forms/wide.h"
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

struct wanted {
	const char *text;
	size_t len, unit; /* the characters of the needle have that many bytes */
	size_t windows;
	bool again; /* in base64 once more */
};

static void add_shifted(
	struct needles *needles, const struct wanted *wanted, size_t shift, int variant);

static void add_base64(struct needles *needles, const struct wanted *wanted)
{
	for (size_t shift = 0; shift < 3; shift++) {
		add_shifted(needles, wanted, shift, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
		add_shifted(needles, wanted, shift, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	}
}

static void add_text(
	struct needles *needles, const struct wanted *wanted, const char *text, size_t len)
{
	struct buffer wide;

	buffer_init(&wide, len * WIDE_MAX);
	wide_append(&wide, text, len, wanted->unit);
	needles_add(needles,
		&(struct needle){.bytes = (const unsigned char *)wide.data,
			.length = wide.len,
			.layer = wanted->unit > 1 ? NEEDLE_WIDE : NEEDLE_BASE64,
			.unit = wanted->unit,
			.windows = wanted->windows});
	buffer_finish(&wide);
}

/* Base64 of `shift` other bytes and the text, without the characters at both ends that the bytes
 * around it decide as well. */
static void add_shifted(
	struct needles *needles, const struct wanted *wanted, size_t shift, int variant)
{
	static const char others[2];
	const size_t first = (8 * shift + 5) / 6, end = 8 * (shift + wanted->len) / 6;
	struct buffer plain, text;

	if (end <= first) {
		return; /* too short for any character that is only its own */
	}
	buffer_init(&plain, shift + wanted->len);
	buffer_init(&text, sodium_base64_encoded_len(shift + wanted->len, variant));
	buffer_append(&plain, others, shift);
	buffer_append(&plain, wanted->text, wanted->len);
	encode(variant, &plain, &text);
	if (wanted->again) {
		add_base64(needles, &(struct wanted){text.data + first, end - first, 1, 3, false});
	} else {
		add_text(needles, wanted, text.data + first, end - first);
	}
	buffer_finish(&plain);
	buffer_finish(&text);
}

/* As URLs may have it, percent-encoded throughout. */
static void add_percent(struct needles *needles, const char *format, const char *key, size_t len)
{
	struct buffer text;

	buffer_init(&text, 3 * len);
	for (size_t i = 0; i < len; i++) {
		buffer_printf(&text, format, (unsigned)(unsigned char)key[i]);
	}
	add_base64(needles, &(struct wanted){text.data, text.len, 1, 2, false});
	buffer_finish(&text);
}

/* The key in base64, over lines of any width; that in base64 again, and in UTF-16; and the key in UTF-16 in
 * base64, as PowerShell has its commands. */
static void add_needles(struct needles *needles, const char *key, size_t len)
{
	struct buffer wide;

	add_base64(needles, &(struct wanted){key, len, 1, 0, false});
	add_base64(needles, &(struct wanted){key, len, 1, 3, true});
	add_base64(needles, &(struct wanted){key, len, 2, 2, false});
	add_percent(needles, "%%%02X", key, len);
	add_percent(needles, "%%%02x", key, len);
	buffer_init(&wide, len * 2);
	wide_append(&wide, key, len, 2);
	add_base64(needles, &(struct wanted){wide.data, wide.len, 1, 3, false});
	buffer_finish(&wide);
}

/* ---- where it ends ---- */

static void extend(const unsigned char *data, size_t len, enum base64_alphabet alphabet,
	size_t *start, size_t *end)
{
	while (*start > 0 && base64_bits((char)data[*start - 1], alphabet) >= 0) {
		--*start;
	}
	while (*end < len && base64_bits((char)data[*end], alphabet) >= 0) {
		++*end;
	}
}

static bool is_written_in(
	const unsigned char *data, size_t start, size_t end, enum base64_alphabet alphabet)
{
	while (start < end && base64_bits((char)data[start], alphabet) >= 0) {
		start++;
	}
	return start == end;
}

/* The alphabet of the text and what is around it; the standard one when both could be. */
static enum base64_alphabet alphabet_of(
	const unsigned char *data, size_t len, size_t start, size_t end)
{
	if (!is_written_in(data, start, end, BASE64_URL)) {
		return BASE64_STANDARD;
	}
	if (!is_written_in(data, start, end, BASE64_STANDARD)) {
		return BASE64_URL;
	}
	extend(data, len, BASE64_EITHER, &start, &end);
	return !is_written_in(data, start, end, BASE64_STANDARD) &&
			is_written_in(data, start, end, BASE64_URL)
		? BASE64_URL
		: BASE64_STANDARD;
}

/* How many of `count` characters can be a text by themselves, with their padding. */
static size_t whole_length(const unsigned char *text, size_t len, size_t count)
{
	size_t length = count % 4 == 1 ? count - 1 : count; /* no base64 text has that length */

	for (size_t fill = (4 - length % 4) % 4; fill > 0 && length < len; fill--) {
		if (text[length] != '=') {
			break;
		}
		length++;
	}
	return length;
}

/* Text that stands in one line is taken with all that belongs to it. What stands before it without
 * belonging to it ("token/" and the like) is left out so far that decoding can begin at `*start`. Text that
 * goes over a break stays as it is: where it all begins and ends is not known, and need not be. */
static void widen(const unsigned char *data, size_t len, size_t *start, size_t *end)
{
	const size_t group = *start;

	if (!is_written_in(data, *start, *end, BASE64_EITHER)) {
		return;
	}
	extend(data, len, alphabet_of(data, len, *start, *end), start, end);
	*start += (group - *start) % 4;
	*end = *start + whole_length(data + *start, len - *start, *end - *start);
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

/* The text around the value is decoded with it. */
static size_t measure(const char *text, size_t len, size_t value_length)
{
	size_t length = 0;

	(void)value_length;
	while (length < len && base64_bits(text[length], BASE64_EITHER) >= 0) {
		length++;
	}
	return whole_length((const unsigned char *)text, len, length);
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

/* The characters without the line breaks between them; false when anything else is there. */
static bool join(const char *text, size_t len, struct buffer *joined)
{
	for (size_t at = 0, gap; at < len; at += gap) {
		gap = escapes_break((const unsigned char *)text + at, len - at);
		if (gap > 0) {
			continue;
		}
		if (text[at] != '=' && base64_bits(text[at], BASE64_EITHER) < 0) {
			return false;
		}
		buffer_append(joined, text + at, 1);
		gap = 1;
	}
	return true;
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

/* The text may start or end with characters that only look like base64: a path's slash, a word. Each way
 * leaves out as many of them at either end. */
static bool read_value(struct form_reading *reading, const char *text, size_t len, size_t way)
{
	const size_t before = way % JUNK_MAX, after = way / JUNK_MAX;
	struct buffer joined;

	*reading = (struct form_reading){.before = before, .after = after};
	if (len > RUN_MAX) {
		return false;
	}
	buffer_init(&joined, len);
	const bool good = join(text, len, &joined) && before + after < joined.len &&
		decode(reading, joined.data + before, joined.len - before - after);
	buffer_finish(&joined);
	return good;
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

/* Whether the text goes on, escaped: with padding as URLs have it, or one line after the other in JSON. */
static bool beside_escape(const struct form_place *place)
{
	static const char *const escapes[] = {"%2", "%3", "\\u00", "\\/", "\\n", "\\r", "&#"};
	const size_t end = place->at + place->length;

	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		const size_t length = strlen(escapes[i]);
		if (length <= place->len - end &&
			memcmp(place->content + end, escapes[i], length) == 0) {
			return true;
		}
	}
	return place->at > 0 &&
		(place->content[place->at - 1] == '%' || place->content[place->at - 1] == '\\');
}

/* Another length moves what comes after the key, so all of the text must be what it seems to be. */
static bool may_change_length(const struct form_reading *reading, const struct form_place *place)
{
	return reading->before == 0 && reading->after == 0 && printable(&reading->plain) &&
		!part_of_block(place) && !beside_escape(place);
}

/* The same characters, of which some are others, between the same breaks. */
static const char *write_broken(const struct form_reading *reading, const char *old, size_t len,
	const struct buffer *encoded, struct buffer *text)
{
	size_t at = 0, seen = 0;

	if (encoded->len + reading->before + reading->after < len) {
		struct buffer joined;
		buffer_init(&joined, len);
		join(old, len, &joined);
		seen = joined.len;
		buffer_finish(&joined);
	}
	if (encoded->len + reading->before + reading->after != seen) {
		return "the new key has another length, and the base64 text around the old one is "
		       "broken into lines: put it in by hand";
	}
	for (size_t i = 0, gap; at < len; at += gap) {
		gap = escapes_break((const unsigned char *)old + at, len - at);
		if (gap > 0) {
			buffer_append(text, old + at, gap);
			continue;
		}
		const bool own = i < reading->before || i - reading->before >= encoded->len;
		buffer_append(text, own ? old + at : encoded->data + i - reading->before, 1);
		i++;
		gap = 1;
	}
	return NULL;
}

static const char *write_value(const struct form_reading *reading, const struct form_place *place,
	const struct buffer *plain, struct buffer *text)
{
	const char *old = place->content + place->at, *trouble = NULL;
	struct buffer encoded;

	if (run_length(old, place->length) == place->length && plain->len != reading->plain.len &&
		!may_change_length(reading, place)) {
		return "the new key has another length, and the base64 text around the old one is "
		       "not only its: put it in by hand";
	}
	buffer_init(&encoded, sodium_base64_encoded_len(plain->len, (int)reading->style));
	encode((int)reading->style, plain, &encoded);
	if (run_length(old, place->length) < place->length) {
		trouble = write_broken(reading, old, place->length, &encoded, text);
	} else {
		buffer_append(text, old, reading->before);
		buffer_append(text, encoded.data, encoded.len);
		buffer_append(text, old + place->length - reading->after, reading->after);
	}
	buffer_finish(&encoded);
	return trouble;
}

const struct form form_base64 = {.container = true,
	.ways = (size_t)JUNK_MAX * JUNK_MAX,
	.add_needles = add_needles,
	.widen = widen,
	.measure = measure,
	.read = read_value,
	.write = write_value};
