/* SPDX-License-Identifier: MIT
 * The key as it is. */
#include "forms/form.h"

static void add_needles(struct needles *needles, const char *key, size_t len)
{
	needles_add(needles, HOLDER_PLAIN, 0, key, len);
}

static size_t measure(const char *text, size_t len, size_t value_length)
{
	(void)text;
	return len >= value_length ? value_length : 0;
}

static enum form_result read_value(struct form_reading *reading, const char *text, size_t len,
	const struct hashed_value *value)
{
	*reading = (struct form_reading){0};
	if (!hashed_value_is(value, text, len)) {
		return FORM_OTHER_VALUE;
	}
	buffer_init(&reading->plain, len);
	buffer_append(&reading->plain, text, len);
	return FORM_READ;
}

static const char *write_value(const struct form_reading *reading, const struct form_place *place,
	const struct buffer *plain, struct buffer *text)
{
	(void)reading;
	(void)place;
	buffer_append(text, plain->data, plain->len);
	return NULL;
}

const struct form form_plain = {.quotes = FORM_QUOTES_OF_FILE,
	.add_needles = add_needles,
	.measure = measure,
	.read = read_value,
	.write = write_value};
