/* SPDX-License-Identifier: MIT
 * The terminal layer, through the probe (probe.c) under a pseudo-terminal. */
#include "probe_steps.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

static void term_open__each_known_terminal__draws_and_leaves(void **state)
{
	static const char *const names[] = {"vt100", "vt220", "linux", "screen", "screen-256color",
		"tmux", "tmux-256color", "xterm", "xterm-256color", "rxvt", "ansi"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct terminal *terminal = probe_start_ready(names[i], NULL);
		int row, col;
		assert_true(terminal_find(terminal, PROBE_MASK, &row, &col));
		assert_int_equal(row, 3);
		assert_int_equal(col, 2);
		assert_true(terminal_cell(terminal, 0, 0).reverse);
		assert_true(terminal_wait_cursor(terminal, 1, 5));
		assert_true(terminal_cursor_visible(terminal));
		terminal_send(terminal, "q");
		probe_expect_exit(terminal, 0);
		probe_expect_left(terminal);
		terminal_stop(terminal);
	}
}

static void term_open__no_use__says_so_and_writes_nothing_else(void **state)
{
	static const struct {
		const char *term, *says;
	} cases[] = {
		{"dumb", "TERM 'dumb' cannot place the cursor"},
		{"no-such-terminal", "TERM 'no-such-terminal' is not known here"},
		{"nix", "TERM 'nix' is not known here; try TERM="},
		{"", "TERM is not set"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal *terminal = probe_start(cases[i].term, NULL, NULL);
		probe_expect_exit(terminal, 1);
		assert_true(terminal_find(terminal, cases[i].says, NULL, NULL));
		assert_int_equal(terminal_raw_count(terminal, 0, "\033", 1), 0);
		assert_true(terminal_settings_restored(terminal));
		terminal_stop(terminal);
	}
}

static void term_open__output_is_a_pipe__says_so(void **state)
{
	const char *const argv[] = {"sh", "-c", "$0 | cat", PROBE, NULL};
	const struct terminal_options options = {.argv = argv};
	struct terminal *terminal = terminal_start(&options);
	(void)state;

	probe_expect_exit(terminal, 0);
	assert_true(terminal_find(terminal, "not both a terminal", NULL, NULL));
	terminal_stop(terminal);
}

static void term_open__unknown_theme__names_the_known(void **state)
{
	struct terminal *terminal = probe_start(NULL, NULL, "--theme=pink");
	(void)state;

	probe_expect_exit(terminal, 1);
	assert_true(
		terminal_find(terminal, "no theme 'pink'; there are default, dark", NULL, NULL));
	terminal_stop(terminal);
}

static void term_open__size_unknown__80x24(void **state)
{
	const char *const argv[] = {"sh", "-c", "stty rows 0 cols 0; exec $0", PROBE, NULL};
	const struct terminal_options options = {.argv = argv};
	struct terminal *terminal = terminal_start(&options);
	(void)state;

	assert_true(terminal_wait_text(terminal, "probe 24x80"));
	terminal_stop(terminal);
}

static void term_draw__no_color__no_colour_but_focus_seen(void **state)
{
	static const char *const env[] = {"NO_COLOR=1", NULL};
	struct terminal *terminal = probe_start_ready(NULL, env);
	(void)state;

	terminal_send(terminal, "s<c-l>q");
	probe_expect_exit(terminal, 0);
	assert_false(terminal_used_colour(terminal));
	assert_true(terminal_used_sgr(terminal, 7));
	terminal_stop(terminal);
}

static void term_draw__colours__on_the_terminals_own_background(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_send(terminal, "x");
	assert_true(terminal_wait_row(terminal, 4, "1: 78"));
	assert_int_equal(terminal_cell(terminal, 4, 0).foreground, 160);
	assert_int_equal(terminal_cell(terminal, 4, 0).background, TERMINAL_DEFAULT);
	terminal_stop(terminal);
}

static void term_draw__wide_and_combining__keep_their_columns(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_send(terminal, "w");
	assert_true(terminal_wait_row(terminal, 17, "wé漢字e\u0301|"));
	assert_int_equal(terminal_cell(terminal, 17, 2).width, 2);
	assert_string_equal(terminal_cell(terminal, 17, 7).text, "|");
	terminal_stop(terminal);
}

static void term_draw__c_locale__ascii_only(void **state)
{
	static const char *const env[] = {"LC_ALL=C", NULL};
	struct terminal *terminal = probe_start_ready("vt100", env);
	(void)state;

	terminal_send(terminal, "wq");
	probe_expect_exit(terminal, 0);
	for (const char *byte = terminal_raw(terminal); *byte != '\0'; byte++) {
		assert_true((*byte & 0x80) == 0);
	}
	terminal_stop(terminal);
}

static void term_draw__nothing_changed__writes_almost_nothing(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_send(terminal, "x");
	assert_true(terminal_wait_row(terminal, 4, "1: 78"));
	size_t before = terminal_raw_length(terminal);
	terminal_send(terminal, "y");
	assert_true(terminal_wait_row(terminal, 5, "2: 79"));
	assert_in_range(terminal_raw_length(terminal) - before, 1, 120);
	terminal_stop(terminal);
}

static void term_draw__screen_damaged__repaint_mends_it(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_scribble(terminal, "\033[4;1HGARBAGE GARBAGE GARBAGE GARBAGE\033[10;10HGARBAGE");
	assert_true(terminal_wait_text(terminal, "GARBAGE"));
	terminal_send(terminal, "<c-l>");
	assert_true(terminal_wait_absent(terminal, "GARBAGE"));
	assert_true(terminal_wait_text(terminal, PROBE_MASK));
	terminal_stop(terminal);
}

/* ---- the secret ---- */

static void term_draw__revealed_then_hidden__overwritten_on_the_screen(void **state)
{
	static const char *const names[] = {"xterm-256color", "vt100", "linux", "screen"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct terminal *terminal = probe_start_ready(names[i], NULL);
		assert_int_equal(terminal_raw_count(terminal, 0, PROBE_KEY, strlen(PROBE_KEY)), 0);
		terminal_send(terminal, "s");
		assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
		assert_true(terminal_wait_cursor(terminal, 1, 5));
		assert_false(terminal_cell(terminal, 3, 2).reverse);
		terminal_send(terminal, "xs");
		assert_true(terminal_wait_row(terminal, 3, "  " PROBE_MASK));
		assert_true(terminal_wait_absent(terminal, PROBE_KEY));
		size_t hidden = terminal_raw_length(terminal);
		terminal_send(terminal, "<c-l>xyq");
		probe_expect_exit(terminal, 0);
		assert_int_equal(
			terminal_raw_count(terminal, hidden, PROBE_KEY, strlen(PROBE_KEY)), 0);
		assert_int_equal(terminal_raw_count(terminal, hidden, "0123456789", 10), 0);
		terminal_stop(terminal);
	}
}

static void term_draw__shown_and_repainted__still_shown(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_send(terminal, "s");
	assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
	terminal_scribble(terminal, "\033[4;1HGARBAGE GARBAGE GARBAGE GARBAGE");
	terminal_send(terminal, "<c-l>");
	assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
	terminal_stop(terminal);
}

static void term_close__while_shown__not_left_on_any_screen(void **state)
{
	static const char *const names[] = {"xterm-256color", "vt100", "linux"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct terminal *terminal = probe_start_ready(names[i], NULL);
		terminal_send(terminal, "s");
		assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
		terminal_send(terminal, "q");
		probe_expect_exit(terminal, 0);
		probe_expect_left(terminal);
		terminal_stop(terminal);
	}
}

/* The terminal library never learns of it, so it is not there even while it is shown. */
static void term_draw__revealed__never_in_the_clear_in_memory(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_send(terminal, "s");
	assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
	terminal_send(terminal, "x");
	assert_true(terminal_wait_text(terminal, "2: 78"));
	assert_int_equal(probe_count_in_memory(terminal, PROBE_KEY), 0);
	terminal_send(terminal, "s");
	assert_true(terminal_wait_row(terminal, 3, "  " PROBE_MASK));
	terminal_send(terminal, "c");
	assert_true(terminal_wait_text(terminal, "4: 63"));
	terminal_send(terminal, "x");
	assert_true(terminal_wait_text(terminal, "5: 78"));
	assert_int_equal(probe_count_in_memory(terminal, PROBE_KEY), 0);
	assert_int_equal(probe_count_in_memory(terminal, PROBE_BASE64), 0);
	terminal_stop(terminal);
}

/* ---- keys ---- */

static void term_read__keys_of_each_terminal__named(void **state)
{
	static const char *const names[] = {"xterm-256color", "linux", "screen", "vt220"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct terminal *terminal = probe_start_ready(names[i], NULL);
		terminal_send(terminal, "<up>");
		assert_true(terminal_wait_text(terminal, "1: 110002 0,0."));
		terminal_send(terminal, "<f10>");
		assert_true(terminal_wait_text(terminal, "2: 110014 0,0."));
		terminal_send(terminal, "<enter>");
		assert_true(terminal_wait_text(terminal, "3: d 0,0."));
		terminal_send(terminal, "<esc>");
		assert_true(terminal_wait_text(terminal, "4: 1b 0,0."));
		terminal_send(terminal, "<c-c>");
		assert_true(terminal_wait_text(terminal, "5: 3 0,0."));
		terminal_send(terminal, "é");
		assert_true(terminal_wait_text(terminal, "6: e9 0,0."));
		terminal_stop(terminal);
	}
}

static void term_read__paste__marked_and_ended(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	assert_true(terminal_mode(terminal, 2004));
	terminal_paste(terminal, "q\n");
	assert_true(terminal_wait_text(terminal, "1: 71 pasted burst"));
	assert_true(terminal_wait_text(terminal, "2: d pasted burst"));
	assert_true(terminal_wait_text(terminal, "pastes 1"));
	terminal_send(terminal, "x");
	assert_true(terminal_wait_text(terminal, "3: 78 0,0."));
	terminal_stop(terminal);
}

static void term_read__paste_unannounced__burst(void **state)
{
	struct terminal *terminal = probe_start_ready("vt100", NULL);
	(void)state;

	assert_false(terminal_mode_was_set(terminal, 2004));
	terminal_send_bytes(terminal, "xy\r", 3);
	assert_true(terminal_wait_text(terminal, "1: 78 burst"));
	assert_true(terminal_wait_text(terminal, "3: d burst"));
	terminal_stop(terminal);
}

static void term_read__answers_nobody_asked_for__swallowed(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	static const char answers[] = "\033[?62;22c\033]11;rgb:0000/0000/0000\033\\\033P1$r0q\033\\"
				      "\033[24;80R\033]52;c;cXFx\a\033[I\033[O\033[M qq\033q";
	(void)state;

	terminal_send_bytes(terminal, answers, sizeof(answers) - 1);
	terminal_send(terminal, "x");
	assert_true(terminal_wait_text(terminal, "1: 78"));
	assert_true(terminal_running(terminal));
	terminal_stop(terminal);
}

static void term_read__click__only_when_wanted(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	assert_false(terminal_mouse(terminal));
	terminal_stop(terminal);
	terminal = probe_start(NULL, NULL, "--mouse");
	assert_true(terminal_wait_text(terminal, "probe 24x80"));
	terminal_click(terminal, 7, 11);
	assert_true(terminal_wait_text(terminal, "1: 110015 7,11."));
	terminal_send(terminal, "q");
	probe_expect_exit(terminal, 0);
	probe_expect_left(terminal);
	terminal_stop(terminal);
}

/* ---- size, suspension, ends ---- */

static void term_resize__storm__last_size_wins(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	for (int i = 0; i < 1000; i++) {
		terminal_resize(terminal, 1 + i % 60, 1 + i * 7 % 200);
	}
	terminal_resize(terminal, 1, 1);
	terminal_resize(terminal, 30, 100);
	assert_true(terminal_wait_text(terminal, "probe 30x100"));
	assert_true(terminal_wait_text(terminal, PROBE_MASK));
	terminal_stop(terminal);
}

static void expect_continued(struct terminal *terminal)
{
	assert_true(terminal_wait_text(terminal, "probe"));
	assert_true(terminal_wait_text(terminal, PROBE_MASK));
	assert_true(terminal_mode(terminal, 2004));
	assert_true(terminal_alternate_screen(terminal));
	terminal_send(terminal, "x");
	assert_true(terminal_wait_text(terminal, ": 78 "));
	terminal_send(terminal, "q");
	probe_expect_exit(terminal, 0);
	probe_expect_left(terminal);
}

static void term_suspend__ctrl_z__given_back_and_taken_again(void **state)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	(void)state;

	terminal_send(terminal, "<c-z>");
	assert_true(terminal_wait_stopped(terminal));
	probe_expect_left(terminal);
	terminal_scribble(terminal, "sh$ GARBAGE");
	terminal_resize(terminal, 30, 90);
	terminal_continue(terminal);
	assert_true(terminal_wait_text(terminal, "probe 30x90"));
	expect_continued(terminal);
	terminal_stop(terminal);
}

/* A script that started it is part of the job, and must stop for the shell to notice. */
static void term_suspend__started_by_a_script__the_whole_job_stops(void **state)
{
	const char *const argv[] = {"sh", "-c", "$0; :", PROBE, NULL};
	const struct terminal_options options = {.argv = argv};
	struct terminal *terminal = terminal_start(&options);
	(void)state;

	assert_true(terminal_wait_text(terminal, PROBE_MASK));
	terminal_send(terminal, "<c-z>");
	assert_true(terminal_wait_stopped(terminal));
	probe_expect_left(terminal);
	terminal_continue(terminal);
	expect_continued(terminal);
	terminal_stop(terminal);
}

static void term_suspend__while_shown__not_left_on_the_screen(void **state)
{
	struct terminal *terminal = probe_start_ready("vt100", NULL);
	(void)state;

	terminal_send(terminal, "s");
	assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
	terminal_send(terminal, "<c-z>");
	assert_true(terminal_wait_stopped(terminal));
	assert_false(terminal_find(terminal, PROBE_KEY, NULL, NULL));
	terminal_stop(terminal);
}

/* Some keep what was cleared, to be scrolled back to. After each time that it was shown and before
 * the next time that the screen is cleared there must be spaces over the key. */
static void expect_blanked_before_cleared(struct terminal *terminal)
{
	static const char key[] = PROBE_KEY, clear[] = "\033[H\033[J";
	char blanks[sizeof(key)];
	const char *raw = terminal_raw(terminal), *end = raw + terminal_raw_length(terminal);
	const char *shown = raw;
	unsigned clears = 0;

	memset(blanks, ' ', sizeof(blanks));
	while ((shown = memmem(shown, (size_t)(end - shown), key, sizeof(key) - 1)) != NULL) {
		shown += sizeof(key) - 1;
		const char *cleared = memmem(
			shown, (size_t)(end - shown), clear, sizeof(clear) - 1);
		const char *again = memmem(shown, (size_t)(end - shown), key, sizeof(key) - 1);
		if (cleared != NULL && (again == NULL || cleared < again)) {
			assert_non_null(
				memmem(shown, (size_t)(cleared - shown), blanks, sizeof(key) - 1));
			clears++;
		}
	}
	assert_true(clears > 0);
}

static void term_clear__while_shown__blanked_before(void **state)
{
	static const struct {
		const char *keys;
		int dies; /* 0: it stops */
	} cases[] = {{"<c-z>", 0}, {"<c-l><c-z>", 0}, {"X", SIGSEGV}, {"A", SIGABRT}};
	static const char *const names[] = {"vt100", "linux"};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal *terminal = probe_start_ready(names[i % 2], NULL);
		terminal_send(terminal, "s");
		assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
		terminal_send(terminal, cases[i].keys);
		if (cases[i].dies != 0) {
			probe_expect_death(terminal, cases[i].dies);
		} else {
			assert_true(terminal_wait_stopped(terminal));
		}
		expect_blanked_before_cleared(terminal);
		terminal_stop(terminal);
	}
}

static void term_crash__every_way__terminal_as_found(void **state)
{
	static const struct {
		const char *term, *keys;
		int sent, died;
	} cases[] = {
		{"xterm-256color", "sX", 0, SIGSEGV},
		{"xterm-256color", "sA", 0, SIGABRT},
		{"xterm-256color", "sM", 0, SIGABRT},
		{"vt100", "sX", 0, SIGSEGV},
		{"linux", "snA", 0, SIGABRT},
		{"xterm-256color", "sn", SIGBUS, SIGBUS},
		{"xterm-256color", "sn", SIGFPE, SIGFPE},
		{"screen", "sn", SIGILL, SIGILL},
	};
	/* So that the sanitizer's allocator fails as the C library's does. */
	static const char *const env[] = {"ASAN_OPTIONS=allocator_may_return_null=1", NULL};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal *terminal = probe_start_ready(cases[i].term, env);
		terminal_send(terminal, cases[i].keys);
		if (cases[i].sent != 0) {
			assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
			assert_true(terminal_wait_text(terminal, "2: 6e"));
			terminal_signal(terminal, cases[i].sent);
		}
		probe_expect_death(terminal, cases[i].died);
		probe_expect_left(terminal);
		terminal_stop(terminal);
	}
}

static void term_read__line_cut__ends(void **state)
{
	(void)state;

	for (int sighup = 0; sighup < 2; sighup++) {
		struct terminal *terminal = probe_start_ready(NULL, NULL);
		int status;
		terminal_hangup(terminal, sighup != 0);
		assert_true(terminal_wait_exit(terminal, &status));
		terminal_stop(terminal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(term_open__each_known_terminal__draws_and_leaves),
		cmocka_unit_test(term_open__no_use__says_so_and_writes_nothing_else),
		cmocka_unit_test(term_open__output_is_a_pipe__says_so),
		cmocka_unit_test(term_open__unknown_theme__names_the_known),
		cmocka_unit_test(term_open__size_unknown__80x24),
		cmocka_unit_test(term_draw__no_color__no_colour_but_focus_seen),
		cmocka_unit_test(term_draw__colours__on_the_terminals_own_background),
		cmocka_unit_test(term_draw__wide_and_combining__keep_their_columns),
		cmocka_unit_test(term_draw__c_locale__ascii_only),
		cmocka_unit_test(term_draw__nothing_changed__writes_almost_nothing),
		cmocka_unit_test(term_draw__screen_damaged__repaint_mends_it),
		cmocka_unit_test(term_draw__revealed_then_hidden__overwritten_on_the_screen),
		cmocka_unit_test(term_draw__revealed__never_in_the_clear_in_memory),
		cmocka_unit_test(term_draw__shown_and_repainted__still_shown),
		cmocka_unit_test(term_close__while_shown__not_left_on_any_screen),
		cmocka_unit_test(term_read__keys_of_each_terminal__named),
		cmocka_unit_test(term_read__paste__marked_and_ended),
		cmocka_unit_test(term_read__paste_unannounced__burst),
		cmocka_unit_test(term_read__answers_nobody_asked_for__swallowed),
		cmocka_unit_test(term_read__click__only_when_wanted),
		cmocka_unit_test(term_resize__storm__last_size_wins),
		cmocka_unit_test(term_suspend__ctrl_z__given_back_and_taken_again),
		cmocka_unit_test(term_suspend__started_by_a_script__the_whole_job_stops),
		cmocka_unit_test(term_suspend__while_shown__not_left_on_the_screen),
		cmocka_unit_test(term_clear__while_shown__blanked_before),
		cmocka_unit_test(term_crash__every_way__terminal_as_found),
		cmocka_unit_test(term_read__line_cut__ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
