/* SPDX-License-Identifier: MIT */
#include "known/section.h"

#include <stdint.h>
#include <string.h>

struct line {
	const char *start; /* after the indentation */
	size_t len;        /* without the line end */
	size_t indent;
};

/* The last line of the `*len` bytes, which are then those before it. */
static bool last_line(const char *text, size_t *len, struct line *line)
{
	size_t start = *len;

	if (*len == 0) {
		return false;
	}
	while (start > 0 && text[start - 1] != '\n') {
		start--;
	}
	*line = (struct line){.start = text + start, .len = *len - start};
	while (line->len > 0 && (*line->start == ' ' || *line->start == '\t')) {
		line->start++;
		line->len--;
		line->indent++;
	}
	*len = start > 0 ? start - 1 : 0;
	return true;
}

static bool copy(const char *text, size_t len, char out[SECTION_SIZE])
{
	while (len > 0 && strchr(" \t\r\"'", *text) != NULL) {
		text++;
		len--;
	}
	while (len > 0 && strchr(" \t\r\"'", text[len - 1]) != NULL) {
		len--;
	}
	if (len == 0 || len >= SECTION_SIZE) {
		return false;
	}
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

static bool ini(const char *text, size_t len, char out[SECTION_SIZE])
{
	struct line line;

	while (last_line(text, &len, &line)) {
		const char *end = line.len > 0 && *line.start == '['
			? memchr(line.start, ']', line.len)
			: NULL;
		if (end != NULL) {
			return copy(line.start + 1, (size_t)(end - line.start) - 1, out);
		}
	}
	return copy("default", strlen("default"), out);
}

/* "key:" or "key: value"; a list's "- " counts as indentation. */
static const char *key_end(const struct line *line)
{
	const char *from = line->start + (line->len > 0 && *line->start == ':');

	if (line->len == 0 || *line->start == '#') {
		return NULL;
	}
	return memchr(from, ':', line->len - (size_t)(from - line->start));
}

static bool is_key(const struct line *line, const char *key)
{
	const char *end = key_end(line);

	return end != NULL && (size_t)(end - line->start) == strlen(key) &&
		memcmp(line->start, key, strlen(key)) == 0;
}

/* Goes up from one less indented key to the next, until the one below `parent`, or the outermost. */
static bool yaml(const char *text, size_t len, const char *parent, char out[SECTION_SIZE])
{
	struct line line = {0}, child = {0};
	bool below_parent = parent == NULL;

	last_line(text, &len, &line); /* the place's own */
	size_t indent = line.indent;
	while (indent > 0 && last_line(text, &len, &line)) {
		if (line.indent >= indent || key_end(&line) == NULL) {
			continue;
		}
		if (parent != NULL && is_key(&line, parent)) {
			below_parent = true;
			break;
		}
		child = line;
		indent = line.indent;
	}
	const char *end = child.start != NULL ? key_end(&child) : NULL;
	if (end == NULL || !below_parent) {
		return false;
	}
	const size_t symbol = *child.start == ':';
	return copy(child.start + symbol, (size_t)(end - child.start) - symbol, out);
}

static bool named(const char *text, size_t len, char out[SECTION_SIZE])
{
	struct line line;

	while (last_line(text, &len, &line)) {
		if (is_key(&line, "name")) {
			const char *end = key_end(&line);
			return copy(end + 1, line.len - (size_t)(end - line.start) - 1, out);
		}
	}
	return false;
}

bool section_find(enum section_style style, const char *text, size_t len, char out[SECTION_SIZE])
{
	switch (style) {
	case SECTION_NONE:
		return false;
	case SECTION_INI:
		return ini(text, len, out);
	case SECTION_CLOUD:
		return yaml(text, len, "clouds", out);
	case SECTION_TOP:
		return yaml(text, len, NULL, out);
	case SECTION_NAMED:
		return named(text, len, out);
	}
	return false;
}
