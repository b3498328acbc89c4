/* SPDX-License-Identifier: MIT */
#include "forms/escapes.h"

#include <ctype.h>
#include <string.h>

#include "keyturn/buffer.h"

enum { NO_POINT = 0x110000 }; /* \n, \t and the like: nothing that a key has */

/* What stands at a place: how many bytes it takes, and what it means. Length 0: no escape. */
struct escape {
	size_t length;
	unsigned long point;
	unsigned spelled;
};

static int digit(unsigned char c)
{
	return c >= '0' && c <= '9'    ? c - '0'
		: c >= 'a' && c <= 'f' ? c - 'a' + 10
		: c >= 'A' && c <= 'F' ? c - 'A' + 10
				       : 16;
}

/* Reads `least` to `most` digits from `at` on; how many there were, 0 when too few. */
static size_t number(const unsigned char *text, size_t len, size_t at, int base, size_t least,
	size_t most, unsigned long *value)
{
	size_t count = 0;

	*value = 0;
	while (count < most && at + count < len && digit(text[at + count]) < base) {
		*value = *value * (unsigned long)base + (unsigned long)digit(text[at + count]);
		count++;
	}
	return count >= least ? count : 0;
}

static bool begins(const unsigned char *text, size_t len, const char *with)
{
	const size_t length = strlen(with);

	return length <= len && memcmp(text, with, length) == 0;
}

/* \u0030 \u{30} \U00000030 \x30 \060, and \/ or \" : any mark after a backslash is itself. */
static struct escape after_backslash(const unsigned char *text, size_t len)
{
	struct escape escape = {.spelled = SPELLED_ESCAPED};
	size_t count;

	if (len < 2) {
		return escape;
	}
	if (begins(text, len, "\\u{") &&
		(count = number(text, len, 3, 16, 1, 6, &escape.point)) > 0 && 3 + count < len &&
		text[3 + count] == '}') {
		escape.length = 4 + count;
	} else if (text[1] == 'u' && number(text, len, 2, 16, 4, 4, &escape.point) > 0) {
		escape.length = 6;
	} else if (text[1] == 'U' && number(text, len, 2, 16, 8, 8, &escape.point) > 0) {
		escape.length = 10;
	} else if (text[1] == 'x' && number(text, len, 2, 16, 2, 2, &escape.point) > 0) {
		escape.length = 4;
	} else if (number(text, len, 1, 8, 3, 3, &escape.point) > 0) {
		escape.length = 4;
	} else if (text[1] > ' ' && text[1] < 0x7f) {
		escape.length = 2;
		escape.point = isalnum(text[1]) ? NO_POINT : text[1];
	}
	return escape;
}

static struct escape entity(const unsigned char *text, size_t len)
{
	static const struct {
		const char *name;
		unsigned char point;
	} names[] = {
		{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
	struct escape escape = {.spelled = SPELLED_ESCAPED};
	size_t count, at = 2;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (begins(text, len, names[i].name)) {
			return (struct escape){
				strlen(names[i].name), names[i].point, SPELLED_ESCAPED};
		}
	}
	if (!begins(text, len, "&#")) {
		return escape;
	}
	const bool hex = len > 2 && (text[2] == 'x' || text[2] == 'X');
	at += hex;
	count = number(text, len, at, hex ? 16 : 10, 1, 7, &escape.point);
	if (count > 0 && at + count < len && text[at + count] == ';') {
		escape.length = at + count + 1;
	}
	return escape;
}

static struct escape percent(const unsigned char *text, size_t len)
{
	struct escape escape = {.spelled = SPELLED_PERCENT};

	if (begins(text, len, "%25") && number(text, len, 3, 16, 2, 2, &escape.point) > 0) {
		return (struct escape){5, escape.point, SPELLED_TWICE};
	}
	if (number(text, len, 1, 16, 2, 2, &escape.point) > 0) {
		escape.length = 3;
	} else if (begins(text, len, "%u") && number(text, len, 2, 16, 4, 4, &escape.point) > 0) {
		return (struct escape){6, escape.point, SPELLED_ESCAPED};
	}
	return escape;
}

/* A quote in a shell's or YAML's quotes. */
static struct escape quote(const unsigned char *text, size_t len)
{
	static const char *const apostrophes[] = {"'\\''", "'\"'\"'", "''"};

	for (size_t i = 0; i < sizeof(apostrophes) / sizeof(apostrophes[0]); i++) {
		if (begins(text, len, apostrophes[i])) {
			return (struct escape){strlen(apostrophes[i]), '\'', SPELLED_ESCAPED};
		}
	}
	return (struct escape){begins(text, len, "\"\"") ? 2 : 0, '"', SPELLED_ESCAPED};
}

static struct escape escape_at(const unsigned char *text, size_t len)
{
	struct escape escape = {0};

	switch (len > 0 ? text[0] : 0) {
	case '\\':
		return after_backslash(text, len);
	case '&':
		return entity(text, len);
	case '%':
		return percent(text, len);
	case '\'':
	case '"':
		return quote(text, len);
	case '=':
		escape.spelled = SPELLED_MAIL;
		escape.length = number(text, len, 1, 16, 2, 2, &escape.point) > 0 ? 3 : 0;
		return escape;
	default:
		return escape;
	}
}

/* The first of two spellings that means the byte: an escape, for the text may have one of those where the
 * byte itself stands in its digits. */
static size_t unit_at(const unsigned char *text, size_t len, unsigned char byte, unsigned *spelled)
{
	const struct escape escape = escape_at(text, len);

	if (escape.length > 0 && escape.point == byte) {
		*spelled |= escape.spelled;
		return escape.length;
	}
	/* "%%" in batch files and formats. */
	if (len > 1 && byte == '%' && text[0] == '%' && text[1] == '%') {
		*spelled |= SPELLED_ESCAPED;
		return 2;
	}
	return len > 0 && text[0] == byte ? 1 : 0;
}

static size_t blanks(const unsigned char *text, size_t len)
{
	size_t count = 0;

	while (count < len && count < BREAK_MAX && (text[count] == ' ' || text[count] == '\t')) {
		count++;
	}
	return count;
}

size_t escapes_break(const unsigned char *text, size_t len)
{
	size_t at = blanks(text, len);

	if (begins(text, len, "\\n")) {
		return 2;
	}
	if (begins(text, len, "\\r\\n")) {
		return 4;
	}
	if (begins(text + at, len - at, "\\")) {
		at++;
	} else if (begins(text + at, len - at, "&#13;") || begins(text + at, len - at, "&#xD;")) {
		at += 5;
	}
	at += at < len && text[at] == '\r';
	if (at == len || text[at] != '\n') {
		return 0;
	}
	return at + 1 + blanks(text + at + 1, len - at - 1);
}

/* A break in the middle of a word: it says that the line goes on, or the next line is indented. */
static size_t continuation(const unsigned char *text, size_t len)
{
	const size_t mark = len > 0 && (text[0] == '\\' || text[0] == '=');
	const size_t end = mark + (mark < len && text[mark] == '\r');

	if (end == len || text[end] != '\n') {
		return 0;
	}
	const size_t indent = blanks(text + end + 1, len - end - 1);
	return mark > 0 || indent > 0 ? end + 1 + indent : 0;
}

/* The continuation that ends at `at`. */
static size_t continuation_before(const unsigned char *text, size_t at)
{
	size_t from = at;

	while (from > 0 && at - from < BREAK_MAX &&
		(text[from - 1] == ' ' || text[from - 1] == '\t')) {
		from--;
	}
	if (from == 0 || text[from - 1] != '\n') {
		return 0;
	}
	from--;
	from -= from > 0 && text[from - 1] == '\r';
	from -= from > 0 && (text[from - 1] == '\\' || text[from - 1] == '=');
	return continuation(text + from, at - from) == at - from ? at - from : 0;
}

bool escapes_forward(const unsigned char *text, size_t len, size_t at, const unsigned char *value,
	size_t value_length, size_t *end, unsigned *spelled)
{
	for (size_t i = 0; i < value_length; i++) {
		size_t length = unit_at(text + at, len - at, value[i], spelled);
		if (length == 0) {
			at += continuation(text + at, len - at);
			length = unit_at(text + at, len - at, value[i], spelled);
			*spelled |= SPELLED_BROKEN;
		}
		if (length == 0) {
			return false;
		}
		at += length;
	}
	*end = at;
	return true;
}

/* How long the spelling of the byte is that ends at `at`: the longest. */
static size_t unit_before(
	const unsigned char *text, size_t at, unsigned char byte, unsigned *spelled)
{
	for (size_t back = at < ESCAPE_MAX ? at : ESCAPE_MAX; back > 0; back--) {
		unsigned bits = 0;
		if (unit_at(text + at - back, back, byte, &bits) == back) {
			*spelled |= bits;
			return back;
		}
	}
	return 0;
}

bool escapes_backward(const unsigned char *text, size_t at, const unsigned char *value,
	size_t value_length, size_t *start, unsigned *spelled)
{
	for (size_t i = value_length; i > 0; i--) {
		size_t length = unit_before(text, at, value[i - 1], spelled);
		if (length == 0) {
			at -= continuation_before(text, at);
			length = unit_before(text, at, value[i - 1], spelled);
			*spelled |= SPELLED_BROKEN;
		}
		if (length == 0) {
			return false;
		}
		at -= length;
	}
	*start = at;
	return true;
}

/* A backslash that is not itself behind one. */
static bool is_live(const unsigned char *text, size_t at)
{
	size_t before = 0;

	while (before < at && before < BREAK_MAX && text[at - before - 1] == '\\') {
		before++;
	}
	return before % 2 == 0;
}

/* How far an escape may go that begins here: one of C's has one to three octal digits. */
static size_t longest_at(const unsigned char *text, size_t len)
{
	const size_t length = escape_at(text, len).length;
	unsigned long point;
	const size_t octal = text[0] == '\\' ? 1 + number(text, len, 1, 8, 1, 3, &point) : 0;

	return octal > length ? octal : length;
}

bool escapes_inside(const unsigned char *text, size_t len, size_t at)
{
	for (size_t back = 1; back <= at && back < ESCAPE_MAX; back++) {
		const unsigned char *from = text + at - back;
		if (*from != '\\' && *from != '%' && *from != '&') {
			continue;
		}
		if (longest_at(from, len - (at - back)) > back &&
			(*from != '\\' || is_live(text, at - back))) {
			return true;
		}
	}
	return false;
}

/* ---- what to look for ---- */

/* Each byte as `format` writes it, which takes the same room for each. */
static void add_throughout(
	struct needles *needles, const char *format, size_t unit, const char *key, size_t len)
{
	struct buffer text;

	buffer_init(&text, ESCAPE_MAX * len);
	for (size_t i = 0; i < len; i++) {
		buffer_printf(&text, format, (unsigned)(unsigned char)key[i]);
	}
	needles_add(needles,
		&(struct needle){.bytes = (const unsigned char *)text.data,
			.length = text.len,
			.unit = text.len == unit * len ? unit : 0,
			.windows = 2});
	buffer_finish(&text);
}

/* Only what JSON or XML have to escape. */
static void add_marks(struct needles *needles, bool xml, const char *key, size_t len)
{
	struct buffer text;

	buffer_init(&text, ESCAPE_MAX * len);
	for (size_t i = 0; i < len; i++) {
		const char *name = key[i] == '&' ? "&amp;"
			: key[i] == '<'          ? "&lt;"
			: key[i] == '>'          ? "&gt;"
			: key[i] == '"'          ? "&quot;"
						 : NULL;
		if (xml && name != NULL) {
			buffer_append_text(&text, name);
			continue;
		}
		if (!xml && (key[i] == '"' || key[i] == '\\' || key[i] == '/')) {
			buffer_append_text(&text, "\\");
		}
		buffer_append(&text, &key[i], 1);
	}
	needles_add(needles,
		&(struct needle){.bytes = (const unsigned char *)text.data, .length = text.len});
	buffer_finish(&text);
}

void escapes_add_needles(struct needles *needles, const char *key, size_t len)
{
	static const struct {
		const char *format;
		size_t unit;
	} throughout[] = {{"\\u%04x", 6}, {"\\u%04X", 6}, {"\\x%02x", 4}, {"\\x%02X", 4},
		{"\\%03o", 4}, {"&#%u;", 5}, {"&#x%02x;", 6}, {"&#x%02X;", 6}, {"=%02X", 3},
		{"%%25%02x", 5}, {"%%25%02X", 5}, {"%%u%04x", 6}, {"%%u%04X", 6}, {"\\u{%02x}", 6}};

	for (size_t i = 0; i < sizeof(throughout) / sizeof(throughout[0]); i++) {
		add_throughout(needles, throughout[i].format, throughout[i].unit, key, len);
	}
	add_marks(needles, false, key, len);
	add_marks(needles, true, key, len);
}
