/* SPDX-License-Identifier: MIT
 * What a terminal of any height shows of the panel, page after page and dialog after dialog, and what
 * is left of it there. */
#include "panel_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { COLS = 100 };

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
	{"<esc>", "r Reset", true},
	{"r", "8 files", false},
	{"<tab>", "Enter Generate", false},
	{"p", "Places", false},
	{"<end>", "Places", false},
	{"<esc>", "[ Generate New Key ]", false},
	{"<esc>", "r Reset", true},
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
	{"L", "Sign In", true},
};

static void walk(int rows)
{
	const struct panel_setting setting = {.rows = rows, .cols = COLS};
	struct terminal *terminal = panel_start(&setting);

	panel_expect_toast_gone(terminal);
	panel_expect_frame(terminal);
	panel_expect_whole(terminal);
	for (size_t i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		terminal_send(terminal, way[i].keys);
		assert_true(terminal_wait_text(terminal, way[i].text));
		panel_expect_whole(terminal); /* once the picture stands still */
		if (way[i].page) {
			panel_expect_frame(terminal);
		}
	}
	panel_quit(terminal);
}

static void panel__24_rows__whole(void **state)
{
	(void)state;
	walk(24);
}

static void panel__25_rows__whole(void **state)
{
	(void)state;
	walk(25);
}

static void panel__40_rows__whole(void **state)
{
	(void)state;
	walk(40);
}

static void panel__50_rows__whole(void **state)
{
	(void)state;
	walk(50);
}

static void panel__60_rows__whole(void **state)
{
	(void)state;
	walk(60);
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
		cmocka_unit_test(panel__24_rows__whole),
		cmocka_unit_test(panel__25_rows__whole),
		cmocka_unit_test(panel__40_rows__whole),
		cmocka_unit_test(panel__50_rows__whole),
		cmocka_unit_test(panel__60_rows__whole),
		cmocka_unit_test(panel__grown_shrunk_and_stopped__whole_and_left),
		cmocka_unit_test(panel__size_in_the_environment__of_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
