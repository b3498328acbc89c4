/* SPDX-License-Identifier: MIT */
#include "panel_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"

enum { READ_MS = 400, STILL_MS = 250, INTERRUPTED = 130 };

static bool has_grown(struct terminal *terminal, void *data)
{
	return terminal_raw_length(terminal) > *(const size_t *)data;
}

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

/* ---- the picture ---- */

struct stillness {
	size_t bytes;
	int64_t since;
};

static bool is_still(struct terminal *terminal, void *data)
{
	struct stillness *still = data;
	size_t bytes = terminal_raw_length(terminal);

	if (bytes != still->bytes) {
		*still = (struct stillness){bytes, clock_monotonic()};
	}
	return clock_monotonic() - still->since >= STILL_MS;
}

void panel_settle(struct terminal *terminal)
{
	struct stillness still = {terminal_raw_length(terminal), clock_monotonic()};

	assert_true(terminal_wait(terminal, is_still, &still, "the picture to be whole"));
}

static bool toast_gone(struct terminal *terminal, void *data)
{
	(void)data;
	return !terminal_find(terminal, "signed in as", NULL, NULL);
}

void panel_expect_toast_gone(struct terminal *terminal)
{
	assert_true(terminal_wait(terminal, toast_gone, NULL, "the message to go"));
}

static struct terminal_cell *take_cells(struct terminal *terminal)
{
	int rows = terminal_rows(terminal), cols = terminal_cols(terminal);
	struct terminal_cell *cells = memory_array((size_t)rows * (size_t)cols, sizeof(*cells));

	for (int i = 0; i < rows * cols; i++) {
		cells[i] = terminal_cell(terminal, i / cols, i % cols);
	}
	return cells;
}

/* Of a blank that nothing is drawn in, the colour of letters is no part of the picture; and the right half
 * of a wide character looks as its left one does, whatever libvterm remembers of it. */
static bool is_same(const struct terminal_cell *one, const struct terminal_cell *other)
{
	bool blank = one->text[0] == '\0' || strcmp(one->text, " ") == 0;
	bool drawn = !blank || one->underline || one->reverse;

	if (one->width == 0 && other->width == 0) {
		return true;
	}
	return strcmp(one->text, other->text) == 0 && one->width == other->width &&
		one->bold == other->bold && one->underline == other->underline &&
		one->reverse == other->reverse &&
		(!drawn || one->foreground == other->foreground) &&
		one->background == other->background;
}

void panel_expect_whole(struct terminal *terminal)
{
	int cols = terminal_cols(terminal), count = terminal_rows(terminal) * cols;
	int row, col, row_after, col_after;

	panel_settle(terminal);
	struct terminal_cell *before = take_cells(terminal);
	terminal_cursor(terminal, &row, &col);
	size_t painted = terminal_raw_length(terminal);
	terminal_send(terminal, "<c-l>");
	assert_true(terminal_wait(terminal, has_grown, &painted, "the picture anew"));
	panel_settle(terminal);
	for (int i = 0; i < count; i++) {
		struct terminal_cell after = terminal_cell(terminal, i / cols, i % cols);
		if (!is_same(&before[i], &after)) {
			terminal_dump(terminal, "after Ctrl-L");
			fail_msg("row %d, column %d: '%s' before, '%s' after", i / cols, i % cols,
				before[i].text, after.text);
		}
	}
	terminal_cursor(terminal, &row_after, &col_after);
	if (row != row_after || col != col_after) {
		terminal_dump(terminal, "after Ctrl-L");
		fail_msg(
			"cursor at %d, %d before, at %d, %d after", row, col, row_after, col_after);
	}
	free(before);
}

void panel_expect_frame(struct terminal *terminal)
{
	int right = terminal_cols(terminal) - 1, bottom = terminal_rows(terminal) - 2;

	assert_string_equal(terminal_cell(terminal, bottom, 0).text, "└");
	assert_string_equal(terminal_cell(terminal, 1, 0).text, "┌");
	assert_string_equal(terminal_cell(terminal, bottom, right).text, "┘");
	for (int row = 2; row < bottom; row++) {
		assert_string_equal(terminal_cell(terminal, row, 0).text, "│");
		assert_string_equal(terminal_cell(terminal, row, right).text, "│");
	}
	assert_non_null(strstr(terminal_row(terminal, terminal_rows(terminal) - 1), " Help"));
}

/* ---- the end ---- */

/* A region left behind would keep the rows below it still. */
void panel_expect_scrolls(struct terminal *terminal)
{
	int rows = terminal_rows(terminal), last = 2 * rows;
	char line[32];

	for (int i = 1; i <= last; i++) {
		snprintf(line, sizeof(line), "line %d\r\n", i);
		terminal_scribble(terminal, line);
	}
	for (int row = 0; row < rows - 1; row++) {
		snprintf(line, sizeof(line), "line %d", last - rows + 2 + row);
		assert_string_equal(terminal_row(terminal, row), line);
	}
	assert_string_equal(terminal_row(terminal, rows - 1), "");
}

void panel_expect_left(struct terminal *terminal)
{
	assert_true(terminal_settings_restored(terminal));
	assert_true(terminal_cursor_visible(terminal));
	assert_false(terminal_alternate_screen(terminal));
	assert_false(terminal_mode(terminal, 2004));
	assert_false(terminal_mode(terminal, 1004));
	assert_false(terminal_mode(terminal, 1));
	assert_false(terminal_mouse(terminal));
	assert_true(panel_no_key(terminal, NULL));
	assert_false(terminal_find(terminal, "API access", NULL, NULL));
	assert_string_equal(terminal_title(terminal), "");
	panel_expect_scrolls(terminal);
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
