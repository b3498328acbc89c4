/* SPDX-License-Identifier: MIT
 * The whole program with --mouse and with --accessible. */
#include "panel_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* In a locale without UTF-8 a byte of a row is a cell. */
static struct terminal *start(const char *option, const char *variable)
{
	const char *const env[] = {"LC_ALL=C", variable, NULL};
	const struct panel_setting setting = {.env = env, .option = option};

	return panel_start(&setting);
}

/* ---- the mouse ---- */

/* On the middle of `text`, in the row where `in` is. */
static void click_in(struct terminal *terminal, const char *in, const char *text)
{
	int row;

	assert_true(terminal_wait_text(terminal, in));
	assert_true(terminal_find(terminal, in, &row, NULL));
	const char *line = terminal_row(terminal, row); /* until the next call for it */
	const char *at = strstr(line, text);
	assert_non_null(at);
	terminal_click(terminal, row, (int)(at - line) + (int)strlen(text) / 2);
}

static void click(struct terminal *terminal, const char *text)
{
	click_in(terminal, text, text);
}

static void click_to_settings(struct terminal *terminal)
{
	click(terminal, "[ Settings & Contacts ]");
	assert_true(terminal_wait_text(terminal, "> API Key"));
	assert_true(terminal_wait_text(terminal, "Fingerprint"));
}

/* What that does is nothing, which cannot be seen; that keys behind it were read can. */
static void click_beside_popup(struct terminal *terminal, int row, int col)
{
	terminal_click(terminal, row, col);
	terminal_send(terminal, "<right>");
	assert_true(terminal_wait_text(terminal, "Enter Generate"));
	terminal_send(terminal, "<left>");
	assert_true(terminal_wait_text(terminal, "Enter Cancel"));
}

static void mouse__whole_way__by_clicks_alone(void **state)
{
	struct terminal *terminal = start("--mouse", NULL);
	char old[PANEL_KEY_SIZE], new[PANEL_KEY_SIZE];
	(void)state;

	assert_true(terminal_mouse(terminal));
	click_to_settings(terminal);
	click_in(terminal, "API Key  ", "[ Show ]");
	assert_true(terminal_wait(terminal, panel_find_key, old, "a key in clear"));
	click_in(terminal, "API Key  ", "[ Hide ]");
	panel_expect_hidden(terminal);
	click_in(terminal, "API Key  ", "[Reset]");
	assert_true(terminal_wait_text(terminal, "Current key: fingerprint"));
	click_beside_popup(terminal, 0, 3);   /* on the title, */
	click_beside_popup(terminal, 3, 3);   /* on the page, */
	click_beside_popup(terminal, 23, 5);  /* on the footer */
	click_beside_popup(terminal, 22, 78); /* and on the frame */
	click(terminal, "[ Generate New Key ]");
	assert_true(terminal_wait_text(terminal, "Enter Generate"));
	panel_read_dialog(terminal);
	assert_false(terminal_find(terminal, "The key is new.", NULL, NULL));
	click(terminal, "[ Generate New Key ]");
	assert_true(terminal_wait_text(terminal, "The key is new."));
	assert_true(terminal_wait(terminal, panel_find_key, new, "the new key in clear"));
	assert_string_not_equal(old, new);
	panel_read_dialog(terminal);
	click(terminal, "[ Close ]");
	assert_true(terminal_wait_absent(terminal, "The key is new."));
	panel_quit(terminal);
}

static void mouse__both_clicks_in_one_write__do_not_confirm(void **state)
{
	struct terminal *terminal = start("--mouse", NULL);
	char clicks[128];
	int row, col;
	(void)state;

	click_to_settings(terminal);
	panel_open_popup(terminal);
	assert_true(terminal_wait_text(terminal, "Current key: fingerprint"));
	assert_true(terminal_find(terminal, "[ Generate New Key ]", &row, &col));
	snprintf(clicks, sizeof(clicks), "\033[<0;%d;%dM\033[<0;%d;%dm\033[<0;%d;%dM\033[<0;%d;%dm",
		col + 3, row + 1, col + 3, row + 1, col + 3, row + 1, col + 3, row + 1);
	terminal_send_bytes(terminal, clicks, strlen(clicks));
	assert_true(terminal_wait_text(terminal, "Enter Generate"));
	terminal_send(terminal, "<esc>");
	assert_true(terminal_wait_absent(terminal, "[ Generate New Key ]"));
	assert_false(terminal_find(terminal, "The key is new.", NULL, NULL));
	panel_quit(terminal);
}

static void mouse__help__tells_how_to_select(void **state)
{
	struct terminal *terminal = start("--mouse", NULL);
	(void)state;

	terminal_send(terminal, "?");
	assert_true(terminal_wait_text(terminal, "Shift+drag selects text"));
	panel_quit(terminal);
}

static void mouse__not_asked_for__never_on(void **state)
{
	struct terminal *terminal = start(NULL, NULL);
	(void)state;

	terminal_send(terminal, "?");
	assert_true(terminal_wait_text(terminal, "Esc goes back"));
	assert_false(terminal_find(terminal, "Shift+drag", NULL, NULL));
	assert_false(terminal_mode_was_set(terminal, 1000));
	panel_quit(terminal);
}

/* ---- for screen readers ---- */

static void assert_plain(struct terminal *terminal)
{
	const char *bytes = terminal_raw(terminal);

	for (size_t i = 0; i < terminal_raw_length(terminal); i++) {
		assert_true(((unsigned char)bytes[i] & 0x80) == 0);
	}
	for (int row = 0; row < terminal_rows(terminal); row++) {
		assert_null(strpbrk(terminal_row(terminal, row), "|_"));
		assert_null(strstr(terminal_row(terminal, row), "--"));
	}
	assert_false(terminal_used_colour(terminal));
	assert_false(terminal_used_sgr(terminal, 1));
	assert_false(terminal_used_sgr(terminal, 4));
	assert_false(terminal_used_sgr(terminal, 7));
	assert_true(terminal_cursor_visible(terminal));
}

static void walk_plainly(struct terminal *terminal)
{
	terminal_send(terminal, "m");
	assert_true(terminal_wait_text(terminal, "> Settings & Contacts"));
	assert_plain(terminal);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, ">[ Show ]"));
	assert_true(terminal_wait_text(terminal, "Fingerprint"));
	terminal_send(terminal, "<tab>");
	assert_true(terminal_wait_text(terminal, ">[ Copy ]"));
	terminal_send(terminal, "r");
	assert_true(terminal_wait_text(terminal, "> [ Cancel ]"));
	terminal_send(terminal, "<tab>");
	assert_true(terminal_wait_text(terminal, "> [ Generate New Key ]"));
	assert_plain(terminal);
	panel_quit(terminal);
}

static void accessible__option_or_environment__plain_and_marked(void **state)
{
	(void)state;
	walk_plainly(start("--accessible", NULL));
	walk_plainly(start(NULL, "ACCESSIBLE=1"));
}

static void write_config(char *path)
{
	const char text[] = "[panel]\nreveal_seconds = 2\n";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0600), 0);
	assert_int_equal(write(fd, text, sizeof(text) - 1), sizeof(text) - 1);
	close(fd);
}

/* Were there a countdown, the key would be written again at every second. */
static void accessible__key_shown__written_once_until_it_hides(void **state)
{
	char path[] = "/tmp/keyturn-config-XXXXXX", option[64], key[PANEL_KEY_SIZE];
	(void)state;

	write_config(path);
	snprintf(option, sizeof(option), "--config=%s", path);
	struct terminal *terminal = start(option, "ACCESSIBLE=1");
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "Fingerprint"));
	assert_true(terminal_wait_text(terminal, "Contacts ("));
	terminal_send(terminal, "s");
	assert_true(terminal_wait(terminal, panel_find_key, key, "a key in clear"));
	assert_true(terminal_wait_text(terminal, "shown; hides after 2 s"));
	size_t shown = terminal_raw_length(terminal);
	panel_expect_hidden(terminal);
	assert_int_equal(terminal_raw_count(terminal, 0, key, PANEL_KEY_LENGTH), 1);
	assert_int_equal(terminal_raw_count(terminal, shown, "hides", 5), 0);
	unlink(path);
	panel_quit(terminal);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mouse__whole_way__by_clicks_alone),
		cmocka_unit_test(mouse__both_clicks_in_one_write__do_not_confirm),
		cmocka_unit_test(mouse__help__tells_how_to_select),
		cmocka_unit_test(mouse__not_asked_for__never_on),
		cmocka_unit_test(accessible__option_or_environment__plain_and_marked),
		cmocka_unit_test(accessible__key_shown__written_once_until_it_hides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
