/* SPDX-License-Identifier: MIT
 * Copies to the terminal's clipboard, as the probe makes them. */
#include "probe_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void expect_copy(const char *term, const char *const *env, const char *bytes)
{
	struct terminal *terminal = probe_start_ready(term, env);

	terminal_send(terminal, "cq");
	probe_expect_exit(terminal, 0);
	assert_int_equal(terminal_raw_count(terminal, 0, bytes, strlen(bytes)), 1);
	assert_int_equal(terminal_raw_count(terminal, 0, PROBE_KEY, strlen(PROBE_KEY)), 0);
	terminal_stop(terminal);
}

static void term_copy__plain__one_osc_52(void **state)
{
	(void)state;
	expect_copy("xterm-256color", NULL, "\033]52;c;" PROBE_BASE64 "\033\\");
}

static void term_copy__tmux__its_own_and_passed_through(void **state)
{
	static const char *const env[] = {"TMUX=/tmp/tmux-0/default,1,0", NULL};
	static const char bytes[] = "\033]52;c;" PROBE_BASE64 "\033\\"
				    "\033Ptmux;\033\033]52;c;" PROBE_BASE64 "\a\033\\";
	(void)state;

	expect_copy("tmux-256color", NULL, bytes);
	expect_copy("screen-256color", env, bytes);
}

static void term_copy__screen__passed_through(void **state)
{
	static const char *const env[] = {"STY=1.pts-0.host", NULL};
	(void)state;

	expect_copy("screen", env, "\033P\033]52;c;" PROBE_BASE64 "\a\033\\");
	expect_copy("screen", NULL,
		"\033]52;c;" PROBE_BASE64 "\033\\"
		"\033P\033]52;c;" PROBE_BASE64 "\a\033\\");
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
	assert_true(terminal_wait_bytes(terminal, PROBE_BASE64 "\033\\"));
	assert_int_equal(terminal_clipboard(terminal, 0, text, sizeof(text)), strlen(PROBE_KEY));
	assert_string_equal(text, PROBE_KEY);
	terminal_send(terminal, "C");
	assert_true(terminal_wait_bytes(terminal, "\033]52;c;\033\\"));
	assert_int_equal(terminal_clipboard(terminal, 0, text, sizeof(text)), 0);
	terminal_stop(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(term_copy__plain__one_osc_52),
		cmocka_unit_test(term_copy__tmux__its_own_and_passed_through),
		cmocka_unit_test(term_copy__screen__passed_through),
		cmocka_unit_test(term_copy__console__nothing_sent_and_a_note),
		cmocka_unit_test(term_clear_clipboard__after_copy__emptied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
