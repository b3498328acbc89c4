/* SPDX-License-Identifier: MIT */
#include "forms/bare.h"

#include <string.h>
#include <strings.h>

/* ---- where it stands ---- */

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* The nearest byte before `at` that is no blank, and its place; '\0': there is none. */
static char before(const char *content, size_t *at, const char *blanks)
{
	while (*at > 0 && is_one_of(content[*at - 1], blanks)) {
		--*at;
	}
	return *at > 0 ? content[*at - 1] : '\0';
}

static bool begins_line(const char *content, size_t at)
{
	const char last = before(content, &at, " \t");

	return last == '\0' || last == '\n' || last == '\r' || last == '-';
}

/* After "name: ", "- ", "[", "{", "," or a tag; on a line of its own after "name:". */
static bool value_begins(const char *content, size_t at)
{
	size_t from = at;
	const char last = before(content, &from, " \t");

	if (last == '\n' || last == '\r') {
		return before(content, &from, " \t\r\n") == ':';
	}
	if (last == ':') {
		return from < at || (from > 1 && is_one_of(content[from - 2], "\"'"));
	}
	if (last == '-') {
		return from < at && begins_line(content, from - 1);
	}
	return is_one_of(last, "[{,");
}

static bool value_ends(const char *content, size_t len, size_t at)
{
	const size_t end = at;

	while (at < len && is_one_of(content[at], " \t")) {
		at++;
	}
	return at == len || is_one_of(content[at], "\r\n,]}") || (at > end && content[at] == '#');
}

bool bare_value(const char *content, size_t len, size_t at, size_t length)
{
	return value_begins(content, at) && value_ends(content, len, at + length);
}

/* ---- how it is read ---- */

/* How many bytes from `*at` on are in `set`; `*at` is then behind them. */
static size_t pass(const char *text, size_t len, size_t *at, const char *set)
{
	const size_t from = *at;

	while (*at < len && is_one_of(text[*at], set)) {
		++*at;
	}
	return *at - from;
}

static bool is_word(const char *text, size_t len)
{
	static const char *const words[] = {"true", "false", "null", "yes", "no", "on", "off", "y",
		"n", "~", "nan", ".nan", "inf", ".inf", "infinity"};
	const size_t sign = len > 0 && is_one_of(text[0], "+-");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == len - sign &&
			strncasecmp(text + sign, words[i], len - sign) == 0) {
			return true;
		}
	}
	return false;
}

/* "0xff", "0o17", "0b1". */
static bool is_in_base(const char *text, size_t len, size_t at)
{
	static const char *const digits[] = {"0123456789abcdefABCDEF_", "01234567_", "01_"};
	static const char letters[] = "xob";

	if (len - at < 3 || text[at] != '0') {
		return false;
	}
	const char *letter = strchr(letters, text[at + 1] | 0x20);
	at += 2;
	return letter != NULL && pass(text, len, &at, digits[letter - letters]) > 0 && at == len;
}

/* "12", "1_000", "1.5", ".5", "1e5", "1.e+5"; "190:20:30" counts in sixties. */
static bool is_number(const char *text, size_t len)
{
	size_t at = len > 0 && is_one_of(text[0], "+-");

	if (is_in_base(text, len, at)) {
		return true;
	}
	if (at == len || !is_one_of(text[at], ".0123456789")) {
		return false;
	}
	size_t digits = pass(text, len, &at, "0123456789_,:");
	if (at < len && text[at] == '.') {
		at++;
		digits += pass(text, len, &at, "0123456789_");
	}
	if (digits > 0 && at < len && is_one_of(text[at], "eE")) {
		at++;
		at += at < len && is_one_of(text[at], "+-");
		digits = pass(text, len, &at, "0123456789");
	}
	return digits > 0 && at == len;
}

/* "2026-11-30", alone or with a time. */
static bool is_date(const char *text, size_t len)
{
	size_t at = 0;

	for (int i = 0; i < 3; i++) {
		const size_t digits = pass(text, len, &at, "0123456789");
		const bool fits = i == 0 ? digits == 4 : digits == 1 || digits == 2;
		if (!fits) {
			return false;
		}
		if (i < 2 && (at == len || text[at++] != '-')) {
			return false;
		}
	}
	if (at < len && is_one_of(text[at], "tT")) {
		at++;
		pass(text, len, &at, "0123456789:.+-zZ");
	}
	return at == len;
}

bool bare_reads_otherwise(const char *text, size_t len)
{
	return is_word(text, len) || is_number(text, len) || is_date(text, len) ||
		(len > 0 && text[len - 1] == ':');
}
