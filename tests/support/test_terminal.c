/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static struct terminal *start_shell(const char *script)
{
	const char *const argv[] = {"sh", "-c", script, NULL};
	const struct terminal_options options = {.argv = argv, .rows = 10, .cols = 40};
	struct terminal *terminal = terminal_start(&options);

	assert_non_null(terminal);
	return terminal;
}

static void expect_exit(struct terminal *terminal, int code)
{
	int status;

	assert_true(terminal_wait_exit(terminal, &status));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), code);
}

static void terminal_row__text_was_printed__read_back(void **state)
{
	struct terminal *terminal = start_shell(
		"printf 'one\\r\\n\\033[4;5Hwid\\344\\270\\255e\\303\\251!'");
	int row, col;
	(void)state;

	assert_true(terminal_wait_row(terminal, 3, "wid中eé!"));
	assert_string_equal(terminal_row(terminal, 0), "one");
	assert_string_equal(terminal_row(terminal, 3), "    wid中eé!");
	assert_true(terminal_find(terminal, "eé", &row, &col));
	assert_int_equal(row, 3);
	assert_int_equal(col, 9);
	assert_int_equal(terminal_cell(terminal, 3, 7).width, 2);
	assert_int_equal(terminal_cell(terminal, 3, 8).width, 0);
	assert_true(terminal_wait_cursor(terminal, 3, 12));
	assert_false(terminal_find(terminal, "absent", NULL, NULL));
	terminal_stop(terminal);
}

/* 6000 bytes, more than are read at once (4095 or 4096): behind two letters a character is cut in two. */
static void terminal_row__more_than_is_read_at_once__no_character_is_cut(void **state)
{
	const char *const argv[] = {
		"sh", "-c", "(printf ab; yes '▄█' | head -n 1000) | tr -d '\\n'", NULL};
	const struct terminal_options options = {.argv = argv, .rows = 26};
	struct terminal *terminal = terminal_start(&options);
	(void)state;

	expect_exit(terminal, 0);
	for (int i = 0; i < 2000; i++) {
		assert_string_equal(terminal_cell(terminal, (i + 2) / 80, (i + 2) % 80).text,
			i % 2 == 0 ? "▄" : "█");
	}
	terminal_stop(terminal);
}

static void terminal_cell__attributes_were_set__seen(void **state)
{
	struct terminal *terminal = start_shell(
		"printf '\\033[1mB\\033[0;7mR\\033[0;4mU\\033[0;31;44mC\\033[0;38;2;1;2;3mT\\033[0mN'");
	(void)state;

	assert_true(terminal_wait_text(terminal, "BRUCTN"));
	assert_true(terminal_cell(terminal, 0, 0).bold);
	assert_true(terminal_cell(terminal, 0, 1).reverse);
	assert_false(terminal_cell(terminal, 0, 1).bold);
	assert_true(terminal_cell(terminal, 0, 2).underline);
	assert_int_equal(terminal_cell(terminal, 0, 3).foreground, 1);
	assert_int_equal(terminal_cell(terminal, 0, 3).background, 4);
	assert_int_equal(terminal_cell(terminal, 0, 4).foreground, TERMINAL_RGB | 0x010203);
	assert_int_equal(terminal_cell(terminal, 0, 5).foreground, TERMINAL_DEFAULT);
	assert_true(terminal_used_colour(terminal));
	assert_true(terminal_used_sgr(terminal, 7));
	assert_false(terminal_used_sgr(terminal, 5));
	terminal_stop(terminal);
}

static void terminal_used_colour__only_defaults__false(void **state)
{
	struct terminal *terminal = start_shell("printf '\\033[39;49m\\033[1;7mdone\\033[0m'");
	(void)state;

	assert_true(terminal_wait_text(terminal, "done"));
	assert_false(terminal_used_colour(terminal));
	terminal_stop(terminal);
}

static void terminal_mode__set_and_reset__followed(void **state)
{
	struct terminal *terminal = start_shell(
		"printf '\\033]2;a title\\007\\033[?1049h\\033[?25l"
		"\\033[?1000;1006;2004hset\\a'; read x;"
		"printf '\\033[?1006;1000l\\033[?2004l\\033[?25h\\033[?1049lreset'");
	(void)state;

	assert_true(terminal_wait_text(terminal, "set"));
	assert_string_equal(terminal_title(terminal), "a title");
	assert_true(terminal_alternate_screen(terminal));
	assert_false(terminal_cursor_visible(terminal));
	assert_true(terminal_mouse(terminal));
	assert_true(terminal_mode(terminal, 1006));
	assert_true(terminal_mode(terminal, 2004));
	assert_int_equal(terminal_bells(terminal), 1);

	terminal_send(terminal, "<enter>");
	expect_exit(terminal, 0);
	assert_false(terminal_alternate_screen(terminal));
	assert_true(terminal_cursor_visible(terminal));
	assert_false(terminal_mouse(terminal));
	assert_false(terminal_mode(terminal, 2004));
	assert_true(terminal_mode_was_set(terminal, 2004));
	assert_false(terminal_mode_was_set(terminal, 1003));
	terminal_stop(terminal);
}

static void terminal_send__named_keys__sent_in_the_mode_set(void **state)
{
	struct terminal *terminal = start_shell(
		"stty raw -echo; printf ready; head -c 25 | od -An -c -w25 | tr -d '\\n';"
		"printf '\\033[?1h\\r\\napp '; head -c 3 | od -An -c | tr -d '\\n'");
	(void)state;

	assert_true(terminal_wait_text(terminal, "ready"));
	terminal_resize(terminal, 10, 160);
	terminal_send(terminal, "<up><f10><f1><enter><esc><tab><s-tab><c-c><space><lt>x<pgdn>");
	assert_true(terminal_wait_text(terminal,
		"033   [   A 033   [   2   1   ~ 033   O   P  \\r 033  \\t 033   [   Z 003       <"
		"   x 033   [   6   ~"));
	assert_true(terminal_wait_text(terminal, "app"));
	terminal_send(terminal, "<up>");
	assert_true(terminal_wait_text(terminal, "033   O   A"));
	terminal_stop(terminal);
}

static void terminal_paste__mode_is_on__bracketed(void **state)
{
	struct terminal *terminal = start_shell(
		"stty raw -echo; printf plain; head -c 3 | od -An -c; printf '\\033[?2004hbracketed';"
		"head -c 15 | od -An -c -w15");
	(void)state;

	assert_true(terminal_wait_text(terminal, "plain"));
	terminal_resize(terminal, 10, 100);
	terminal_paste(terminal, "a\nb");
	assert_true(terminal_wait_text(terminal, "a  \\r   b"));
	assert_true(terminal_wait_text(terminal, "bracketed"));
	terminal_paste(terminal, "abc");
	assert_true(terminal_wait_text(
		terminal, "033   [   2   0   0   ~   a   b   c 033   [   2   0   1   ~"));
	terminal_stop(terminal);
}

static void terminal_paste__more_than_the_line_holds__all_arrives(void **state)
{
	static char text[100001];
	struct terminal *terminal = start_shell(
		"stty raw -echo; printf ready; head -c 100000 | wc -c");
	(void)state;

	memset(text, 'x', sizeof(text) - 1);
	assert_true(terminal_wait_text(terminal, "ready"));
	terminal_paste(terminal, text);
	assert_true(terminal_wait_text(terminal, "100000"));
	terminal_stop(terminal);
}

static void terminal_click__sgr_mouse__reported(void **state)
{
	struct terminal *terminal = start_shell("stty raw -echo; printf '\\033[?1000;1006hready';"
						"head -c 18 | tr '\\033' '^'");
	(void)state;

	assert_true(terminal_wait_text(terminal, "ready"));
	terminal_click(terminal, 2, 4);
	assert_true(terminal_wait_text(terminal, "^[<0;5;3M^[<0;5;3m"));
	terminal_stop(terminal);
}

static void terminal__program_asks_where_the_cursor_is__answered(void **state)
{
	struct terminal *terminal = start_shell(
		"stty raw -echo; printf '\\033[3;4H\\033[6n'; head -c 6 | tr '\\033' '^'");
	(void)state;

	assert_true(terminal_wait_text(terminal, "^[3;4R"));
	terminal_stop(terminal);
}

static void terminal_resize__program_is_told(void **state)
{
	struct terminal *terminal = start_shell(
		"trap 'stty size' WINCH; stty size; while :; do read x; done");
	(void)state;

	assert_true(terminal_wait_text(terminal, "10 40"));
	terminal_resize(terminal, 33, 101);
	assert_true(terminal_wait_text(terminal, "33 101"));
	assert_int_equal(terminal_rows(terminal), 33);
	assert_int_equal(terminal_cell(terminal, 32, 100).width, 1);
	terminal_stop(terminal);
}

static void terminal_wait__deadline_passes__false_and_dumped(void **state)
{
	struct terminal *terminal = start_shell("printf present; read x");
	(void)state;

	assert_true(terminal_wait_text(terminal, "present"));
	terminal_set_deadline(terminal, 50);
	assert_false(terminal_wait_text(terminal, "not there"));
	assert_false(terminal_wait_absent(terminal, "present"));
	assert_false(terminal_wait_cursor(terminal, 5, 5));
	terminal_stop(terminal);
}

static void terminal_raw_count__bytes_written__counted_from_the_offset(void **state)
{
	struct terminal *terminal = start_shell(
		"printf 'key key'; read x; printf '\\033[2J\\033[Hkey over'");
	(void)state;

	assert_true(terminal_wait_text(terminal, "key key"));
	assert_int_equal(terminal_raw_count(terminal, 0, "key", 3), 2);
	assert_int_equal(terminal_raw_count(terminal, 0, "nokey", 5), 0);
	size_t mark = terminal_raw_length(terminal);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "over"));
	assert_int_equal(terminal_raw_count(terminal, mark, "key", 3), 1);
	assert_int_equal(terminal_raw_count(terminal, 0, "support fence", 13), 0);
	terminal_stop(terminal);
}

static void terminal_clipboard__osc_52__decoded(void **state)
{
	struct terminal *terminal = start_shell("read x; printf '\\033]52;c;aGVsbG8=\\007copied';"
						"read x; printf '\\033]52;c;\\033\\\\cleared'");
	char text[32];
	(void)state;

	assert_int_equal(terminal_clipboard(terminal, 0, text, sizeof(text)), -1);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "copied"));
	assert_int_equal(terminal_clipboard(terminal, 0, text, sizeof(text)), 5);
	assert_string_equal(text, "hello");
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "cleared"));
	assert_int_equal(terminal_clipboard(terminal, 0, text, sizeof(text)), 0);
	terminal_stop(terminal);
}

static void terminal_wait_exit__everything_written_is_read(void **state)
{
	struct terminal *terminal = start_shell("seq 1 20000; printf 'last words'; exit 7");
	(void)state;

	expect_exit(terminal, 7);
	assert_true(terminal_find(terminal, "last words", NULL, NULL));
	assert_int_equal(terminal_raw_count(terminal, 0, "\n", 1), 20000);
	assert_false(terminal_running(terminal));
	terminal_stop(terminal);
}

static void terminal_wait_exit__no_such_program__status_127(void **state)
{
	const char *const argv[] = {"/nonexistent/program", NULL};
	const struct terminal_options options = {.argv = argv};
	struct terminal *terminal = terminal_start(&options);
	(void)state;

	assert_non_null(terminal);
	expect_exit(terminal, 127);
	assert_true(terminal_find(terminal, "No such file", NULL, NULL));
	terminal_stop(terminal);
}

static void terminal_settings_restored__program_left_them_changed__false(void **state)
{
	struct terminal *changed = start_shell("stty raw -echo");
	struct terminal *restored = start_shell("s=$(stty -g); stty raw -echo; stty $s");
	(void)state;

	expect_exit(changed, 0);
	assert_false(terminal_settings_restored(changed));
	expect_exit(restored, 0);
	assert_true(terminal_settings_restored(restored));
	terminal_stop(changed);
	terminal_stop(restored);
}

static void terminal_wait_stopped__suspend_key__stops_and_continues(void **state)
{
	struct terminal *terminal = start_shell("printf ready; read x; printf \"got $x\"; exit 3");
	(void)state;

	assert_true(terminal_wait_text(terminal, "ready"));
	terminal_send(terminal, "<c-z>");
	assert_true(terminal_wait_stopped(terminal));
	terminal_scribble(terminal, "\033[2J\033[Hshell> ");
	assert_true(terminal_find(terminal, "shell>", NULL, NULL));
	terminal_continue(terminal);
	terminal_send(terminal, "word<enter>");
	assert_true(terminal_wait_text(terminal, "got word"));
	expect_exit(terminal, 3);
	terminal_stop(terminal);
}

static void terminal_signal__program_is_killed__status_tells(void **state)
{
	struct terminal *terminal = start_shell("printf ready; read x");
	int status;
	(void)state;

	assert_true(terminal_wait_text(terminal, "ready"));
	terminal_signal(terminal, SIGTERM);
	assert_true(terminal_wait_exit(terminal, &status));
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	terminal_stop(terminal);
}

static void terminal_send__interrupt_key__reaches_the_job_only(void **state)
{
	struct terminal *terminal = start_shell(
		"trap 'echo interrupted; exit 4' INT; printf ready; read x");
	(void)state;

	assert_true(terminal_wait_text(terminal, "ready"));
	terminal_send(terminal, "<c-c>");
	expect_exit(terminal, 4);
	terminal_stop(terminal);
}

static void terminal_hangup__with_sighup__program_gets_it(void **state)
{
	struct terminal *terminal = start_shell(
		"trap 'exit 5' HUP; printf ready; while :; do :; done");
	(void)state;

	assert_true(terminal_wait_text(terminal, "ready"));
	terminal_hangup(terminal, true);
	expect_exit(terminal, 5);
	assert_true(terminal_find(terminal, "ready", NULL, NULL));
	terminal_stop(terminal);
}

static void terminal_hangup__without_sighup__program_sees_the_end_of_its_input(void **state)
{
	struct terminal *terminal = start_shell(
		"trap 'exit 5' HUP; printf ready; read x || exit 6; exit 0");
	(void)state;

	assert_true(terminal_wait_text(terminal, "ready"));
	terminal_hangup(terminal, false);
	expect_exit(terminal, 6);
	terminal_stop(terminal);
}

static void terminal_stop__program_and_its_children_run__none_is_left(void **state)
{
	struct terminal *terminal = start_shell(
		"(trap '' HUP TERM; setsid sleep 1000 & echo child $! end); read x");
	int row;
	(void)state;

	assert_true(terminal_wait_text(terminal, "end"));
	assert_true(terminal_find(terminal, "child", &row, NULL));
	pid_t child = 0, program = terminal_pid(terminal);
	assert_int_equal(sscanf(terminal_row(terminal, row), "child %d", &child), 1);
	assert_int_equal(kill(child, 0), 0);
	terminal_stop(terminal);
	assert_int_equal(kill(child, 0), -1);
	assert_int_equal(kill(program, 0), -1);
}

static void terminal_start__environment__is_what_was_given(void **state)
{
	const char *const argv[] = {"sh", "-c", "echo $TERM $HOME $GIVEN end; pwd", NULL};
	const char *const env[] = {"GIVEN=yes", "HOME=/somewhere", NULL};
	const struct terminal_options options = {
		.argv = argv, .env = env, .term = "vt100", .directory = "/usr"};
	struct terminal *terminal = terminal_start(&options);
	(void)state;

	assert_non_null(terminal);
	assert_true(terminal_wait_text(terminal, "vt100 /somewhere yes end"));
	assert_true(terminal_wait_text(terminal, "/usr"));
	terminal_stop(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terminal_row__text_was_printed__read_back),
		cmocka_unit_test(terminal_row__more_than_is_read_at_once__no_character_is_cut),
		cmocka_unit_test(terminal_cell__attributes_were_set__seen),
		cmocka_unit_test(terminal_used_colour__only_defaults__false),
		cmocka_unit_test(terminal_mode__set_and_reset__followed),
		cmocka_unit_test(terminal_send__named_keys__sent_in_the_mode_set),
		cmocka_unit_test(terminal_paste__mode_is_on__bracketed),
		cmocka_unit_test(terminal_paste__more_than_the_line_holds__all_arrives),
		cmocka_unit_test(terminal_click__sgr_mouse__reported),
		cmocka_unit_test(terminal__program_asks_where_the_cursor_is__answered),
		cmocka_unit_test(terminal_resize__program_is_told),
		cmocka_unit_test(terminal_wait__deadline_passes__false_and_dumped),
		cmocka_unit_test(terminal_raw_count__bytes_written__counted_from_the_offset),
		cmocka_unit_test(terminal_clipboard__osc_52__decoded),
		cmocka_unit_test(terminal_wait_exit__everything_written_is_read),
		cmocka_unit_test(terminal_wait_exit__no_such_program__status_127),
		cmocka_unit_test(terminal_settings_restored__program_left_them_changed__false),
		cmocka_unit_test(terminal_wait_stopped__suspend_key__stops_and_continues),
		cmocka_unit_test(terminal_signal__program_is_killed__status_tells),
		cmocka_unit_test(terminal_send__interrupt_key__reaches_the_job_only),
		cmocka_unit_test(terminal_hangup__with_sighup__program_gets_it),
		cmocka_unit_test(
			terminal_hangup__without_sighup__program_sees_the_end_of_its_input),
		cmocka_unit_test(terminal_stop__program_and_its_children_run__none_is_left),
		cmocka_unit_test(terminal_start__environment__is_what_was_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
