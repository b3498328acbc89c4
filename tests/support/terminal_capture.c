/* SPDX-License-Identifier: MIT
 * Examines what a program has written. */
#include "terminal.h"
#include "terminal_private.h"

#include <string.h>

size_t terminal_raw_length(const struct terminal *terminal)
{
	return terminal->raw.len;
}

const char *terminal_raw(const struct terminal *terminal)
{
	return buffer_text(&terminal->raw);
}

size_t terminal_raw_count(
	const struct terminal *terminal, size_t from, const void *bytes, size_t len)
{
	const char *start = terminal_raw(terminal), *end = start + terminal->raw.len;
	size_t count = 0;

	if (len == 0 || from > terminal->raw.len) {
		return 0;
	}
	for (const char *at = start + from;
		(at = memmem(at, (size_t)(end - at), bytes, len)) != NULL; at++) {
		count++;
	}
	return count;
}

static int digit(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static size_t decode(const char *from, const char *end, char *out, size_t size)
{
	unsigned bits = 0;
	int held = 0;
	size_t len = 0;

	for (; from < end && digit(*from) >= 0; from++) {
		bits = bits << 6 | (unsigned)digit(*from);
		held += 6;
		if (held >= 8 && len + 1 < size) {
			held -= 8;
			out[len++] = (char)(bits >> held & 0xff);
		}
	}
	out[len] = '\0';
	return len;
}

ssize_t terminal_clipboard(const struct terminal *terminal, size_t from, char *out, size_t size)
{
	static const char start[] = "\033]52;";
	const char *raw = terminal_raw(terminal), *end = raw + terminal->raw.len;
	ssize_t len = -1;

	out[0] = '\0';
	for (const char *at = raw + (from < terminal->raw.len ? from : terminal->raw.len);
		(at = memmem(at, (size_t)(end - at), start, sizeof(start) - 1)) != NULL; at++) {
		const char *payload = memchr(
			at + sizeof(start) - 1, ';', (size_t)(end - at) - (sizeof(start) - 1));
		if (payload != NULL) {
			len = (ssize_t)decode(payload + 1, end, out, size);
		}
	}
	return len;
}
