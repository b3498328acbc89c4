/* SPDX-License-Identifier: MIT
 * The key as it is: a byte a character, or two or four as in UTF-16 and UTF-32. Of wider characters the text
 * goes from the byte of the first to that of the last, so that it is the same in either byte order. */
#include <string.h>

#include "forms/escapes.h"
#include "forms/form.h"
#include "forms/wide.h"

static void add_needles(struct needles *needles, const char *key, size_t len)
{
	needles_add(needles,
		&(struct needle){.bytes = (const unsigned char *)key,
			.length = len,
			.layer = NEEDLE_TEXT,
			.unit = 1});
	escapes_add_needles(needles, key, len);
	wide_add_needles(needles, key, len);
}

static size_t unit_of(const char *text, size_t len)
{
	static const char zeros[WIDE_MAX - 1];

	for (size_t unit = WIDE_MAX; unit > 1; unit /= 2) {
		if (len > unit && memcmp(text + 1, zeros, unit - 1) == 0) {
			return unit;
		}
	}
	return 1;
}

static size_t measure(const char *text, size_t len, size_t value_length)
{
	const size_t length = (value_length - 1) * unit_of(text, len) + 1;

	return len >= length ? length : 0;
}

static bool read_value(struct form_reading *reading, const char *text, size_t len, size_t way)
{
	const size_t unit = unit_of(text, len);

	(void)way;
	*reading = (struct form_reading){.style = (unsigned)unit};
	buffer_init(&reading->plain, len);
	for (size_t at = 0; at < len; at += unit) {
		buffer_append(&reading->plain, text + at, 1);
		for (size_t i = 1; i < unit && at + i < len; i++) {
			if (text[at + i] != '\0') {
				return false;
			}
		}
	}
	return len > 0;
}

static const char *write_value(const struct form_reading *reading, const struct form_place *place,
	const struct buffer *plain, struct buffer *text)
{
	(void)place;
	wide_append(text, plain->data, plain->len, reading->style);
	return NULL;
}

const struct form form_plain = {.quotes = true,
	.ways = 1,
	.add_needles = add_needles,
	.measure = measure,
	.read = read_value,
	.write = write_value};
