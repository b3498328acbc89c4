/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <string.h>

#include "keyturn/text.h"

size_t key_text(uint32_t code, char out[4])
{
	if (code < 0x20 || code >= KEYPRESS_NAMED || text_point_width(code) < 0) {
		return 0;
	}
	return text_encode(code, out);
}

void line_set(struct line *line, const char *text)
{
	size_t len = strnlen(text, LINE_SIZE - 1);

	memset(line->text, 0, sizeof(line->text));
	memcpy(line->text, text, len);
	line->cursor = len;
}

static bool continues(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t before(const struct line *line)
{
	size_t at = line->cursor;

	while (at > 0 && continues(line->text[--at])) {
	}
	return at;
}

static size_t after(const struct line *line)
{
	size_t at = line->cursor;

	if (line->text[at] != '\0') {
		at++;
	}
	while (continues(line->text[at])) {
		at++;
	}
	return at;
}

static void cut(struct line *line, size_t from, size_t to)
{
	size_t len = strlen(line->text);

	memmove(line->text + from, line->text + to, len - to + 1);
	memset(line->text + len - (to - from), 0, to - from);
	line->cursor = from;
}

static void insert(struct line *line, const char *bytes, size_t count)
{
	size_t len = strlen(line->text);

	if (count == 0 || len + count >= LINE_SIZE) {
		return;
	}
	memmove(line->text + line->cursor + count, line->text + line->cursor, len - line->cursor);
	memcpy(line->text + line->cursor, bytes, count);
	line->cursor += count;
}

bool line_takes(uint32_t code)
{
	char bytes[4];

	switch (code) {
	case KEYPRESS_BACKSPACE:
	case KEYPRESS_DELETE:
	case KEYPRESS_LEFT:
	case KEYPRESS_RIGHT:
	case KEYPRESS_HOME:
	case KEYPRESS_END:
	case KEYPRESS_CTRL_U:
		return true;
	}
	return key_text(code, bytes) > 0;
}

void line_key(struct line *line, uint32_t code)
{
	char bytes[4];

	switch (code) {
	case KEYPRESS_BACKSPACE:
		cut(line, before(line), line->cursor);
		break;
	case KEYPRESS_DELETE:
		cut(line, line->cursor, after(line));
		break;
	case KEYPRESS_LEFT:
		line->cursor = before(line);
		break;
	case KEYPRESS_RIGHT:
		line->cursor = after(line);
		break;
	case KEYPRESS_HOME:
		line->cursor = 0;
		break;
	case KEYPRESS_END:
		line->cursor = strlen(line->text);
		break;
	case KEYPRESS_CTRL_U:
		cut(line, 0, line->cursor);
		break;
	default: /* any of a million code points */
		insert(line, bytes, key_text(code, bytes));
	}
}

void line_secret_key(struct secret_input *input, uint32_t code)
{
	char bytes[4];
	size_t count = key_text(code, bytes);

	if (code == KEYPRESS_BACKSPACE) {
		secret_input_backspace(input);
	} else if (code == KEYPRESS_CTRL_U) {
		secret_input_clear(input);
	} else if (count > 0) {
		secret_input_append(input, bytes, count);
	}
	memset(bytes, 0, sizeof(bytes));
}
