/* SPDX-License-Identifier: MIT
 * What befalls the panel in its terminal: another size, another's output, stopped and continued,
 * signals, a line that is cut, and nothing at all. */
#include "panel_steps.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* ---- size ---- */

static void panel_resize__too_small_and_back__key_hidden(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char key[PANEL_KEY_SIZE];
	(void)state;

	panel_show(terminal, key);
	terminal_resize(terminal, 5, 30);
	assert_true(terminal_wait_text(terminal, "too small"));
	panel_expect_hidden(terminal);
	terminal_resize(terminal, 1, 1);
	terminal_resize(terminal, 24, 80);
	assert_true(terminal_wait_text(terminal, "> API Key"));
	assert_true(terminal_wait_absent(terminal, "too small"));
	panel_expect_hidden(terminal);
	panel_quit(terminal);
}

static void panel_show__looked_away_or_resized__hidden(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char key[PANEL_KEY_SIZE];
	(void)state;

	assert_true(terminal_mode(terminal, 1004));
	panel_show(terminal, key);
	terminal_send_bytes(terminal, "\033[O", 3);
	assert_true(terminal_wait_text(terminal, "the terminal lost the focus"));
	panel_expect_hidden(terminal);
	terminal_send_bytes(terminal, "\033[I", 3);
	panel_show(terminal, key);
	terminal_resize(terminal, 30, 100);
	assert_true(terminal_wait_text(terminal, "the window was resized"));
	panel_expect_hidden(terminal);
	panel_quit(terminal);
}

static void panel__too_small__q_or_escape_leaves(void **state)
{
	static const char *const keys[] = {"q", "<esc>"};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		const struct panel_setting setting = {0};
		struct terminal *terminal = panel_start_at_settings(&setting);
		terminal_resize(terminal, 5, 20);
		assert_true(terminal_wait_row(terminal, 0, "Needs 40×10"));
		assert_true(terminal_wait_row(terminal, 1, "has 20×5"));
		assert_true(terminal_wait_row(terminal, 2, "too small; q leaves"));
		terminal_send(terminal, keys[i]);
		panel_expect_exit(terminal, 0);
	}
}

static void panel_resize__storm__settles(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	for (int i = 0; i < 1000; i++) {
		terminal_resize(terminal, 1 + i * 11 % 70, 1 + i * 7 % 230);
	}
	terminal_resize(terminal, 30, 100);
	assert_true(terminal_wait_text(terminal, "> API Key"));
	assert_true(terminal_wait_text(terminal, "[ Reset ]"));
	panel_quit(terminal);
}

static void panel__screen_damaged__ctrl_l_mends_it(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	terminal_scribble(terminal, "\033[1;1HGARBAGE\033[12;20HGARBAGE\033[24;70HGARBAGE");
	assert_true(terminal_wait_text(terminal, "GARBAGE"));
	terminal_send(terminal, "<c-l>");
	assert_true(terminal_wait_absent(terminal, "GARBAGE"));
	panel_quit(terminal);
}

/* ---- stopped and continued ---- */

static void expect_goes_on(struct terminal *terminal)
{
	terminal_scribble(terminal, "\033[5;1Hsh$ GARBAGE");
	terminal_continue(terminal);
	assert_true(terminal_wait_absent(terminal, "GARBAGE"));
	assert_true(terminal_wait_text(terminal, "> API Key"));
	assert_true(terminal_alternate_screen(terminal));
	assert_true(terminal_mode(terminal, 2004));
	panel_expect_hidden(terminal);
	terminal_send(terminal, "?");
	assert_true(terminal_wait_text(terminal, "Help"));
	panel_quit(terminal);
}

static void panel_suspend__ctrl_z_while_shown__hidden_and_given_back(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char key[PANEL_KEY_SIZE];
	(void)state;

	panel_show(terminal, key);
	terminal_send(terminal, "<c-z>");
	assert_true(terminal_wait_stopped(terminal));
	panel_expect_left(terminal);
	expect_goes_on(terminal);
}

static void panel_suspend__sigtstp__as_ctrl_z(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char key[PANEL_KEY_SIZE];
	(void)state;

	panel_show(terminal, key);
	terminal_signal(terminal, SIGTSTP);
	assert_true(terminal_wait_stopped(terminal));
	panel_expect_left(terminal);
	expect_goes_on(terminal);
}

static void panel_suspend__sigstop__taken_again(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	terminal_signal(terminal, SIGSTOP);
	assert_true(terminal_wait_stopped(terminal));
	expect_goes_on(terminal);
}

/* ---- ends ---- */

static void panel__each_deadly_signal__dies_of_it_and_leaves_nothing(void **state)
{
	const int signals[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE,
		SIGILL, SIGALRM, SIGUSR1, SIGXCPU, SIGSTKFLT, SIGPWR, SIGIO, SIGRTMIN, SIGRTMAX};
	static const char *const names[] = {"xterm-256color", "vt100"};
	char key[PANEL_KEY_SIZE];
	(void)state;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		const struct panel_setting setting = {.term = names[i % 2]};
		struct terminal *terminal = panel_start_at_settings(&setting);
		panel_show(terminal, key);
		terminal_signal(terminal, signals[i]);
		panel_expect_death(terminal, signals[i]);
	}
}

static void panel__line_cut__ends(void **state)
{
	int status;
	(void)state;

	for (int sighup = 0; sighup < 2; sighup++) {
		const struct panel_setting setting = {0};
		struct terminal *terminal = panel_start_at_settings(&setting);
		terminal_hangup(terminal, sighup != 0);
		assert_true(terminal_wait_exit(terminal, &status));
		terminal_stop(terminal);
	}
}

/* As under nohup, or in a script's background. */
static void panel__signals_ignored_from_the_start__goes_on(void **state)
{
	static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	const struct panel_setting setting = {.ignored = "HUP INT QUIT TERM"};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char key[PANEL_KEY_SIZE];
	(void)state;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		terminal_signal(terminal, signals[i]);
		panel_show(terminal, key);
		panel_hide(terminal);
	}
	panel_quit(terminal);
}

static void panel__line_cut_while_hang_ups_are_ignored__ends(void **state)
{
	const struct panel_setting setting = {.ignored = "HUP"};
	struct terminal *terminal = panel_start_at_settings(&setting);
	int status;
	(void)state;

	terminal_hangup(terminal, true);
	assert_true(terminal_wait_exit(terminal, &status));
	terminal_stop(terminal);
}

/* ---- at rest ---- */

/* How often the process has slept; 0 when the system does not tell. */
static long count_sleeps(struct terminal *terminal)
{
	char path[64], text[256];
	long sleeps = 0;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)terminal_pid(terminal));
	FILE *file = fopen(path, "r");
	while (file != NULL && fgets(text, sizeof(text), file) != NULL) {
		sscanf(text, "voluntary_ctxt_switches: %ld", &sleeps);
	}
	if (file != NULL) {
		fclose(file);
	}
	return sleeps;
}

/* Nanoseconds of processor it has used: one that spins never sleeps. 0 when the system does not tell. */
static long long processor_time(struct terminal *terminal)
{
	char path[64];
	long long used = 0;

	snprintf(path, sizeof(path), "/proc/%d/schedstat", (int)terminal_pid(terminal));
	FILE *file = fopen(path, "r");
	if (file != NULL) {
		int got = fscanf(file, "%lld", &used);
		(void)got;
		fclose(file);
	}
	return used;
}

static void expect_at_rest(struct terminal *terminal)
{
	enum { ONE_WAKE_UP_NS = 100 * 1000 * 1000 }; /* however slow the machine */
	size_t bytes = terminal_raw_length(terminal);
	long sleeps = count_sleeps(terminal);
	long long used = processor_time(terminal);

	assert_true(sleeps > 0);
	panel_let_pass(terminal, 2500);
	assert_int_equal(terminal_raw_length(terminal), bytes);
	/* One, should the service close its connection just now; a clock of ours would give more. */
	assert_in_range(count_sleeps(terminal) - sleeps, 0, 1);
	assert_true(processor_time(terminal) - used < ONE_WAKE_UP_NS);
}

static void panel__nothing_happens__no_wake_up_and_no_byte(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	panel_expect_toast_gone(terminal);
	expect_at_rest(terminal);
	panel_quit(terminal);
}

static void panel_resize__then_nothing_happens__at_rest(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	panel_expect_toast_gone(terminal);
	terminal_resize(terminal, 30, 100);
	assert_true(terminal_wait_row(terminal, 29, "? Help"));
	terminal_resize(terminal, 24, 80);
	assert_true(terminal_wait_row(terminal, 23, "? Help"));
	assert_true(terminal_wait_cursor(terminal, 14, 54)); /* the end of a picture */
	expect_at_rest(terminal);
	panel_quit(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panel_resize__too_small_and_back__key_hidden),
		cmocka_unit_test(panel_show__looked_away_or_resized__hidden),
		cmocka_unit_test(panel__too_small__q_or_escape_leaves),
		cmocka_unit_test(panel_resize__storm__settles),
		cmocka_unit_test(panel__screen_damaged__ctrl_l_mends_it),
		cmocka_unit_test(panel_suspend__ctrl_z_while_shown__hidden_and_given_back),
		cmocka_unit_test(panel_suspend__sigtstp__as_ctrl_z),
		cmocka_unit_test(panel_suspend__sigstop__taken_again),
		cmocka_unit_test(panel__each_deadly_signal__dies_of_it_and_leaves_nothing),
		cmocka_unit_test(panel__line_cut__ends),
		cmocka_unit_test(panel__signals_ignored_from_the_start__goes_on),
		cmocka_unit_test(panel__line_cut_while_hang_ups_are_ignored__ends),
		cmocka_unit_test(panel__nothing_happens__no_wake_up_and_no_byte),
		cmocka_unit_test(panel_resize__then_nothing_happens__at_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
