/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/canvas.h"

static void assert_canvas(struct canvas *canvas, const char *expected)
{
	char *dump = canvas_dump(canvas);

	assert_string_equal(dump, expected);
	free(dump);
	canvas_finish(canvas);
}

static void canvas_text__fits__as_it_is(void **state)
{
	struct canvas canvas;
	(void)state;

	canvas_init(&canvas, 2, 10, false);
	assert_int_equal(canvas_text(&canvas, 1, 2, 8, STYLE_TITLE, "héllo 日"), 8);
	assert_int_equal(canvas.cells[12].style, STYLE_TITLE);
	assert_int_equal(canvas.cells[19].point, 0);
	assert_canvas(&canvas, "\n  héllo 日\n");
}

static void canvas_text__too_long__cut_with_dots(void **state)
{
	static const struct {
		int cells;
		bool ascii;
		const char *text, *expected;
	} cases[] = {
		{5, false, "abcdef", "abcd…\n"},
		{6, false, "abcdef", "abcdef\n"},
		{5, true, "abcdef", "ab...\n"},
		{2, true, "abcdef", "..\n"},
		{1, false, "abcdef", "…\n"},
		{4, false, "日日日", "日…\n"},
		{5, false, "日日日", "日日…\n"},
		{0, false, "abc", "\n"},
		{-3, false, "abc", "\n"},
		{100, false, "0123456789abc", "0123456789a…\n"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct canvas canvas;
		canvas_init(&canvas, 1, 12, cases[i].ascii);
		canvas_text(&canvas, 0, 0, cases[i].cells, STYLE_NORMAL, cases[i].text);
		assert_canvas(&canvas, cases[i].expected);
	}
}

static void canvas_text__hostile__only_harmless_forms(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{"a\033[31mb", "a^[[31mb\n"},
		{"a\r\nb", "a^M^Jb\n"},
		{"a\177b", "a^?b\n"},
		{"a\302\233b", "a?b\n"},        /* C1 CSI */
		{"a\342\200\256b", "a?b\n"},    /* right-to-left override */
		{"a\342\200\213b", "a?b\n"},    /* zero-width space */
		{"a\377b", "a\357\277\275b\n"}, /* not UTF-8 */
		{"\314\201a", "a\n"},           /* a mark on nothing */
		{"a\314\201\314\202\314\203b", "a\314\201\314\202b\n"},
		{"日\314\201b", "日\314\201b\n"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct canvas canvas;
		canvas_init(&canvas, 1, 20, false);
		canvas_text(&canvas, 0, 0, 20, STYLE_NORMAL, cases[i].text);
		assert_canvas(&canvas, cases[i].expected);
	}
}

static void canvas_text__ascii__stand_ins(void **state)
{
	struct canvas canvas;
	(void)state;

	canvas_init(&canvas, 1, 40, true);
	canvas_text(&canvas, 0, 0, 40, STYLE_NORMAL, "a → b · c… é 日 e\314\201 ▾");
	assert_canvas(&canvas, "a -> b - c... ? ?? e v\n");
}

static void canvas_text__outside__nothing_happens(void **state)
{
	static const int places[][2] = {{-1, 0}, {2, 0}, {0, 5}, {0, -1}, {1000000, 1000000}};
	(void)state;

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct canvas canvas;
		canvas_init(&canvas, 2, 5, false);
		assert_int_equal(
			canvas_text(&canvas, places[i][0], places[i][1], 5, STYLE_NORMAL, "x"), 0);
		assert_canvas(&canvas, "\n\n");
	}
}

static void canvas_text__over_half_a_wide_character__other_half_blank(void **state)
{
	struct canvas canvas;
	(void)state;

	canvas_init(&canvas, 1, 6, false);
	canvas_text(&canvas, 0, 0, 6, STYLE_NORMAL, "日本語");
	canvas_text(&canvas, 0, 1, 1, STYLE_NORMAL, "x");
	canvas_text(&canvas, 0, 4, 1, STYLE_NORMAL, "y");
	assert_int_equal(canvas.cells[0].point, ' ');
	assert_int_equal(canvas.cells[5].point, ' ');
	assert_canvas(&canvas, " x本y\n");
}

static void canvas_paragraph__words__broken_at_spaces(void **state)
{
	static const struct {
		struct box box;
		int rows;
		const char *text, *expected;
	} cases[] = {
		{{0, 0, 4, 7}, 2, "one two three", "one two\nthree\n\n\n"},
		{{0, 0, 4, 6}, 3, "one two three", "one\ntwo\nthree\n\n"},
		{{0, 1, 2, 6}, 2, "one two three", " one\n two t…\n\n\n"},
		{{0, 0, 4, 4}, 3, "abcdefghij", "abcd\nefgh\nij\n\n"},
		{{0, 0, 4, 8}, 0, "", "\n\n\n\n"},
		{{0, 0, 4, 1}, 0, "日", "\n\n\n\n"},
		{{0, 0, 4, 0}, 0, "word", "\n\n\n\n"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct canvas canvas;
		canvas_init(&canvas, 4, 8, false);
		assert_int_equal(
			canvas_paragraph(&canvas, cases[i].box, STYLE_NORMAL, cases[i].text),
			cases[i].rows);
		assert_canvas(&canvas, cases[i].expected);
	}
}

static void canvas_frame__title__in_the_upper_line(void **state)
{
	struct canvas canvas;
	(void)state;

	canvas_init(&canvas, 3, 12, false);
	canvas_frame(&canvas, (struct box){0, 0, 3, 12}, STYLE_FRAME, "Help");
	assert_canvas(&canvas, "┌ Help ────┐\n│          │\n└──────────┘\n");
	canvas_init(&canvas, 3, 12, true);
	canvas_frame(&canvas, (struct box){0, 0, 3, 12}, STYLE_FRAME, "A long title");
	assert_canvas(&canvas, "+ A lo... -+\n|          |\n+----------+\n");
}

static void canvas_cursor__outside__stays_away(void **state)
{
	struct canvas canvas;
	(void)state;

	canvas_init(&canvas, 3, 3, false);
	canvas_cursor(&canvas, 3, 0);
	assert_false(canvas.cursor_shown);
	canvas_cursor(&canvas, 2, 2);
	assert_true(canvas.cursor_shown);
	canvas_clear(&canvas);
	assert_false(canvas.cursor_shown);
	canvas_finish(&canvas);
}

/* What is drawn far down leaves what stands above, and the rows between are blank. */
static void canvas_init_tall__drawn_below_its_memory__all_is_there(void **state)
{
	struct canvas canvas;
	(void)state;

	canvas_init_tall(&canvas, 7, 1, 4, false);
	canvas_text(&canvas, 0, 0, 4, STYLE_NORMAL, "ab");
	canvas_text(&canvas, 1, 1, 3, STYLE_NORMAL, "cd");
	canvas_text(&canvas, 5, 0, 4, STYLE_NORMAL, "日");
	assert_int_equal(canvas_row(&canvas, 6)[3].point, ' ');
	canvas_text(&canvas, 7, 0, 4, STYLE_NORMAL, "out");
	assert_canvas(&canvas, "ab\n cd\n\n\n\n日\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canvas_text__fits__as_it_is),
		cmocka_unit_test(canvas_text__too_long__cut_with_dots),
		cmocka_unit_test(canvas_text__hostile__only_harmless_forms),
		cmocka_unit_test(canvas_text__ascii__stand_ins),
		cmocka_unit_test(canvas_text__outside__nothing_happens),
		cmocka_unit_test(canvas_text__over_half_a_wide_character__other_half_blank),
		cmocka_unit_test(canvas_paragraph__words__broken_at_spaces),
		cmocka_unit_test(canvas_frame__title__in_the_upper_line),
		cmocka_unit_test(canvas_cursor__outside__stays_away),
		cmocka_unit_test(canvas_init_tall__drawn_below_its_memory__all_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
