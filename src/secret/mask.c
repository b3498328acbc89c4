/* SPDX-License-Identifier: MIT
 * Finds secrets in text without ever building an encoded form of one: each form is compared unit by unit
 * with the secret's own bytes. */
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/secret.h"
#include "registry.h"

enum { STARS = 8, LONGEST_UNIT = 6 /* \u0041; &#x41; is less common */ };

struct text {
	const unsigned char *bytes;
	size_t len;
	char *marks;
};

struct value {
	const unsigned char *bytes;
	size_t len;
};

/* A few characters of the text, and the byte they stand for. */
struct unit {
	size_t length; /* number of characters; 0: they are not an escape */
	unsigned char bytes[3];
	size_t count;
};

static unsigned char lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 'a' - 'A') : c;
}

static int digit(unsigned char c)
{
	return c >= '0' && c <= '9'                  ? c - '0'
		: lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10
						     : -1;
}

/* Reads `count` digits of that base; false when there are fewer, or other characters. */
static bool number(const unsigned char *at, size_t left, size_t count, int base, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < count; i++) {
		if (i >= left || digit(at[i]) < 0 || digit(at[i]) >= base) {
			return false;
		}
		*out = *out * (unsigned)base + (unsigned)digit(at[i]);
	}
	return count > 0;
}

/* Code points beyond U+FFFF take two escapes; no secret consists of them alone. */
static struct unit unit_of_point(size_t length, unsigned point)
{
	if (point < 0x80) {
		return (struct unit){length, {(unsigned char)point}, 1};
	}
	if (point < 0x800) {
		return (struct unit){length,
			{(unsigned char)(0xc0 | point >> 6),
				(unsigned char)(0x80 | (point & 0x3f))},
			2};
	}
	return (struct unit){length,
		{(unsigned char)(0xe0 | (point >> 12 & 0xf)),
			(unsigned char)(0x80 | (point >> 6 & 0x3f)),
			(unsigned char)(0x80 | (point & 0x3f))},
		3};
}

static struct unit percent_unit(const unsigned char *at, size_t left)
{
	unsigned byte;

	if (at[0] == '%' && number(at + 1, left - 1, 2, 16, &byte)) {
		return (struct unit){3, {(unsigned char)byte}, 1};
	}
	return at[0] == '+' ? (struct unit){1, {' '}, 1} : (struct unit){0};
}

static struct unit backslash_unit(const unsigned char *at, size_t left)
{
	static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
	unsigned point;

	if (at[0] != '\\' || left < 2) {
		return (struct unit){0};
	}
	if (at[1] == 'u' && number(at + 2, left - 2, 4, 16, &point)) {
		return unit_of_point(6, point);
	}
	if (at[1] == 'x' && number(at + 2, left - 2, 2, 16, &point)) {
		return (struct unit){4, {(unsigned char)point}, 1};
	}
	const char *letter = memchr(letters, at[1], sizeof(letters) - 1);
	return (struct unit){
		2, {letter != NULL ? (unsigned char)meant[letter - letters] : at[1]}, 1};
}

static struct unit entity_unit(const unsigned char *at, size_t left)
{
	static const struct {
		const char *name;
		unsigned char byte;
	} names[] = {
		{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
	const bool hex = left > 2 && lower(at[2]) == 'x';
	const size_t begin = hex ? 3 : 2;
	unsigned point;

	if (at[0] != '&') {
		return (struct unit){0};
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const size_t length = strlen(names[i].name);
		if (length <= left && memcmp(at, names[i].name, length) == 0) {
			return (struct unit){length, {names[i].byte}, 1};
		}
	}
	if (left < 4 || at[1] != '#') {
		return (struct unit){0};
	}
	for (size_t digits = 1; digits <= 5 && begin + digits < left; digits++) {
		if (at[begin + digits] == ';' &&
			number(at + begin, left - begin, digits, hex ? 16 : 10, &point)) {
			return unit_of_point(begin + digits + 1, point);
		}
	}
	return (struct unit){0};
}

static struct unit no_unit(const unsigned char *at, size_t left)
{
	(void)at;
	(void)left;
	return (struct unit){0};
}

static bool unit_is(const struct unit *unit, const struct value *value, size_t from)
{
	if (unit->length == 0 || unit->count > value->len - from) {
		return false;
	}
	for (size_t i = 0; i < unit->count; i++) {
		if (lower(unit->bytes[i]) != lower(value->bytes[from + i])) {
			return false;
		}
	}
	return true;
}

/* How many characters at `at` spell the secret, each byte as it is or escaped; 0: it is not there. */
static size_t spelled(const struct text *text, size_t at, const struct value *value,
	struct unit (*unit_at)(const unsigned char *at, size_t left))
{
	const size_t start = at;
	size_t got = 0;

	while (got < value->len && at < text->len) {
		const struct unit unit = unit_at(text->bytes + at, text->len - at);
		if (unit_is(&unit, value, got)) {
			at += unit.length;
			got += unit.count;
		} else if (lower(text->bytes[at]) == lower(value->bytes[got])) {
			at++;
			got++;
		} else {
			return 0;
		}
	}
	return got == value->len || got >= SECRET_MASK_CUT ? at - start : 0;
}

static size_t hex(const struct text *text, size_t at, const struct value *value)
{
	size_t got = 0;
	unsigned byte;

	while (got < value->len && at + 2 * got < text->len) {
		if (!number(text->bytes + at + 2 * got, text->len - at - 2 * got, 2, 16, &byte) ||
			byte != value->bytes[got]) {
			break;
		}
		got++;
	}
	const bool ends = at + 2 * got + 1 >= text->len;
	return got == value->len || (ends && got >= SECRET_MASK_CUT) ? 2 * got : 0;
}

static int sextet(unsigned char c)
{
	return c >= 'A' && c <= 'Z'    ? c - 'A'
		: c >= 'a' && c <= 'z' ? c - 'a' + 26
		: c >= '0' && c <= '9' ? c - '0' + 52
		: c == '+' || c == '-' ? 62
		: c == '/' || c == '_' ? 63
				       : -1;
}

/* Six bits of the secret. */
static int bits(const struct value *value, size_t bit)
{
	const unsigned high = value->bytes[bit / 8];
	const unsigned low = bit / 8 + 1 < value->len ? value->bytes[bit / 8 + 1] : 0;

	return (int)((high << 8 | low) >> (10 - bit % 8) & 63);
}

static void mark(const struct text *text, size_t at, size_t count)
{
	memset(text->marks + at, 1, count);
}

/* The secret in base64, after `before` other bytes of a group of three: first the characters that depend
 * on it alone, then the two at its ends that contain some of its bits. */
static void mark_base64(
	const struct text *text, size_t at, const struct value *value, size_t before)
{
	const size_t first = before == 0 ? 0 : 6 * (before + 1) - 8 * before; /* bit */
	const size_t count = (8 * value->len - first) / 6;
	size_t got = 0;

	while (got < count && at + got < text->len &&
		sextet(text->bytes[at + got]) == bits(value, first + 6 * got)) {
		got++;
	}
	const bool cut = at + got == text->len && 6 * got >= 8 * SECRET_MASK_CUT;
	if (got < count && !cut) {
		return;
	}
	mark(text, at, got);
	if (first > 0 && at > 0 && sextet(text->bytes[at - 1]) >= 0) {
		mark(text, at - 1, 1);
	}
	if (first + 6 * count < 8 * value->len && at + got < text->len &&
		sextet(text->bytes[at + got]) >= 0) {
		mark(text, at + got, 1);
	}
}

static void mark_secret(void *data, const unsigned char *bytes, size_t len)
{
	static struct unit (*const units[])(const unsigned char *at, size_t left) = {
		no_unit, percent_unit, backslash_unit, entity_unit};
	const struct text *text = data;
	const struct value value = {bytes, len};

	if (len < SECRET_MASK_MIN) {
		return;
	}
	for (size_t at = 0; at < text->len; at++) {
		for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
			mark(text, at, spelled(text, at, &value, units[i]));
		}
		mark(text, at, hex(text, at, &value));
		for (size_t before = 0; before < 3; before++) {
			mark_base64(text, at, &value, before);
		}
	}
}

void secret_mark(const char *text, size_t len, char *marks)
{
	struct text whole = {(const unsigned char *)text, len, marks};

	secret_each_live(mark_secret, &whole);
}

void secret_mask(char *text)
{
	const size_t len = strlen(text);
	char *marks = memory_alloc(len + 1);
	size_t used = 0, run = 0;

	secret_mark(text, len, marks);
	for (size_t i = 0; i < len; i++) {
		run = marks[i] ? run + 1 : 0;
		if (run <= STARS) {
			text[used++] = run > 0 ? '*' : text[i];
		}
	}
	memory_wipe(text + used, len - used);
	text[used] = '\0';
	free(marks);
}

static void longest(void *data, const unsigned char *bytes, size_t len)
{
	size_t *reach = data;

	(void)bytes;
	*reach = len > *reach ? len : *reach;
}

size_t secret_mask_reach(void)
{
	size_t reach = 0;

	secret_each_live(longest, &reach);
	return LONGEST_UNIT * reach;
}
