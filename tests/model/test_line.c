/* SPDX-License-Identifier: MIT
 * The line editor and the lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/model/line.h"
#include "../../src/model/list.h"

static void press(struct line *line, uint32_t code)
{
	line_key(line, code);
	assert_true(line->cursor <= strlen(line->text));
}

static void line_key__typing_and_deleting__whole_characters(void **state)
{
	struct line line = {.cursor = 0};

	(void)state;
	press(&line, 'a');
	press(&line, 0xe9);
	press(&line, 0x4e2d);
	assert_string_equal(line.text, "aé中");
	press(&line, KEYPRESS_BACKSPACE);
	assert_string_equal(line.text, "aé");
	press(&line, KEYPRESS_LEFT);
	assert_int_equal(line.cursor, 1);
	press(&line, 'x');
	assert_string_equal(line.text, "axé");
	press(&line, KEYPRESS_DELETE);
	assert_string_equal(line.text, "ax");
	press(&line, KEYPRESS_DELETE);
	press(&line, KEYPRESS_RIGHT);
	assert_string_equal(line.text, "ax");
}

static void line_key__ends_and_ctrl_u__as_in_a_shell(void **state)
{
	struct line line;

	(void)state;
	line_set(&line, "jqsmith");
	press(&line, KEYPRESS_HOME);
	press(&line, KEYPRESS_LEFT);
	press(&line, KEYPRESS_BACKSPACE);
	assert_int_equal(line.cursor, 0);
	press(&line, KEYPRESS_RIGHT);
	press(&line, KEYPRESS_RIGHT);
	press(&line, KEYPRESS_CTRL_U);
	assert_string_equal(line.text, "smith");
	assert_int_equal(line.cursor, 0);
	press(&line, KEYPRESS_END);
	assert_int_equal(line.cursor, 5);
}

static void line_key__what_must_not_be_shown__not_taken(void **state)
{
	static const uint32_t codes[] = {0, '\n', 0x1b, 0x7f, 0x85, 0x9b, 0x200b, 0x202e, 0x2066,
		KEYPRESS_F1, KEYPRESS_UP, KEYPRESS_ENTER};
	struct line line = {.cursor = 0};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		press(&line, codes[i]);
		assert_string_equal(line.text, "");
	}
}

static void line_key__full__takes_no_more(void **state)
{
	struct line line = {.cursor = 0};

	(void)state;
	for (int i = 0; i < LINE_SIZE; i++) {
		press(&line, 0x4e2d);
	}
	assert_int_equal(strlen(line.text), (LINE_SIZE - 1) / 3 * 3);
	for (int i = 0; i < LINE_SIZE; i++) {
		press(&line, 'x');
	}
	assert_int_equal(strlen(line.text), LINE_SIZE - 1);
	press(&line, KEYPRESS_HOME);
	press(&line, 'y');
	assert_int_equal(strlen(line.text), LINE_SIZE - 1);
}

static void line_set__too_long__cut(void **state)
{
	char text[2 * LINE_SIZE];
	struct line line;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	line_set(&line, text);
	assert_int_equal(strlen(line.text), LINE_SIZE - 1);
}

static void list_step__moves__stay_inside(void **state)
{
	static const struct {
		enum action action;
		size_t from, count, to;
	} cases[] = {{ACTION_UP, 0, 5, 0}, {ACTION_UP, 3, 5, 2}, {ACTION_DOWN, 4, 5, 4},
		{ACTION_DOWN, 0, 5, 1}, {ACTION_FIRST, 4, 5, 0}, {ACTION_LAST, 0, 5, 4},
		{ACTION_PAGE_DOWN, 0, 25, 10}, {ACTION_PAGE_DOWN, 20, 25, 24},
		{ACTION_PAGE_UP, 5, 25, 0}, {ACTION_PAGE_UP, 24, 25, 14}, {ACTION_LAST, 0, 0, 0},
		{ACTION_DOWN, 0, 0, 0}, {ACTION_DOWN, 0, 1, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(
			list_step(cases[i].action, cases[i].from, cases[i].count), cases[i].to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line_key__typing_and_deleting__whole_characters),
		cmocka_unit_test(line_key__ends_and_ctrl_u__as_in_a_shell),
		cmocka_unit_test(line_key__what_must_not_be_shown__not_taken),
		cmocka_unit_test(line_key__full__takes_no_more),
		cmocka_unit_test(line_set__too_long__cut),
		cmocka_unit_test(list_step__moves__stay_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
