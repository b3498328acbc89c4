/* SPDX-License-Identifier: MIT */
#include "keyturn/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <gnu/libc-version.h>

#include <cmocka.h>

static const char *clean(const char *text)
{
	static char out[512];

	text_clean(out, sizeof(out), text, strlen(text));
	return out;
}

static void text_decode__valid_sequences__point_and_length(void **state)
{
	static const struct {
		const char *text;
		uint32_t point;
	} cases[] = {
		{"A", 'A'},
		{"\x7f", 0x7f},
		{"\xc2\x80", 0x80},
		{"é", 0xe9},
		{"\xdf\xbf", 0x7ff},
		{"\xe0\xa0\x80", 0x800},
		{"€", 0x20ac},
		{"\xed\x9f\xbf", 0xd7ff},
		{"\xee\x80\x80", 0xe000},
		{"\xf0\x90\x80\x80", 0x10000},
		{"😀", 0x1f600},
		{"\xf4\x8f\xbf\xbf", 0x10ffff},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint32_t point = 0;
		char again[4];
		size_t len = strlen(cases[i].text);
		assert_int_equal(text_decode(cases[i].text, len, &point), len);
		assert_int_equal(point, cases[i].point);
		assert_int_equal(text_encode(point, again), len);
		assert_memory_equal(again, cases[i].text, len);
	}
}

static void text_decode__invalid_sequences__one_byte_replaced(void **state)
{
	static const char *const cases[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(",
		"\xe0\x80\x80", "\xe2\x82", "\xe2(\xa1", "\xe2\x82(", "\xed\xa0\x80",
		"\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x9f\x98", "\xf0(\x8c\xbc",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "\xff"};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint32_t point = 0;
		assert_int_equal(text_decode(cases[i], strlen(cases[i]), &point), 1);
		assert_int_equal(point, 0xfffd);
	}
}

static void text_decode__sequence_is_cut_by_the_length__nothing_read_beyond(void **state)
{
	uint32_t point;
	(void)state;

	for (size_t len = 1; len < 4; len++) {
		char *exact = malloc(len);
		memcpy(exact, "😀", len);
		assert_int_equal(text_decode(exact, len, &point), 1);
		assert_int_equal(point, 0xfffd);
		free(exact);
	}
}

static void text_point_width__examples__cells(void **state)
{
	static const struct {
		uint32_t point;
		int width;
	} cases[] = {
		{'a', 1}, {' ', 1}, {0xe9, 1}, {0x4e2d, 2},  /* a Han character */
		{0xac00, 2},                                 /* a Hangul syllable */
		{0x1f600, 2},                                /* an emoji */
		{0xff21, 2},                                 /* fullwidth A */
		{0x301, 0},                                  /* combining acute */
		{0x5c7, 0},                                  /* Hebrew qamats qatan */
		{0x94d, 0},                                  /* Devanagari virama */
		{0x9c1, 0},                                  /* Bengali vowel sign u */
		{0xeb1, 0},                                  /* Lao vowel sign */
		{0, -1}, {0x1b, -1}, {0x7f, -1}, {0x85, -1}, /* next line, C1 */
		{0x9b, -1},                                  /* CSI, C1 */
		{0xad, -1},                                  /* soft hyphen */
		{0x180e, -1},                                /* Mongolian vowel separator */
		{0x200b, -1},                                /* zero-width space */
		{0x200e, -1},                                /* left-to-right mark */
		{0x2028, -1},                                /* line separator */
		{0x202e, -1},                                /* right-to-left override */
		{0x2066, -1},                                /* left-to-right isolate */
		{0xe000, -1},                                /* private use */
		{0xfeff, -1},                                /* byte order mark */
		{0x1bca0, -1},                               /* shorthand format */
		{0xe0041, -1},                               /* tag letter */
		{0x10ffff, -1},                              /* not a character */
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(text_point_width(cases[i].point), cases[i].width);
	}
}

/* ncurses uses the C library's widths; ours must agree with them. */
static void text_point_width__every_point__as_glibc_has_it(void **state)
{
	(void)state;
	if (strcmp(gnu_get_libc_version(), "2.36") != 0 || setlocale(LC_CTYPE, "C.UTF-8") == NULL) {
		skip();
	}
	for (uint32_t point = 0; point <= 0x10ffff; point++) {
		int ours = text_point_width(point), theirs = wcwidth((wchar_t)point);
		if (ours >= 0 && theirs >= 0 && ours != theirs) {
			fail_msg("U+%04X is %d cells, not %d", point, theirs, ours);
		}
	}
	setlocale(LC_CTYPE, "C");
}

static void text_clean__plain_text__unchanged(void **state)
{
	static const char *const cases[] = {
		"", "jqsmith", "Grüße, 中文 – 😀", "caf\x65\xcc\x81", "%s%n", "a  b"};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_string_equal(clean(cases[i]), cases[i]);
	}
}

static void text_clean__hostile_text__nothing_a_terminal_acts_on(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
		{"\033[2J\033[H", "^[[2J^[[H"},                       /* clears the screen */
		{"\033]0;owned\007", "^[]0;owned^G"},                 /* sets the title */
		{"\033]52;c;cm0gLXJm\033\\", "^[]52;c;cm0gLXJm^[\\"}, /* writes the clipboard */
		{"\033P+q544e\033\\", "^[P+q544e^[\\"},               /* device control string */
		{"\033_app\033\\", "^[_app^[\\"}, {"user\rroot", "user^Mroot"},
		{"line\nline", "line^Jline"}, {"abc\b\b\bxyz", "abc^H^H^Hxyz"},
		{"a\tb\vc\fd", "a^Ib^Kc^Ld"}, {"\x7f\x0e\x0f\x05", "^?^N^O^E"},
		{"\xc2\x9b"
		 "31m",
			"?31m"}, /* CSI as C1, in UTF-8 */
		{"\x9b"
		 "31m",
			"\xef\xbf\xbd"
			"31m"}, /* and as a lone byte */
		{"\xc2\x9d"
		 "0;x\xc2\x9c",
			"?0;x?"},
		{"\xc2\x85", "?"}, {"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd"},
		{"admin\xe2\x80\xae"
		 "nimda",
			"admin?nimda"}, /* right-to-left override */
		{"a\xe2\x81\xa6"
		 "b\xe2\x81\xa9",
			"a?b?"},                     /* isolates */
		{"jq\xe2\x80\x8bsmith", "jq?smith"}, /* zero-width space */
		{"a\xe2\x80\xa8"
		 "b",
			"a?b"},                                     /* line separator */
		{"\xef\xbb\xbfx", "?x"}, {"\xf3\xa0\x81\x81", "?"}, /* tag */
		{"a\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81"
		 "b",
			"a\xcc\x81\xcc\x81"
			"b"},
		{"\xcc\x81"
		 "a",
			"a"}, /* would join what is before */
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_string_equal(clean(cases[i].text), cases[i].shown);
	}
}

static bool is_harmless(const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		uint32_t point;
		at += text_decode(text + at, len - at, &point);
		if (text_point_width(point) < 0) {
			return false;
		}
	}
	return true;
}

static void text_clean__nul_inside__shown_as_such(void **state)
{
	char out[16];
	(void)state;

	assert_int_equal(text_clean(out, sizeof(out), "a\0b", 3), 4);
	assert_string_equal(out, "a^@b");
}

static void text_clean__64_kb_of_anything__harmless_and_terminated(void **state)
{
	enum { LEN = 65536 };
	char *text = malloc(LEN), *out = malloc(4 * LEN);
	uint32_t seed = 42;
	(void)state;

	for (size_t i = 0; i < LEN; i++) {
		seed = seed * 1664525u + 1013904223u;
		text[i] = (char)(seed >> 24);
	}
	size_t len = text_clean(out, 4 * LEN, text, LEN);
	assert_int_equal(strlen(out), len);
	assert_true(is_harmless(out, len));
	memset(text, '\033', LEN);
	assert_int_equal(text_clean(out, 4 * LEN, text, LEN), 2 * LEN);
	assert_true(is_harmless(out, 2 * LEN));
	free(text);
	free(out);
}

static void text_clean__every_size_of_out__cut_at_a_character(void **state)
{
	static const char text[] = "aé中😀\033x";
	static const char whole[] = "aé中😀^[x";
	(void)state;

	for (size_t size = 1; size <= sizeof(whole); size++) {
		char *out = malloc(size);
		size_t len = text_clean(out, size, text, sizeof(text) - 1);
		assert_true(len < size);
		assert_int_equal(out[len], '\0');
		assert_memory_equal(out, whole, len);
		for (size_t at = 0; at < len;) {
			uint32_t point;
			at += text_decode(out + at, len - at, &point);
			assert_int_not_equal(point, 0xfffd);
		}
		free(out);
	}
}

static void text_width__and_fit__count_cells(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("a中😀"), 5);
	assert_int_equal(text_width("e\xcc\x81"), 1);
	assert_int_equal(text_fit("abc", 0), 0);
	assert_int_equal(text_fit("abc", 2), 2);
	assert_int_equal(text_fit("abc", 9), 3);
	assert_int_equal(text_fit("a中b", 2), 1);
	assert_int_equal(text_fit("a中b", 3), 4);
	assert_int_equal(text_fit("e\xcc\x81x", 1), 3);
}

static void text_contains__ascii_case__ignored(void **state)
{
	(void)state;
	assert_true(text_contains("jqSmith", "QSM"));
	assert_true(text_contains("anything", ""));
	assert_false(text_contains("abc", "abcd"));
	assert_false(text_contains("", "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_decode__valid_sequences__point_and_length),
		cmocka_unit_test(text_decode__invalid_sequences__one_byte_replaced),
		cmocka_unit_test(text_decode__sequence_is_cut_by_the_length__nothing_read_beyond),
		cmocka_unit_test(text_point_width__examples__cells),
		cmocka_unit_test(text_point_width__every_point__as_glibc_has_it),
		cmocka_unit_test(text_clean__plain_text__unchanged),
		cmocka_unit_test(text_clean__hostile_text__nothing_a_terminal_acts_on),
		cmocka_unit_test(text_clean__nul_inside__shown_as_such),
		cmocka_unit_test(text_clean__64_kb_of_anything__harmless_and_terminated),
		cmocka_unit_test(text_clean__every_size_of_out__cut_at_a_character),
		cmocka_unit_test(text_width__and_fit__count_cells),
		cmocka_unit_test(text_contains__ascii_case__ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
