/* SPDX-License-Identifier: MIT
 * Percent encoding (RFC 3986), as in URLs. */
#include <string.h>

#include "forms/form.h"

/* How encoders differ. */
enum percent_style {
	PERCENT_LOWER = 1, /* %2f, not %2F */
	PERCENT_ALL = 2,   /* letters and digits are encoded too */
	PERCENT_SLASH = 4, /* a slash is not */
};

static bool letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool stays(char c, unsigned style)
{
	if ((style & PERCENT_ALL) != 0 || c == '\0') {
		return false;
	}
	return letter_or_digit(c) || strchr("-._~", c) != NULL ||
		(c == '/' && (style & PERCENT_SLASH) != 0);
}

static void encode(unsigned style, const char *plain, size_t len, struct buffer *text)
{
	for (size_t i = 0; i < len; i++) {
		const unsigned byte = (unsigned char)plain[i];
		if (stays(plain[i], style)) {
			buffer_append(text, &plain[i], 1);
		} else {
			buffer_printf(
				text, (style & PERCENT_LOWER) != 0 ? "%%%02x" : "%%%02X", byte);
		}
	}
}

static void add_needles(struct needles *needles, const char *key, size_t len)
{
	static const unsigned styles[] = {0, PERCENT_LOWER, PERCENT_SLASH,
		PERCENT_SLASH | PERCENT_LOWER, PERCENT_ALL, PERCENT_ALL | PERCENT_LOWER};

	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
		struct buffer text;
		buffer_init(&text, strlen("%00") * len);
		encode(styles[i], key, len, &text);
		needles_add(needles,
			&(struct needle){.bytes = (const unsigned char *)text.data,
				.length = text.len,
				.layer = NEEDLE_TEXT,
				.unit = (styles[i] & PERCENT_ALL) != 0 ? 3 : 0,
				.windows = 3});
		buffer_finish(&text);
	}
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

static size_t measure(const char *text, size_t len, size_t value_length)
{
	size_t at = 0;

	for (size_t i = 0; i < value_length; i++) {
		if (at >= len) {
			return 0;
		}
		at += escape(text + at, len - at) ? 3 : 1;
	}
	return at;
}

/* False when there is no room in `plain`. */
static bool decode(const char *text, size_t len, struct buffer *plain, unsigned *style)
{
	*style = PERCENT_ALL;
	for (size_t i = 0; i < len; i++) {
		char byte = text[i];
		if (escape(text + i, len - i)) {
			byte = (char)(digit(text[i + 1]) * 16 + digit(text[i + 2]));
			*style |= text[i + 1] >= 'a' || text[i + 2] >= 'a' ? PERCENT_LOWER : 0U;
			i += 2;
		} else if (letter_or_digit(byte)) {
			*style &= ~(unsigned)PERCENT_ALL;
		} else if (byte == '/') {
			*style |= PERCENT_SLASH;
		}
		if (!buffer_append(plain, &byte, 1)) {
			return false;
		}
	}
	return true;
}

static bool read_value(struct form_reading *reading, const char *text, size_t len, size_t way)
{
	(void)way;
	*reading = (struct form_reading){0};
	buffer_init(&reading->plain, len);
	return len > 0 && decode(text, len, &reading->plain, &reading->style);
}

static const char *write_value(const struct form_reading *reading, const struct form_place *place,
	const struct buffer *plain, struct buffer *text)
{
	(void)place;
	encode(reading->style, plain->data, plain->len, text);
	return NULL;
}

const struct form form_percent = {.ways = 1,
	.add_needles = add_needles,
	.measure = measure,
	.read = read_value,
	.write = write_value};
