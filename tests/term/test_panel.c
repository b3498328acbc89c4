/* SPDX-License-Identifier: MIT
 * What one does in the panel, from sign-in to a new key: the whole program in a terminal, on the
 * demo's service. */
#include "memscan.h"
#include "panel_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sodium.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { BASE64_SIZE = 64 };

static void expect_copied(struct terminal *terminal, const char *key)
{
	char base64[BASE64_SIZE];

	sodium_bin2base64(base64, sizeof(base64), (const unsigned char *)key, strlen(key),
		sodium_base64_VARIANT_ORIGINAL);
	terminal_send(terminal, "c");
	assert_true(terminal_wait_bytes(terminal, base64));
	assert_true(terminal_wait_text(terminal, "sent to your terminal"));
}

static void generate(struct terminal *terminal, char *key)
{
	panel_open_popup(terminal);
	panel_focus_generate(terminal);
	panel_read_dialog(terminal);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "The key is new."));
	assert_true(terminal_wait(terminal, panel_find_key, key, "the new key in clear"));
	assert_true(terminal_wait_text(terminal, "is active"));
}

static size_t count(struct terminal *terminal, size_t from, const char *bytes)
{
	return terminal_raw_count(terminal, from, bytes, strlen(bytes));
}

/* ---- the way through ---- */

static void walk(const struct panel_setting *setting)
{
	char old[PANEL_KEY_SIZE], new[PANEL_KEY_SIZE];
	struct terminal *terminal = panel_start_at_settings(setting);

	panel_show(terminal, old);
	assert_int_equal(count(terminal, 0, old), 1);
	panel_hide(terminal);
	size_t hidden = terminal_raw_length(terminal);
	expect_copied(terminal, old);
	assert_int_equal(count(terminal, hidden, old), 0);
	generate(terminal, new);
	assert_string_not_equal(new, old);
	assert_int_equal(count(terminal, hidden, old), 0);
	panel_read_dialog(terminal);
	terminal_send(terminal, "<enter>");
	panel_expect_hidden(terminal);
	assert_true(terminal_wait_text(terminal, "> API Key"));
	expect_copied(terminal, new);
	panel_quit(terminal);
}

static void panel__80x24__shows_copies_and_resets(void **state)
{
	(void)state;
	walk(&(struct panel_setting){.rows = 24, .cols = 80});
}

static void panel__40x10__shows_copies_and_resets(void **state)
{
	(void)state;
	walk(&(struct panel_setting){.rows = 10, .cols = 40});
}

static void panel__200x50__shows_copies_and_resets(void **state)
{
	(void)state;
	walk(&(struct panel_setting){.rows = 50, .cols = 200});
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
	char old[PANEL_KEY_SIZE], new[PANEL_KEY_SIZE];
	struct terminal *terminal = panel_start_at_settings(
		&(struct panel_setting){.rows = 24, .cols = 80});
	(void)state;

	panel_show(terminal, old);
	assert_true(clients_take(terminal, old));
	generate(terminal, new);
	assert_true(clients_take(terminal, new) && !clients_take(terminal, old));
	panel_quit(terminal);
}

static void panel__no_color__same_without_one_colour(void **state)
{
	static const char *const env[] = {"NO_COLOR=1", NULL};
	const struct panel_setting setting = {.env = env};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char key[PANEL_KEY_SIZE];
	int status;
	(void)state;

	panel_show(terminal, key);
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
	char key[PANEL_KEY_SIZE];
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct panel_setting setting = {.term = names[i]};
		struct terminal *terminal = panel_start_at_settings(&setting);
		panel_show(terminal, key);
		panel_hide(terminal);
		panel_show(terminal, key);
		panel_quit(terminal);
	}
}

static void expect_ascii(const struct panel_setting *setting)
{
	struct terminal *terminal = panel_start_at_settings(setting);
	char key[PANEL_KEY_SIZE];

	panel_show(terminal, key);
	terminal_send(terminal, "?");
	assert_true(terminal_wait_text(terminal, "Help"));
	const char *bytes = terminal_raw(terminal);
	for (size_t i = 0; i < terminal_raw_length(terminal); i++) {
		assert_true(((unsigned char)bytes[i] & 0x80) == 0);
	}
	panel_quit(terminal);
}

static void panel__no_utf8_locale__ascii_only(void **state)
{
	static const char *const c[] = {"LC_ALL=C", NULL};
	static const char *const missing[] = {"LC_ALL=xx_YY.UTF-8", NULL};
	(void)state;

	expect_ascii(&(struct panel_setting){.term = "vt100", .env = c});
	expect_ascii(&(struct panel_setting){.env = missing});
	expect_ascii(&(struct panel_setting){.option = "--ascii"});
}

static void panel__q_from_the_first_page__asks_and_status_0(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start(&setting);
	(void)state;

	terminal_send(terminal, "q");
	assert_true(terminal_wait_text(terminal, "Leave keyturn?"));
	terminal_send(terminal, "<enter>");
	panel_expect_exit(terminal, 0);
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
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		panel_open_popup(terminal);
		terminal_send(terminal, keys[i]);
		expect_unconfirmed(terminal);
	}
	panel_quit(terminal);
}

static void panel_reset__paste_or_typed_ahead__does_not_confirm(void **state)
{
	const struct panel_setting setting = {.term = "xterm-256color"};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char fingerprint[128], key[PANEL_KEY_SIZE];
	int row;
	(void)state;

	assert_true(terminal_find(terminal, "Fingerprint", &row, NULL));
	snprintf(fingerprint, sizeof(fingerprint), "%.27s", terminal_row(terminal, row));
	panel_open_popup(terminal);
	panel_focus_generate(terminal);
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
	panel_show(terminal, key);
	panel_quit(terminal);
}

/* Long after the line stalled, still inside. */
static void stall(struct terminal *terminal)
{
	assert_true(terminal_wait_text(terminal, "Pasted text was cut off"));
	panel_let_pass(terminal, 1200);
}

static void panel_paste__stalled_in_the_popup__confirms_nothing(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	panel_open_popup(terminal);
	panel_focus_generate(terminal);
	panel_read_dialog(terminal);
	terminal_send_bytes(terminal, "\033[200~ab", 8);
	stall(terminal);
	terminal_send_bytes(terminal, "\r", 1);
	stall(terminal);
	terminal_send_bytes(terminal, "\r\033[201~", 7);
	panel_read_dialog(terminal);
	terminal_send(terminal, "<enter>"); /* the focus is as old as the paste */
	assert_true(terminal_wait_text(terminal, "go to this button again"));
	terminal_send(terminal, "<s-tab>");
	assert_true(terminal_wait_text(terminal, "Enter Cancel"));
	panel_focus_generate(terminal);
	panel_read_dialog(terminal);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "The key is new."));
	panel_quit(terminal);
}

static void panel_paste__stalled_on_the_page__shows_nothing(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char key[PANEL_KEY_SIZE];
	(void)state;

	terminal_send_bytes(terminal, "\033[200~ab", 8);
	stall(terminal);
	terminal_send_bytes(terminal, "sx\033[201~", 8);
	panel_let_pass(terminal, 500);
	panel_expect_hidden(terminal);
	panel_show(terminal, key);
	terminal_send_bytes(terminal, "\033[200~ab", 8);
	stall(terminal);
	terminal_send(terminal, "<c-c>");
	panel_expect_exit(terminal, 130);
}

/* As a slow line brings them: an answer to a question of somebody else's, byte by byte. */
static void panel__answers_byte_by_byte__no_key_of_them(void **state)
{
	static const char *const answers[] = {
		"\033]11;rgb:rrrr/ssss/cccc\033\\", "\220r\234", "\235r;s\a", "\033[?62;22c"};
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	terminal_send(terminal, "m"); /* an ESC by itself is the key, and closes this */
	assert_true(terminal_wait_text(terminal, "Sign Out"));
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		for (const char *byte = answers[i]; *byte != '\0'; byte++) {
			terminal_send_bytes(terminal, byte, 1);
			panel_let_pass(terminal, 80);
		}
		if (answers[i][0] == '\033') {
			assert_true(terminal_wait_absent(terminal, "Sign Out"));
			terminal_send(terminal, "m");
		}
		assert_true(terminal_wait_text(terminal, "Sign Out"));
	}
	panel_quit(terminal);
}

static void panel_reset__resized__does_not_confirm(void **state)
{
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	(void)state;

	panel_open_popup(terminal);
	panel_focus_generate(terminal);
	for (int i = 0; i < 50; i++) {
		terminal_resize(terminal, 10 + i, 40 + 2 * i);
	}
	terminal_resize(terminal, 24, 80);
	terminal_send(terminal, "<esc>");
	expect_unconfirmed(terminal);
	panel_quit(terminal);
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
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start_at_settings(&setting);
	char key[PANEL_KEY_SIZE];
	(void)state;

	panel_show(terminal, key);
	panel_hide(terminal);
	expect_copied(terminal, key);
	terminal_send(terminal, "?");
	assert_true(terminal_wait_text(terminal, "Help"));
	struct needle *needle = needle_create(key, PANEL_KEY_LENGTH);
	assert_int_equal(count_in_memory(terminal, needle), 0);
	needle_destroy(needle);
	panel_quit(terminal);
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
		cmocka_unit_test(panel__q_from_the_first_page__asks_and_status_0),
		cmocka_unit_test(panel_reset__enter_escape_or_q__cancels),
		cmocka_unit_test(panel_reset__paste_or_typed_ahead__does_not_confirm),
		cmocka_unit_test(panel_paste__stalled_in_the_popup__confirms_nothing),
		cmocka_unit_test(panel_paste__stalled_on_the_page__shows_nothing),
		cmocka_unit_test(panel__answers_byte_by_byte__no_key_of_them),
		cmocka_unit_test(panel_reset__resized__does_not_confirm),
		cmocka_unit_test(panel_show__hidden_again__nowhere_in_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
