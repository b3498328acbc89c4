/* SPDX-License-Identifier: MIT
 * The terminal layer and the secret: on the screen, in memory, on the clipboard. */
#include "memscan.h"
#include "term_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- shown and hidden ---- */

static void term_draw__revealed_then_hidden__overwritten_on_the_screen(void **state)
{
	static const char *const names[] = {"xterm-256color", "vt100", "linux", "screen"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct terminal *terminal = probe_start_ready(names[i], NULL);
		assert_int_equal(terminal_raw_count(terminal, 0, KEY, strlen(KEY)), 0);
		terminal_send(terminal, "s");
		assert_true(terminal_wait_row(terminal, 3, "  " KEY));
		assert_true(terminal_wait_cursor(terminal, 1, 5));
		assert_false(terminal_cell(terminal, 3, 2).reverse);
		terminal_send(terminal, "xs");
		assert_true(terminal_wait_row(terminal, 3, "  " MASK));
		assert_true(terminal_wait_absent(terminal, KEY));
		size_t hidden = terminal_raw_length(terminal);
		terminal_send(terminal, "<c-l>xyq");
		probe_expect_exit(terminal, 0);
		assert_int_equal(terminal_raw_count(terminal, hidden, KEY, strlen(KEY)), 0);
		assert_int_equal(terminal_raw_count(terminal, hidden, "0123456789", 10), 0);
		terminal_stop(terminal);
	}
}

static void term_draw__shown_and_repainted__still_shown(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_send(terminal, "s");
	assert_true(terminal_wait_row(terminal, 3, "  " KEY));
	terminal_scribble(terminal, "\033[4;1HGARBAGE GARBAGE GARBAGE GARBAGE");
	terminal_send(terminal, "<c-l>");
	assert_true(terminal_wait_row(terminal, 3, "  " KEY));
	terminal_stop(terminal);
}

static void term_close__while_shown__not_left_on_any_screen(void **state)
{
	static const char *const names[] = {"xterm-256color", "vt100", "linux"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct terminal *terminal = probe_start_ready(names[i], NULL);
		terminal_send(terminal, "s");
		assert_true(terminal_wait_row(terminal, 3, "  " KEY));
		terminal_send(terminal, "q");
		probe_expect_exit(terminal, 0);
		probe_expect_left(terminal);
		terminal_stop(terminal);
	}
}

static size_t count_in_memory(struct terminal *terminal, const char *bytes)
{
	struct needle *needle = needle_create(bytes, strlen(bytes));
	struct memscan scan;
	enum memscan_result result = memscan(terminal_pid(terminal), needle, false, &scan);

	needle_destroy(needle);
	if (result == MEMSCAN_DENIED) {
		terminal_stop(terminal);
		skip();
	}
	if (scan.count > 0) {
		memscan_print(&scan);
	}
	return scan.count;
}

/* The terminal library never learns of it, so it is not there even while it is shown. */
static void term_draw__revealed__never_in_the_clear_in_memory(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_send(terminal, "s");
	assert_true(terminal_wait_row(terminal, 3, "  " KEY));
	terminal_send(terminal, "x");
	assert_true(terminal_wait_text(terminal, "2: 78"));
	assert_int_equal(count_in_memory(terminal, KEY), 0);
	terminal_send(terminal, "s");
	assert_true(terminal_wait_row(terminal, 3, "  " MASK));
	terminal_send(terminal, "c");
	assert_true(terminal_wait_text(terminal, "4: 63"));
	terminal_send(terminal, "x");
	assert_true(terminal_wait_text(terminal, "5: 78"));
	assert_int_equal(count_in_memory(terminal, KEY), 0);
	assert_int_equal(count_in_memory(terminal, BASE64), 0);
	terminal_stop(terminal);
}

/* ---- the clipboard ---- */

static void expect_copy(const char *term, const char *const *env, const char *bytes)
{
	struct terminal *terminal = probe_start_ready(term, env);

	terminal_send(terminal, "cq");
	probe_expect_exit(terminal, 0);
	assert_int_equal(terminal_raw_count(terminal, 0, bytes, strlen(bytes)), 1);
	assert_int_equal(terminal_raw_count(terminal, 0, KEY, strlen(KEY)), 0);
	terminal_stop(terminal);
}

static void term_copy__plain__one_osc_52(void **state)
{
	(void)state;
	expect_copy("xterm-256color", NULL, "\033]52;c;" BASE64 "\033\\");
}

static void term_copy__tmux__its_own_and_passed_through(void **state)
{
	static const char *const env[] = {"TMUX=/tmp/tmux-0/default,1,0", NULL};
	static const char bytes[] = "\033]52;c;" BASE64 "\033\\"
				    "\033Ptmux;\033\033]52;c;" BASE64 "\a\033\\";
	(void)state;

	expect_copy("tmux-256color", NULL, bytes);
	expect_copy("screen-256color", env, bytes);
}

static void term_copy__screen__passed_through(void **state)
{
	static const char *const env[] = {"STY=1.pts-0.host", NULL};
	(void)state;

	expect_copy("screen", env, "\033P\033]52;c;" BASE64 "\a\033\\");
	expect_copy("screen", NULL,
		"\033]52;c;" BASE64 "\033\\"
		"\033P\033]52;c;" BASE64 "\a\033\\");
}

static void term_copy__console__nothing_sent_and_a_note(void **state)
{
	static const char *const names[] = {"linux", "vt100", "vt220"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct terminal *terminal = probe_start_ready(names[i], NULL);
		assert_true(terminal_find(terminal, "no clipboard; use Show", NULL, NULL));
		terminal_send(terminal, "cCq");
		probe_expect_exit(terminal, 0);
		assert_int_equal(terminal_raw_count(terminal, 0, "52;", 3), 0);
		terminal_stop(terminal);
	}
}

static void term_clear_clipboard__after_copy__emptied(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	char text[64];
	(void)state;

	terminal_send(terminal, "c");
	assert_true(terminal_wait_bytes(terminal, BASE64 "\033\\"));
	assert_int_equal(terminal_clipboard(terminal, 0, text, sizeof(text)), strlen(KEY));
	assert_string_equal(text, KEY);
	terminal_send(terminal, "C");
	assert_true(terminal_wait_bytes(terminal, "\033]52;c;\033\\"));
	assert_int_equal(terminal_clipboard(terminal, 0, text, sizeof(text)), 0);
	terminal_stop(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(term_draw__revealed_then_hidden__overwritten_on_the_screen),
		cmocka_unit_test(term_draw__revealed__never_in_the_clear_in_memory),
		cmocka_unit_test(term_draw__shown_and_repainted__still_shown),
		cmocka_unit_test(term_close__while_shown__not_left_on_any_screen),
		cmocka_unit_test(term_copy__plain__one_osc_52),
		cmocka_unit_test(term_copy__tmux__its_own_and_passed_through),
		cmocka_unit_test(term_copy__screen__passed_through),
		cmocka_unit_test(term_copy__console__nothing_sent_and_a_note),
		cmocka_unit_test(term_clear_clipboard__after_copy__emptied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
