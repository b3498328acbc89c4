/* SPDX-License-Identifier: MIT */
#include "forms/exchange.h"

#include <string.h>

#include "forms/base64_text.h"
#include "forms/escapes.h"
#include "forms/quoting.h"
#include "forms/wide.h"

enum {
	LEVELS = 2, /* of base64 within base64 */
	TEXT_MAX = 96 * 1024 * 1024,
	AROUND = 4096, /* characters of UTF-16 in which quotes are looked for */
};

static bool within(const struct hashed_value *value, const char *text, size_t len, unsigned levels);

/* ---- one form at one place ---- */

/* Reads the text in the first way in which it is or holds the value. form_reading_finish() is due. */
static bool read_value(struct form_reading *reading, const struct form *form,
	const struct hashed_value *value, const char *text, size_t len, unsigned levels)
{
	*reading = (struct form_reading){0};
	if (value->length == 0) {
		return false;
	}
	for (size_t way = 0; way < form->ways; way++) {
		const struct buffer *plain = &reading->plain;
		if (form->read(reading, text, len, way) &&
			(form->container ? within(value, plain->data, plain->len, levels - 1)
					 : hashed_value_is(value, plain->data, plain->len))) {
			return true;
		}
		form_reading_finish(reading);
	}
	return false;
}

/* How long the text is that begins at `at` and may be the form; 0: none does. */
static size_t candidate(const struct form *form, const struct hashed_value *value, const char *text,
	size_t len, size_t at, unsigned levels)
{
	if (!form->container) {
		const size_t length = form->measure(text + at, len - at, value->length);
		/* Percent-encoded without a percent is plain. */
		return form->quotes || memchr(text + at, '%', length) != NULL ? length : 0;
	}
	if (levels == 0 || base64_bits(text[at], BASE64_EITHER) < 0 ||
		(at > 0 && base64_bits(text[at - 1], BASE64_EITHER) >= 0)) {
		return 0;
	}
	const size_t length = form->measure(text + at, len - at, value->length);
	return length * 6 / 8 >= value->length ? length : 0;
}

/* What begins at `at` and is or holds the value: its length and form. 0: nothing. */
static size_t value_at(const struct hashed_value *value, const char *text, size_t len, size_t at,
	unsigned levels, enum holder_encoding *encoding)
{
	const struct form *form;

	for (unsigned i = 0; (form = form_of((enum holder_encoding)i)) != NULL; i++) {
		struct form_reading reading;
		const size_t length = value->length > 0
			? candidate(form, value, text, len, at, levels)
			: 0;
		if (length == 0) {
			continue;
		}
		const bool found = read_value(&reading, form, value, text + at, length, levels);
		form_reading_finish(&reading);
		if (found) {
			*encoding = (enum holder_encoding)i;
			return length;
		}
	}
	return 0;
}

/* Whether the value is in the text, in any form. */
static bool within(const struct hashed_value *value, const char *text, size_t len, unsigned levels)
{
	enum holder_encoding encoding;

	for (size_t at = 0; at < len; at++) {
		if (value_at(value, text, len, at, levels, &encoding) > 0) {
			return true;
		}
	}
	return false;
}

/* ---- writing ---- */

/* Why the new value cannot stand where the old one does; NULL when it can. In UTF-16 what is around it has
 * zeros between. */
static const char *plain_trouble(const struct exchange_part *part,
	const struct form_reading *reading, const struct form_place *place)
{
	const size_t unit = reading->style;
	struct buffer narrow;

	if (unit < 2 &&
		escapes_inside((const unsigned char *)place->content, place->len, place->at)) {
		return "the old key begins within what may be an escape: put the new one in by hand";
	}
	if (unit < 2) {
		return quoting_trouble(place->content, place->len, place->at, place->length,
			part->new, part->new_length);
	}
	buffer_init(&narrow, TEXT_MAX);
	const size_t start = wide_narrow((const unsigned char *)place->content, place->len,
		place->at, unit, part->old.length + AROUND, &narrow);
	const char *trouble = quoting_trouble(narrow.data, narrow.len, (place->at - start) / unit,
		part->old.length, part->new, part->new_length);
	buffer_finish(&narrow);
	return trouble;
}

static const char *renew(const struct exchange *exchange, const struct buffer *old, unsigned levels,
	struct buffer *new, unsigned *parts, struct buffer *meaning);

static const char *write_form(const struct exchange *exchange, const struct exchange_part *part,
	const struct form *form, const struct form_reading *reading, const struct form_place *place,
	unsigned levels, struct buffer *text, unsigned *parts, struct buffer *meaning)
{
	struct buffer plain;
	const char *trouble = NULL;

	buffer_init(&plain, TEXT_MAX);
	if (form->container) {
		trouble = renew(exchange, &reading->plain, levels - 1, &plain, parts, meaning);
	} else {
		trouble = form->quotes ? plain_trouble(part, reading, place) : NULL;
		buffer_append(&plain, part->new, part->new_length);
		*parts |= 1U << (part - exchange->parts);
	}
	if (trouble == NULL) {
		trouble = form->write(reading, place, &plain, text);
	}
	if (meaning != NULL && form->container) {
		buffer_append(meaning, plain.data, plain.len);
		buffer_append_text(meaning, "\n"); /* after what is within it */
	}
	buffer_finish(&plain);
	return trouble;
}

/* The part that is or is in what begins at `at`, the longest. */
static const struct exchange_part *part_at(const struct exchange *exchange,
	const struct buffer *old, size_t at, unsigned levels, size_t *length,
	enum holder_encoding *encoding)
{
	const struct exchange_part *found = NULL;

	for (size_t i = 0; i < exchange->count; i++) {
		const struct exchange_part *part = &exchange->parts[i];
		enum holder_encoding own = HOLDER_PLAIN;
		const size_t own_length = value_at(
			&part->old, old->data, old->len, at, levels, &own);
		if (own_length > (found != NULL ? *length : 0)) {
			found = part;
			*length = own_length;
			*encoding = own;
		}
	}
	return found;
}

/* Every part in the text is replaced. */
static const char *renew(const struct exchange *exchange, const struct buffer *old, unsigned levels,
	struct buffer *new, unsigned *parts, struct buffer *meaning)
{
	size_t done = 0;

	for (size_t at = 0; at < old->len;) {
		struct form_place place = {old->data, old->len, at, 0};
		struct form_reading reading;
		enum holder_encoding encoding;
		const struct exchange_part *part = part_at(
			exchange, old, at, levels, &place.length, &encoding);
		if (part == NULL) {
			at++;
			continue;
		}
		const struct form *form = form_of(encoding);
		buffer_append(new, old->data + done, at - done);
		read_value(&reading, form, &part->old, old->data + at, place.length, levels);
		const char *trouble = write_form(
			exchange, part, form, &reading, &place, levels, new, parts, meaning);
		form_reading_finish(&reading);
		if (trouble != NULL) {
			return trouble;
		}
		done = at += place.length;
	}
	buffer_append(new, old->data + done, old->len - done);
	return NULL;
}

enum exchange_result exchange_write(const struct exchange *exchange, enum holder_encoding encoding,
	size_t part, const struct form_place *place, struct buffer *text, unsigned *parts,
	struct buffer *meaning, const char **trouble)
{
	const struct form *form = form_of(encoding);
	struct form_reading reading;
	enum exchange_result result = EXCHANGE_DONE;

	*trouble = NULL;
	if (read_value(&reading, form, &exchange->parts[part].old, place->content + place->at,
		    place->length, LEVELS)) {
		*trouble = write_form(exchange, &exchange->parts[part], form, &reading, place,
			LEVELS, text, parts, meaning);
		result = *trouble == NULL ? EXCHANGE_DONE : EXCHANGE_REFUSED;
	} else if (form->container) {
		*trouble = "the base64 text around the key is too long, or not as encoders write "
			   "it: put the new key in by hand";
		result = EXCHANGE_UNREADABLE;
	} else {
		result = EXCHANGE_OTHER_VALUE;
	}
	form_reading_finish(&reading);
	return result;
}

bool exchange_holds(const struct exchange *exchange, enum holder_encoding encoding,
	const struct hashed_value *value, const char *text, size_t len)
{
	const struct form *form = form_of(encoding);
	struct form_reading reading;
	bool holds = read_value(&reading, form, value, text, len, LEVELS);

	for (size_t i = 0; holds && form->container && i < exchange->count; i++) {
		holds = !within(
			&exchange->parts[i].old, reading.plain.data, reading.plain.len, LEVELS - 1);
	}
	form_reading_finish(&reading);
	return holds;
}
