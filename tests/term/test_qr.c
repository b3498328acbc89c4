/* SPDX-License-Identifier: MIT
 * A secret as a QR code on the screen, through the probe (probe.c): that a scanner can read it on any
 * terminal, and that nothing of it stays. */
#include "probe_steps.h"
#include "sanitized.h"

#include <qrencode.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { QUIET = 2, QR_CELLS = 41, QR_ROWS = 21 };

/* How a screen with dark ground, or with a light one, looks to a camera. */
struct looks {
	int black, white; /* colours; TERMINAL_DEFAULT both: by reverse video, or not at all */
	bool reverse;
};

static bool has_ink(const char *text, bool upper)
{
	return strcmp(text, "█") == 0 || strcmp(text, upper ? "▀" : "▄") == 0;
}

static void expect_cell(
	struct terminal *terminal, int row, int col, const struct looks *looks, const QRcode *code)
{
	struct terminal_cell cell = terminal_cell(terminal, row, PROBE_QR_COL + col);

	assert_int_equal(cell.foreground, looks->black);
	assert_int_equal(cell.background, looks->white);
	assert_int_equal(cell.reverse, looks->reverse);
	for (int half = 0; half < 2; half++) {
		int y = 2 * row + half - QUIET, x = col - QUIET;
		bool inside = x >= 0 && y >= 0 && x < code->width && y < code->width;
		bool dark = inside && (code->data[y * code->width + x] & 1) != 0;
		assert_int_equal(has_ink(cell.text, half == 0), dark);
	}
}

/* Each module, and the white around them. */
static void expect_code(struct terminal *terminal, const struct looks *looks)
{
	QRcode *code = QRcode_encodeString(PROBE_URI, 0, QR_ECLEVEL_L, QR_MODE_8, 1);

	assert_non_null(code);
	assert_int_equal(code->width + 2 * QUIET, QR_CELLS);
	for (int row = 0; row < QR_ROWS; row++) {
		for (int col = 0; col < QR_CELLS; col++) {
			expect_cell(terminal, row, col, looks, code);
		}
	}
	QRcode_free(code);
}

static struct terminal *start_and_show(const char *term, const char *const *env, const char *option)
{
	struct terminal *terminal = probe_start(term, env, option);

	assert_true(terminal_wait_text(terminal, PROBE_MASK));
	assert_int_equal(terminal_raw_count(terminal, 0, "GEZD", 4), 0);
	terminal_send(terminal, "o");
	assert_true(terminal_wait_text(terminal, PROBE_GROUPS));
	return terminal;
}

static bool has_blocks(struct terminal *terminal)
{
	return terminal_find(terminal, "█", NULL, NULL) ||
		terminal_find(terminal, "▀", NULL, NULL) ||
		terminal_find(terminal, "▄", NULL, NULL);
}

static void qr__terminals_with_colours__black_on_white(void **state)
{
	static const struct {
		const char *term;
		struct looks looks;
	} cases[] = {
		{"xterm-256color", {16, 231, false}},
		{"tmux-256color", {16, 231, false}},
		{"screen", {0, 7, false}},
		{"linux", {0, 7, false}},
		{"xterm-16color", {0, 15, false}},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal *terminal = start_and_show(cases[i].term, NULL, NULL);
		int row, col;
		expect_code(terminal, &cases[i].looks);
		assert_true(terminal_find(terminal, PROBE_GROUPS, &row, &col));
		assert_int_equal(row, QR_ROWS);
		assert_int_equal(col, PROBE_QR_COL);
		struct terminal_cell cell = terminal_cell(terminal, row, col);
		assert_int_equal(cell.foreground, TERMINAL_DEFAULT);
		assert_int_equal(cell.background, TERMINAL_DEFAULT);
		terminal_stop(terminal);
	}
}

/* Without colours the ground tells: what is not known is taken for dark. */
static void qr__no_colours__dark_on_light_all_the_same(void **state)
{
	static const char *const no_color[] = {"NO_COLOR=1", NULL};
	static const char *const light[] = {"NO_COLOR=1", "COLORFGBG=0;15", NULL};
	static const struct looks reversed = {TERMINAL_DEFAULT, TERMINAL_DEFAULT, true};
	static const struct looks as_is = {TERMINAL_DEFAULT, TERMINAL_DEFAULT, false};
	static const struct {
		const char *term;
		const char *const *env;
		const char *option;
		const struct looks *looks;
	} cases[] = {
		{"vt220", NULL, NULL, &reversed},
		{NULL, no_color, NULL, &reversed},
		{NULL, NULL, "--theme=mono", &reversed},
		{NULL, light, NULL, &as_is},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal *terminal = start_and_show(
			cases[i].term, cases[i].env, cases[i].option);
		expect_code(terminal, cases[i].looks);
		assert_false(terminal_used_colour(terminal) && cases[i].env != NULL);
		terminal_stop(terminal);
	}
}

static void expect_whole_page(struct terminal *terminal)
{
	assert_false(has_blocks(terminal));
	for (int row = 0; row < QR_ROWS + 1; row++) {
		for (int col = 0; col < QR_CELLS; col++) {
			struct terminal_cell cell = terminal_cell(
				terminal, row, PROBE_QR_COL + col);
			assert_int_equal(cell.background, TERMINAL_DEFAULT);
			assert_true(!cell.reverse || row == 0);
		}
	}
}

static void qr__hidden__overwritten_and_never_sent_again(void **state)
{
	static const char *const names[] = {"xterm-256color", "vt100", "linux", "screen"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct terminal *terminal = start_and_show(names[i], NULL, NULL);
		terminal_send(terminal, "xo");
		assert_true(terminal_wait_absent(terminal, PROBE_GROUPS));
		assert_true(terminal_wait_text(terminal, "3: 6f"));
		expect_whole_page(terminal);
		size_t hidden = terminal_raw_length(terminal);
		terminal_send(terminal, "<c-l>xyq");
		probe_expect_exit(terminal, 0);
		assert_int_equal(terminal_raw_count(terminal, hidden, "GEZD", 4), 0);
		assert_int_equal(terminal_raw_count(terminal, hidden, "▀", 3), 0);
		assert_int_equal(terminal_raw_count(terminal, hidden, "█", 3), 0);
		terminal_stop(terminal);
	}
}

#ifndef SANITIZED /* it keeps freed blocks, out of reach */
/* libqrencode copies the text and frees it as it is: nothing of that may stay, even while it is shown. */
static void qr__shown_and_hidden__never_in_the_clear_in_memory(void **state)
{
	/* What freed blocks may have lost is their beginning. */
	static const char *const parts[] = {PROBE_OTP, PROBE_GROUPS, "GEZDGNBVGY", "MFZWIZTHNBVG"};
	struct terminal *terminal = start_and_show(NULL, NULL, NULL);
	(void)state;

	terminal_send(terminal, "x"); /* drawn after it was sent */
	assert_true(terminal_wait_text(terminal, "2: 78"));
	for (int hidden = 0; hidden < 2; hidden++) {
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			assert_int_equal(probe_count_in_memory(terminal, parts[i]), 0);
		}
		terminal_send(terminal, "o");
		assert_true(terminal_wait_text(terminal, hidden == 0 ? "3: 6f" : "4: 6f"));
	}
	terminal_stop(terminal);
}
#endif

/* Terminals that keep what was cleared have spaces there by then. */
static void expect_blanked_before_cleared(struct terminal *terminal)
{
	static const char clear[] = "\033[H\033[J";
	const char *raw = terminal_raw(terminal), *end = raw + terminal_raw_length(terminal);
	const char *shown = memmem(raw, (size_t)(end - raw), PROBE_GROUPS, strlen(PROBE_GROUPS));
	char blanks[QR_CELLS];

	assert_non_null(shown);
	const char *cleared = memmem(shown, (size_t)(end - shown), clear, strlen(clear));
	assert_non_null(cleared);
	memset(blanks, ' ', sizeof(blanks));
	for (int row = 0; row < QR_ROWS + 1; row++) {
		const char *blank = memmem(
			shown, (size_t)(cleared - shown), blanks, sizeof(blanks));
		assert_non_null(blank);
		shown = blank + sizeof(blanks);
	}
}

static void qr__suspended_or_crashed_while_shown__not_left_on_the_screen(void **state)
{
	static const struct {
		const char *keys;
		int dies; /* 0: it stops */
	} cases[] = {{"<c-z>", 0}, {"X", SIGSEGV}, {"A", SIGABRT}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct terminal *terminal = start_and_show("vt100", NULL, NULL);
		terminal_send(terminal, cases[i].keys);
		if (cases[i].dies != 0) {
			probe_expect_death(terminal, cases[i].dies);
		} else {
			assert_true(terminal_wait_stopped(terminal));
		}
		assert_false(has_blocks(terminal));
		assert_false(terminal_find(terminal, "GEZD", NULL, NULL));
		expect_blanked_before_cleared(terminal);
		terminal_stop(terminal);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(qr__terminals_with_colours__black_on_white),
		cmocka_unit_test(qr__no_colours__dark_on_light_all_the_same),
		cmocka_unit_test(qr__hidden__overwritten_and_never_sent_again),
#ifndef SANITIZED
		cmocka_unit_test(qr__shown_and_hidden__never_in_the_clear_in_memory),
#endif
		cmocka_unit_test(qr__suspended_or_crashed_while_shown__not_left_on_the_screen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
