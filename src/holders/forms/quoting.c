/* SPDX-License-Identifier: MIT */
#include "forms/quoting.h"

#include <string.h>

#include "forms/bare.h"

/* By what a format may do to it. */
enum charset {
	CHARSET_WORD,  /* letters, digits, - and _: nothing anywhere gives them a meaning */
	CHARSET_MILD,  /* also + / = : @ . , ~: fine inside a value in most formats */
	CHARSET_LOUD,  /* quotes, blanks, $ # % \ and the like */
	CHARSET_NEVER, /* control characters */
};

static bool word(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		c == '-' || c == '_';
}

static enum charset charset_of(const char *text, size_t len)
{
	enum charset charset = CHARSET_WORD;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		enum charset own = word(c)                       ? CHARSET_WORD
			: c < 0x20 || c == 0x7f                  ? CHARSET_NEVER
			: strchr("+/=:@.,~", c) != NULL && i > 0 ? CHARSET_MILD
								 : CHARSET_LOUD;
		charset = own > charset ? own : charset;
	}
	return charset;
}

static bool blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\0' || strchr(" \t\r\n", text[i]) == NULL) {
			return false;
		}
	}
	return true;
}

/* A file, or an encoded text, that is nothing but the key. */
static bool stands_alone(const char *content, size_t len, size_t at, size_t old_length)
{
	static const char bom[] = "\xef\xbb\xbf";
	size_t start = len >= 3 && memcmp(content, bom, 3) == 0 ? 3 : 0;

	return at >= start && blank(content + start, at - start) &&
		blank(content + at + old_length, len - at - old_length);
}

const char *quoting_trouble(const char *content, size_t len, size_t at, size_t old_length,
	const char *key, size_t key_length)
{
	enum charset charset = charset_of(key, key_length);
	enum charset before = charset_of(content + at, old_length);

	if (charset == CHARSET_NEVER) {
		return "the new key holds a control character: put it in by hand";
	}
	if (stands_alone(content, len, at, old_length)) {
		return NULL;
	}
	if (charset == CHARSET_LOUD || charset > before) {
		return "the new key holds characters that may need quoting there: put it in by hand";
	}
	if (bare_value(content, len, at, old_length) && bare_reads_otherwise(key, key_length)) {
		return "the new key would be read as a number, a date, true or nothing there: put "
		       "it in by hand, with quotes around it";
	}
	return NULL;
}
