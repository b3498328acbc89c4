/* SPDX-License-Identifier: MIT
 * What a terminal of any height shows of the panel, page after page and dialog after dialog, and what
 * is left of it there. */
#include "panel_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COLS = 100, WIDE = 130 };

struct step {
	const char *keys;
	const char *text; /* that the screen then shows */
	bool page;        /* no dialog lies above it */
};

static const struct step way[] = {
	{"m", "> Settings & Contacts", false},
	{"<enter>", "Fingerprint", true},
	{"<end>", "> ", true},
	{"<home>", "Default region", true},
	{"?", "Esc goes back", false},
	{"<end>", "quit keyturn from anywhere", false},
	{"<esc>", "n Add", true},
	{"r", "8 files", false},
	{"<tab>", "Enter Generate", false},
	{"p", "Places", false},
	{"<end>", "Places", false},
	{"<esc>", "[ Generate New Key ]", false},
	{"<esc>", "n Add", true},
	{":", "Enter Run", false},
	{"serv", "serv", false},
	{"<enter>", "Enter URL", true},
	{"<end>", "Enter URL", true},
	{"<pgup>", "Enter URL", true},
	{"/", "Enter Keep", true},
	{"dns<enter>", "/ Search", true},
	{"M", "Enter Close", false},
	{"<esc>", "/ Search", true},
	{":activity<enter>", "Activity", true},
	{"/", "Search:", true},
	{"<esc>", "/ Search", true},
	{"m", "Sign Out", false},
	{"<esc>", "/ Search", true},
	{"<esc>", "Services (", true},
	{"q", "Leave keyturn?", false},
	{"<esc>", "Services (", true},
	{"a", "another account", false},
	{"<enter>", "signed out of this account", false},
	{"<esc>", "Services (", true},
	{":reset<enter>", "8 files", false},
	{"<tab>", "Enter Generate", false},
};

/* The key is new: what came of it, then what Activity has of it, and the lock. */
static const struct step after[] = {
	{"s", "hidden", false}, /* and its seconds with it, which would differ */
	{"<pgdn>", "[ Close ]", false},
	{"p", "Places", false},
	{"<esc>", "[ Close ]", false},
	{"<esc>", "r Reset", true},
	{":activity<enter>", "Enter Records", true},
	{"<enter>", "Enter Close", true},
	{"<end>", "Activity", true},
	{"L", "Sign In", false}, /* a page, but in the middle of a wide terminal */
	{"<esc>", "Leave keyturn?", false},
	{"<esc>", "Sign In", false},
};

/* A message lies over the frame's lower line, and goes after a while: while two pictures are compared, say. */
static bool no_message(struct terminal *terminal, void *data)
{
	int row = terminal_rows(terminal) - 2, col = 0;
	(void)data;

	while (col < terminal_cols(terminal) - 2 &&
		strcmp(terminal_cell(terminal, row, col).text, "└") != 0) {
		col++; /* a page without a detail is in the middle */
	}
	return strcmp(terminal_cell(terminal, row, col + 1).text, "─") == 0;
}

static void take(struct terminal *terminal, const struct step *steps, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		terminal_send(terminal, steps[i].keys);
		assert_true(terminal_wait_text(terminal, steps[i].text));
		assert_true(terminal_wait(terminal, no_message, NULL, "the message to go"));
		panel_expect_whole(terminal); /* once the picture stands still */
		if (steps[i].page) {
			panel_expect_frame(terminal);
		}
	}
}

static void walk(int rows, int cols)
{
	const struct panel_setting setting = {.rows = rows, .cols = cols};
	struct terminal *terminal = panel_start(&setting);

	panel_expect_toast_gone(terminal);
	panel_expect_frame(terminal);
	panel_expect_whole(terminal);
	take(terminal, way, sizeof(way) / sizeof(way[0]));
	panel_read_dialog(terminal);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "[ Close ]"));
	panel_read_dialog(terminal);
	take(terminal, after, sizeof(after) / sizeof(after[0]));
	panel_quit(terminal);
}

static void panel__24_rows__whole(void **state)
{
	(void)state;
	walk(24, COLS);
}

static void panel__25_rows__whole(void **state)
{
	(void)state;
	walk(25, COLS);
}

static void panel__40_rows__whole(void **state)
{
	(void)state;
	walk(40, COLS);
}

static void panel__50_rows__whole(void **state)
{
	(void)state;
	walk(50, COLS);
}

static void panel__60_rows__whole(void **state)
{
	(void)state;
	walk(60, COLS);
}

static void panel__wide__whole_with_the_detail(void **state)
{
	(void)state;
	walk(40, WIDE);
}

static void panel__grown_shrunk_and_stopped__whole_and_left(void **state)
{
	static const int sizes[] = {60, 24, 40, 25};
	const struct panel_setting setting = {.rows = 24, .cols = COLS};
	struct terminal *terminal = panel_start(&setting);
	(void)state;

	panel_expect_toast_gone(terminal);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		terminal_resize(terminal, sizes[i], COLS);
		assert_true(terminal_wait_row(terminal, sizes[i] - 1, "? Help"));
		panel_expect_whole(terminal);
		panel_expect_frame(terminal);
		terminal_send(terminal, "<c-z>");
		assert_true(terminal_wait_stopped(terminal));
		panel_expect_left(terminal);
		terminal_continue(terminal);
		assert_true(terminal_wait_row(terminal, sizes[i] - 1, "? Help"));
	}
	panel_quit(terminal);
}

/* A size that only the environment has is taken from there when it can be one. */
static void panel__size_in_the_environment__of_no_harm(void **state)
{
	static const char *const wild[] = {"LINES=99999999", "COLUMNS=-7", NULL};
	static const char *const other[] = {"LINES=10", "COLUMNS=40", NULL};
	const char *const *const environments[] = {wild, other};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		const struct panel_setting setting = {
			.rows = 30, .cols = COLS, .env = environments[i]};
		struct terminal *terminal = panel_start(&setting);
		panel_settle(terminal);
		panel_expect_frame(terminal);
		panel_quit(terminal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panel__wide__whole_with_the_detail),
		cmocka_unit_test(panel__24_rows__whole),
		cmocka_unit_test(panel__60_rows__whole),
		cmocka_unit_test(panel__grown_shrunk_and_stopped__whole_and_left),
		cmocka_unit_test(panel__size_in_the_environment__of_no_harm),
		/* A walk takes a minute, nearly all of it waiting: these are for one build. */
		cmocka_unit_test(panel__25_rows__whole),
		cmocka_unit_test(panel__40_rows__whole),
		cmocka_unit_test(panel__50_rows__whole),
	};
	const char *share = getenv("KEYTURN_TEST_SHARE");
	bool all = share == NULL || strcmp(share, "1") == 0;

	return _cmocka_run_group_tests(
		"heights", tests, sizeof(tests) / sizeof(tests[0]) - (all ? 0 : 3), NULL, NULL);
}
