/* SPDX-License-Identifier: MIT */
#include "forms/base64_text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "forms/escapes.h"
#include "keyturn/memory.h"

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

/* The character that begins at `at`, as URLs and JSON may have it; length 0: none does. */
static struct base64_char char_at(const unsigned char *data, size_t at, size_t end)
{
	static const struct {
		const char *text;
		unsigned char bits;
	} escaped[] = {{"%2B", 62}, {"%2F", 63}, {"\\/", 63}, {"\\u002B", 62}, {"\\u002F", 63},
		{"&#43;", 62}, {"&#47;", 63}};
	const char *text = (const char *)data + at;
	const int bits = base64_bits(*text, BASE64_EITHER);

	if (bits >= 0) {
		return (struct base64_char){at, 1, (unsigned char)bits};
	}
	for (size_t i = 0; i < sizeof(escaped) / sizeof(escaped[0]); i++) {
		const size_t length = strlen(escaped[i].text);
		if (length <= end - at && strncasecmp(text, escaped[i].text, length) == 0) {
			return (struct base64_char){at, (unsigned char)length, escaped[i].bits};
		}
	}
	return (struct base64_char){0};
}

size_t base64_gather(
	struct base64_chars *chars, const unsigned char *data, size_t from, size_t at, size_t to)
{
	*chars = (struct base64_chars){.list = memory_array(to - from + 1, sizeof(*chars->list))};
	while (from < to) {
		const struct base64_char here = char_at(data, from, to);
		const size_t gap = here.length > 0 ? 0 : escapes_break(data + from, to - from);
		if (here.length > 0) {
			chars->list[chars->count++] = here;
			from += here.length;
		} else if (gap > 0) {
			from += gap;
		} else if (from < at) {
			chars->count = 0;
			from++;
		} else {
			break;
		}
	}
	return from;
}

void base64_chars_finish(struct base64_chars *chars)
{
	if (chars->list != NULL) {
		memory_wipe(chars->list, chars->count * sizeof(*chars->list));
		free(chars->list);
	}
	*chars = (struct base64_chars){0};
}

void base64_meaning(const struct base64_chars *chars, size_t first, struct buffer *plain)
{
	unsigned bits = 0, have = 0;

	for (size_t i = first; i < chars->count; i++) {
		bits = (bits << 6 | chars->list[i].bits) & 0xffff;
		have += 6;
		if (have >= 8) {
			const unsigned char byte = (unsigned char)(bits >> (have - 8));
			have -= 8;
			buffer_append(plain, &byte, 1);
		}
	}
}
