/* SPDX-License-Identifier: MIT */
#include "panel_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "keyturn/clock.h"

enum { READ_MS = 400, INTERRUPTED = 130 };

struct period {
	int64_t since;
	int milliseconds;
};

struct terminal *panel_start(const struct panel_setting *setting)
{
	const char *const ignored = setting->ignored != NULL ? setting->ignored : "";
	const char *const plain[] = {KEYTURN, "--demo", setting->option, NULL};
	const char *const ignoring[] = {"/bin/sh", "-c",
		"signals=$1; shift; trap '' $signals; exec \"$0\" \"$@\"", KEYTURN, ignored,
		"--demo", setting->option, NULL};
	const struct terminal_options options = {.argv = ignored[0] != '\0' ? ignoring : plain,
		.env = setting->env,
		.term = setting->term,
		.rows = setting->rows,
		.cols = setting->cols};
	struct terminal *terminal = terminal_start(&options);

	assert_non_null(terminal);
	assert_true(terminal_wait_text(terminal, "signed in as jqsmith"));
	return terminal;
}

void panel_to_settings(struct terminal *terminal)
{
	terminal_send(terminal, "m");
	assert_true(terminal_wait_text(terminal, "> Settings & Contacts"));
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "> API Key"));
	assert_true(terminal_wait_text(terminal, "Fingerprint"));
}

struct terminal *panel_start_at_settings(const struct panel_setting *setting)
{
	struct terminal *terminal = panel_start(setting);

	panel_to_settings(terminal);
	return terminal;
}

/* ---- the key ---- */

/* The length of the first run of a key's digits that is long enough to hold one; 0: there is none. */
static size_t find_digits(struct terminal *terminal, const char **at)
{
	for (int row = 0; row < terminal_rows(terminal); row++) {
		const char *text = terminal_row(terminal, row);
		while (*text != '\0') {
			size_t digits = strspn(text, "0123456789abcdef");
			if (digits >= PANEL_KEY_LENGTH) {
				*at = text;
				return digits;
			}
			text += digits > 0 ? digits : 1;
		}
	}
	return 0;
}

bool panel_find_key(struct terminal *terminal, void *key)
{
	const char *at;

	if (find_digits(terminal, &at) != PANEL_KEY_LENGTH) {
		return false;
	}
	memcpy(key, at, PANEL_KEY_LENGTH);
	((char *)key)[PANEL_KEY_LENGTH] = '\0';
	return true;
}

bool panel_no_key(struct terminal *terminal, void *data)
{
	const char *at;
	(void)data;

	return find_digits(terminal, &at) == 0;
}

void panel_expect_hidden(struct terminal *terminal)
{
	assert_true(terminal_wait(terminal, panel_no_key, NULL, "no key in clear"));
}

void panel_show(struct terminal *terminal, char *key)
{
	terminal_send(terminal, "s");
	assert_true(terminal_wait(terminal, panel_find_key, key, "a key in clear"));
	assert_true(terminal_wait_text(terminal, "[ Hide ]"));
}

void panel_hide(struct terminal *terminal)
{
	terminal_send(terminal, "s");
	panel_expect_hidden(terminal);
	assert_true(terminal_wait_absent(terminal, "[ Hide ]"));
}

/* ---- the popup before a reset ---- */

void panel_open_popup(struct terminal *terminal)
{
	terminal_send(terminal, "r");
	assert_true(terminal_wait_text(terminal, "Enter Cancel"));
}

void panel_focus_generate(struct terminal *terminal)
{
	terminal_send(terminal, "<tab>");
	assert_true(terminal_wait_text(terminal, "Enter Generate"));
}

static bool has_passed(struct terminal *terminal, void *data)
{
	const struct period *period = data;
	(void)terminal;

	return clock_monotonic() - period->since > period->milliseconds;
}

void panel_let_pass(struct terminal *terminal, int milliseconds)
{
	struct period period = {clock_monotonic(), milliseconds};

	assert_true(terminal_wait(terminal, has_passed, &period, "some time to pass"));
}

void panel_read_dialog(struct terminal *terminal)
{
	panel_let_pass(terminal, READ_MS);
}

/* ---- the end ---- */

void panel_expect_left(struct terminal *terminal)
{
	assert_true(terminal_settings_restored(terminal));
	assert_true(terminal_cursor_visible(terminal));
	assert_false(terminal_alternate_screen(terminal));
	assert_false(terminal_mode(terminal, 2004));
	assert_false(terminal_mode(terminal, 1));
	assert_false(terminal_mouse(terminal));
	assert_true(panel_no_key(terminal, NULL));
	assert_false(terminal_find(terminal, "API access", NULL, NULL));
	assert_string_equal(terminal_title(terminal), "");
}

void panel_expect_exit(struct terminal *terminal, int status)
{
	int ended;

	assert_true(terminal_wait_exit(terminal, &ended));
	assert_true(WIFEXITED(ended));
	assert_int_equal(WEXITSTATUS(ended), status);
	panel_expect_left(terminal);
	terminal_stop(terminal);
}

void panel_expect_death(struct terminal *terminal, int signal)
{
	int ended;

	assert_true(terminal_wait_exit(terminal, &ended));
	assert_true(WIFSIGNALED(ended));
	assert_int_equal(WTERMSIG(ended), signal);
	panel_expect_left(terminal);
	terminal_stop(terminal);
}

void panel_quit(struct terminal *terminal)
{
	terminal_send(terminal, "<c-c>");
	panel_expect_exit(terminal, INTERRUPTED);
}
