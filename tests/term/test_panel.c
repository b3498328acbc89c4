/* SPDX-License-Identifier: MIT
 * The whole program in a terminal: the panel on the demo's service, from sign-in to a new key. */
#include "memscan.h"
#include "terminal.h"

#include <ctype.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sodium.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "keyturn/clock.h"

enum { KEY_LENGTH = 32, BASE64_SIZE = 64 };

struct setting {
	const char *term;
	int rows, cols;
	const char *const *env;
	const char *option;
};

/* ---- steps ---- */

static struct terminal *start(const struct setting *setting)
{
	const char *const argv[] = {KEYTURN, "--demo", setting->option, NULL};
	const struct terminal_options options = {.argv = argv,
		.env = setting->env,
		.term = setting->term,
		.rows = setting->rows,
		.cols = setting->cols};
	struct terminal *terminal = terminal_start(&options);

	assert_non_null(terminal);
	assert_true(terminal_wait_text(terminal, "signed in as jqsmith"));
	return terminal;
}

static void to_settings(struct terminal *terminal)
{
	terminal_send(terminal, "m");
	assert_true(terminal_wait_text(terminal, "> Settings & Contacts"));
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "> API Key"));
	assert_true(terminal_wait_text(terminal, "Fingerprint"));
}

static struct terminal *start_at_settings(const struct setting *setting)
{
	struct terminal *terminal = start(setting);

	to_settings(terminal);
	return terminal;
}

static bool is_key(const char *text)
{
	for (size_t i = 0; i < KEY_LENGTH; i++) {
		if (!isxdigit((unsigned char)text[i]) || isupper((unsigned char)text[i])) {
			return false;
		}
	}
	return true;
}

/* The key that stands on the screen in clear. */
static bool find_key(struct terminal *terminal, void *data)
{
	char *key = data;

	for (int row = 0; row < terminal_rows(terminal); row++) {
		const char *text = terminal_row(terminal, row);
		for (size_t at = 0; at + KEY_LENGTH <= strlen(text); at++) {
			if (is_key(text + at)) {
				memcpy(key, text + at, KEY_LENGTH);
				key[KEY_LENGTH] = '\0';
				return true;
			}
		}
	}
	return false;
}

static bool no_key(struct terminal *terminal, void *data)
{
	(void)data;
	char key[KEY_LENGTH + 1];

	return !find_key(terminal, key);
}

static void show(struct terminal *terminal, char *key)
{
	terminal_send(terminal, "s");
	assert_true(terminal_wait(terminal, find_key, key, "a key in clear"));
	assert_true(terminal_wait_text(terminal, "[ Hide ]"));
}

static void expect_hidden(struct terminal *terminal)
{
	assert_true(terminal_wait(terminal, no_key, NULL, "no key in clear"));
}

static void hide(struct terminal *terminal)
{
	terminal_send(terminal, "s");
	expect_hidden(terminal);
	assert_true(terminal_wait_absent(terminal, "[ Hide ]"));
}

static void expect_copied(struct terminal *terminal, const char *key)
{
	char base64[BASE64_SIZE];

	sodium_bin2base64(base64, sizeof(base64), (const unsigned char *)key, strlen(key),
		sodium_base64_VARIANT_ORIGINAL);
	terminal_send(terminal, "c");
	assert_true(terminal_wait_bytes(terminal, base64));
	assert_true(terminal_wait_text(terminal, "sent to your terminal"));
}

/* The popup, with Cancel focused as it comes, then with Generate New Key. */
static void open_popup(struct terminal *terminal)
{
	terminal_send(terminal, "r");
	assert_true(terminal_wait_text(terminal, "Enter Cancel"));
}

static void focus_generate(struct terminal *terminal)
{
	terminal_send(terminal, "<tab>");
	assert_true(terminal_wait_text(terminal, "Enter Generate"));
}

/* A yes that comes sooner than a person can read is taken for a slip. */
static bool was_read(struct terminal *terminal, void *since)
{
	(void)terminal;
	return clock_monotonic() - *(int64_t *)since > 400;
}

static void read_it(struct terminal *terminal)
{
	int64_t since = clock_monotonic();

	assert_true(terminal_wait(terminal, was_read, &since, "the dialog to be read"));
}

static void generate(struct terminal *terminal, char *key)
{
	open_popup(terminal);
	focus_generate(terminal);
	read_it(terminal);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "The key is new."));
	assert_true(terminal_wait(terminal, find_key, key, "the new key in clear"));
	assert_true(terminal_wait_text(terminal, "is in force"));
}

static void expect_left(struct terminal *terminal)
{
	assert_true(terminal_settings_restored(terminal));
	assert_true(terminal_cursor_visible(terminal));
	assert_false(terminal_alternate_screen(terminal));
	assert_false(terminal_mode(terminal, 2004));
	assert_false(terminal_mode(terminal, 1));
	assert_false(terminal_mouse(terminal));
	assert_true(no_key(terminal, NULL));
	assert_false(terminal_find(terminal, "API access", NULL, NULL));
	assert_string_equal(terminal_title(terminal), "");
}

static void quit(struct terminal *terminal)
{
	int status;

	terminal_send(terminal, "<c-c>");
	assert_true(terminal_wait_exit(terminal, &status));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 130);
	expect_left(terminal);
	terminal_stop(terminal);
}

static size_t count(struct terminal *terminal, size_t from, const char *bytes)
{
	return terminal_raw_count(terminal, from, bytes, strlen(bytes));
}

/* ---- the way through ---- */

static void walk(const struct setting *setting)
{
	char old[KEY_LENGTH + 1], new[KEY_LENGTH + 1];
	struct terminal *terminal = start_at_settings(setting);

	show(terminal, old);
	assert_int_equal(count(terminal, 0, old), 1);
	hide(terminal);
	size_t hidden = terminal_raw_length(terminal);
	expect_copied(terminal, old);
	assert_int_equal(count(terminal, hidden, old), 0);
	generate(terminal, new);
	assert_string_not_equal(new, old);
	assert_int_equal(count(terminal, hidden, old), 0);
	read_it(terminal);
	terminal_send(terminal, "<enter>");
	expect_hidden(terminal);
	assert_true(terminal_wait_text(terminal, "> API Key"));
	expect_copied(terminal, new);
	quit(terminal);
}

static void panel__80x24__shows_copies_and_resets(void **state)
{
	(void)state;
	walk(&(struct setting){.rows = 24, .cols = 80});
}

static void panel__40x10__shows_copies_and_resets(void **state)
{
	(void)state;
	walk(&(struct setting){.rows = 10, .cols = 40});
}

static void panel__200x50__shows_copies_and_resets(void **state)
{
	(void)state;
	walk(&(struct setting){.rows = 50, .cols = 200});
}

/* Whether the clients that real users have sign in with the key, at the service of the first row. */
static bool clients_take(struct terminal *terminal, const char *key)
{
	char command[1024];

	snprintf(command, sizeof(command), SIGN_IN " '%s' %s", terminal_row(terminal, 0), key);
	int status = system(command);
	assert_true(status == 0 || WEXITSTATUS(status) == 10);
	return status == 0;
}

static void panel__shown_key__opens_real_clients_until_it_is_reset(void **state)
{
	char old[KEY_LENGTH + 1], new[KEY_LENGTH + 1];
	struct terminal *terminal = start_at_settings(&(struct setting){.rows = 24, .cols = 80});
	(void)state;

	show(terminal, old);
	assert_true(clients_take(terminal, old));
	generate(terminal, new);
	assert_true(clients_take(terminal, new) && !clients_take(terminal, old));
	quit(terminal);
}

static void panel__no_color__same_without_one_colour(void **state)
{
	static const char *const env[] = {"NO_COLOR=1", NULL};
	const struct setting setting = {.env = env};
	struct terminal *terminal = start_at_settings(&setting);
	char key[KEY_LENGTH + 1];
	int status;
	(void)state;

	show(terminal, key);
	terminal_send(terminal, "<c-c>");
	assert_true(terminal_wait_exit(terminal, &status));
	assert_false(terminal_used_colour(terminal));
	assert_true(terminal_used_sgr(terminal, 7));
	terminal_stop(terminal);
}

static void panel__each_terminal__shows_and_hides(void **state)
{
	static const char *const names[] = {"vt100", "vt220", "linux", "screen", "screen-256color",
		"tmux", "tmux-256color", "xterm", "rxvt"};
	char key[KEY_LENGTH + 1];
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct setting setting = {.term = names[i]};
		struct terminal *terminal = start_at_settings(&setting);
		show(terminal, key);
		hide(terminal);
		show(terminal, key);
		quit(terminal);
	}
}

static void expect_ascii(const struct setting *setting)
{
	struct terminal *terminal = start_at_settings(setting);
	char key[KEY_LENGTH + 1];

	show(terminal, key);
	terminal_send(terminal, "?");
	assert_true(terminal_wait_text(terminal, "Help"));
	const char *bytes = terminal_raw(terminal);
	for (size_t i = 0; i < terminal_raw_length(terminal); i++) {
		assert_true(((unsigned char)bytes[i] & 0x80) == 0);
	}
	quit(terminal);
}

static void panel__no_utf8_locale__ascii_only(void **state)
{
	static const char *const c[] = {"LC_ALL=C", NULL};
	static const char *const missing[] = {"LC_ALL=xx_YY.UTF-8", NULL};
	(void)state;

	expect_ascii(&(struct setting){.term = "vt100", .env = c});
	expect_ascii(&(struct setting){.env = missing});
	expect_ascii(&(struct setting){.option = "--ascii"});
}

/* ---- what never confirms a reset ---- */

static void expect_unconfirmed(struct terminal *terminal)
{
	assert_true(terminal_wait_text(terminal, "Enter Show"));
	assert_true(terminal_wait_absent(terminal, "[ Generate New Key ]"));
	assert_false(terminal_find(terminal, "The key is new.", NULL, NULL));
}

static void panel_reset__enter_escape_or_q__cancels(void **state)
{
	static const char *const keys[] = {"<enter>", "<esc>", "q", "<tab>q"};
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	(void)state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		open_popup(terminal);
		terminal_send(terminal, keys[i]);
		expect_unconfirmed(terminal);
	}
	quit(terminal);
}

static void panel_reset__paste_or_typed_ahead__does_not_confirm(void **state)
{
	const struct setting setting = {.term = "xterm-256color"};
	struct terminal *terminal = start_at_settings(&setting);
	char fingerprint[128], key[KEY_LENGTH + 1];
	int row;
	(void)state;

	assert_true(terminal_find(terminal, "Fingerprint", &row, NULL));
	snprintf(fingerprint, sizeof(fingerprint), "%.27s", terminal_row(terminal, row));
	open_popup(terminal);
	focus_generate(terminal);
	terminal_paste(terminal, "\n");
	terminal_send_bytes(terminal, "\r\r", 2);
	terminal_send_bytes(terminal, "\033[A", 3);
	terminal_send(terminal, "q");
	expect_unconfirmed(terminal);
	terminal_send_bytes(terminal, "r\t\r", 3);
	assert_true(terminal_wait_text(terminal, "Generate New Key"));
	terminal_send(terminal, "q");
	expect_unconfirmed(terminal);
	assert_true(terminal_wait_row(terminal, row, fingerprint));
	show(terminal, key);
	quit(terminal);
}

static void panel_reset__resized__does_not_confirm(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	(void)state;

	open_popup(terminal);
	focus_generate(terminal);
	for (int i = 0; i < 50; i++) {
		terminal_resize(terminal, 10 + i, 40 + 2 * i);
	}
	terminal_resize(terminal, 24, 80);
	terminal_send(terminal, "<esc>");
	expect_unconfirmed(terminal);
	quit(terminal);
}

/* ---- size ---- */

static void panel_resize__too_small_and_back__key_hidden(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	char key[KEY_LENGTH + 1];
	(void)state;

	show(terminal, key);
	terminal_resize(terminal, 5, 30);
	assert_true(terminal_wait_text(terminal, "too small"));
	expect_hidden(terminal);
	terminal_resize(terminal, 1, 1);
	terminal_resize(terminal, 24, 80);
	assert_true(terminal_wait_text(terminal, "> API Key"));
	assert_true(terminal_wait_absent(terminal, "too small"));
	expect_hidden(terminal);
	quit(terminal);
}

static void panel_resize__storm__settles(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	(void)state;

	for (int i = 0; i < 1000; i++) {
		terminal_resize(terminal, 1 + i * 11 % 70, 1 + i * 7 % 230);
	}
	terminal_resize(terminal, 30, 100);
	assert_true(terminal_wait_text(terminal, "> API Key"));
	assert_true(terminal_wait_text(terminal, "[ Reset ]"));
	quit(terminal);
}

static void panel__screen_damaged__ctrl_l_mends_it(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	(void)state;

	terminal_scribble(terminal, "\033[1;1HGARBAGE\033[12;20HGARBAGE\033[24;70HGARBAGE");
	assert_true(terminal_wait_text(terminal, "GARBAGE"));
	terminal_send(terminal, "<c-l>");
	assert_true(terminal_wait_absent(terminal, "GARBAGE"));
	quit(terminal);
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
	expect_hidden(terminal);
	terminal_send(terminal, "?");
	assert_true(terminal_wait_text(terminal, "Help"));
	quit(terminal);
}

static void panel_suspend__ctrl_z_while_shown__hidden_and_given_back(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	char key[KEY_LENGTH + 1];
	(void)state;

	show(terminal, key);
	terminal_send(terminal, "<c-z>");
	assert_true(terminal_wait_stopped(terminal));
	expect_left(terminal);
	expect_goes_on(terminal);
}

static void panel_suspend__sigtstp__as_ctrl_z(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	char key[KEY_LENGTH + 1];
	(void)state;

	show(terminal, key);
	terminal_signal(terminal, SIGTSTP);
	assert_true(terminal_wait_stopped(terminal));
	expect_left(terminal);
	expect_goes_on(terminal);
}

static void panel_suspend__sigstop__taken_again(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	(void)state;

	terminal_signal(terminal, SIGSTOP);
	assert_true(terminal_wait_stopped(terminal));
	expect_goes_on(terminal);
}

/* ---- ends ---- */

static void panel__each_deadly_signal__dies_of_it_and_leaves_nothing(void **state)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGSEGV, SIGABRT, SIGBUS,
		SIGFPE, SIGILL, SIGALRM, SIGUSR1, SIGXCPU};
	static const char *const names[] = {"xterm-256color", "vt100"};
	char key[KEY_LENGTH + 1];
	int status;
	(void)state;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		const struct setting setting = {.term = names[i % 2]};
		struct terminal *terminal = start_at_settings(&setting);
		show(terminal, key);
		terminal_signal(terminal, signals[i]);
		assert_true(terminal_wait_exit(terminal, &status));
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), signals[i]);
		expect_left(terminal);
		terminal_stop(terminal);
	}
}

static void panel__line_cut__ends(void **state)
{
	int status;
	(void)state;

	for (int sighup = 0; sighup < 2; sighup++) {
		const struct setting setting = {0};
		struct terminal *terminal = start_at_settings(&setting);
		terminal_hangup(terminal, sighup != 0);
		assert_true(terminal_wait_exit(terminal, &status));
		terminal_stop(terminal);
	}
}

static void panel__q_from_the_first_page__status_0(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start(&setting);
	int status;
	(void)state;

	terminal_send(terminal, "q");
	assert_true(terminal_wait_exit(terminal, &status));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	expect_left(terminal);
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

static bool some_time_passed(struct terminal *terminal, void *since)
{
	(void)terminal;
	return clock_monotonic() - *(int64_t *)since > 2500;
}

static bool toast_gone(struct terminal *terminal, void *data)
{
	(void)data;
	return !terminal_find(terminal, "signed in as", NULL, NULL);
}

static void expect_at_rest(struct terminal *terminal)
{
	enum { ONE_WAKE_UP_NS = 100 * 1000 * 1000 }; /* however slow the machine */
	size_t bytes = terminal_raw_length(terminal);
	int64_t since = clock_monotonic();
	long sleeps = count_sleeps(terminal);
	long long used = processor_time(terminal);

	assert_true(sleeps > 0);
	assert_true(terminal_wait(terminal, some_time_passed, &since, "some time"));
	assert_int_equal(terminal_raw_length(terminal), bytes);
	/* One, should the service close its connection just now; a clock of ours would give more. */
	assert_in_range(count_sleeps(terminal) - sleeps, 0, 1);
	assert_true(processor_time(terminal) - used < ONE_WAKE_UP_NS);
}

static void panel__nothing_happens__no_wake_up_and_no_byte(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	(void)state;

	assert_true(terminal_wait(terminal, toast_gone, NULL, "the message to go"));
	expect_at_rest(terminal);
	quit(terminal);
}

static void panel_resize__then_nothing_happens__at_rest(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	(void)state;

	assert_true(terminal_wait(terminal, toast_gone, NULL, "the message to go"));
	terminal_resize(terminal, 30, 100);
	assert_true(terminal_wait_row(terminal, 29, "? Help"));
	terminal_resize(terminal, 24, 80);
	assert_true(terminal_wait_row(terminal, 23, "? Help"));
	assert_true(terminal_wait_cursor(terminal, 13, 54)); /* the end of a picture */
	expect_at_rest(terminal);
	quit(terminal);
}

/* ---- memory ---- */

static size_t count_in_memory(struct terminal *terminal, const struct needle *needle)
{
	struct memscan scan;

	if (memscan(terminal_pid(terminal), needle, false, &scan) == MEMSCAN_DENIED) {
		terminal_stop(terminal);
		skip();
	}
	if (scan.count > 0) {
		memscan_print(&scan);
	}
	return scan.count;
}

static void panel_show__hidden_again__nowhere_in_memory(void **state)
{
	const struct setting setting = {0};
	struct terminal *terminal = start_at_settings(&setting);
	char key[KEY_LENGTH + 1];
	(void)state;

	show(terminal, key);
	hide(terminal);
	expect_copied(terminal, key);
	terminal_send(terminal, "?");
	assert_true(terminal_wait_text(terminal, "Help"));
	struct needle *needle = needle_create(key, KEY_LENGTH);
	assert_int_equal(count_in_memory(terminal, needle), 0);
	needle_destroy(needle);
	quit(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panel__80x24__shows_copies_and_resets),
		cmocka_unit_test(panel__40x10__shows_copies_and_resets),
		cmocka_unit_test(panel__200x50__shows_copies_and_resets),
		cmocka_unit_test(panel__shown_key__opens_real_clients_until_it_is_reset),
		cmocka_unit_test(panel__no_color__same_without_one_colour),
		cmocka_unit_test(panel__each_terminal__shows_and_hides),
		cmocka_unit_test(panel__no_utf8_locale__ascii_only),
		cmocka_unit_test(panel_reset__enter_escape_or_q__cancels),
		cmocka_unit_test(panel_reset__paste_or_typed_ahead__does_not_confirm),
		cmocka_unit_test(panel_reset__resized__does_not_confirm),
		cmocka_unit_test(panel_resize__too_small_and_back__key_hidden),
		cmocka_unit_test(panel_resize__storm__settles),
		cmocka_unit_test(panel__screen_damaged__ctrl_l_mends_it),
		cmocka_unit_test(panel_suspend__ctrl_z_while_shown__hidden_and_given_back),
		cmocka_unit_test(panel_suspend__sigtstp__as_ctrl_z),
		cmocka_unit_test(panel_suspend__sigstop__taken_again),
		cmocka_unit_test(panel__each_deadly_signal__dies_of_it_and_leaves_nothing),
		cmocka_unit_test(panel__line_cut__ends),
		cmocka_unit_test(panel__q_from_the_first_page__status_0),
		cmocka_unit_test(panel__nothing_happens__no_wake_up_and_no_byte),
		cmocka_unit_test(panel_resize__then_nothing_happens__at_rest),
		cmocka_unit_test(panel_show__hidden_again__nowhere_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
