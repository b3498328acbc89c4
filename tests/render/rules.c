/* SPDX-License-Identifier: MIT */
#include "rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/text.h"
#include "keyturn/ui.h"

#include "states.h"

static void assert_well_formed(const struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++) {
		const struct cell *cell = &canvas->cells[i];
		bool second = i % canvas->cols > 0 && text_point_width(cell[-1].point) == 2;
		if (cell->point == 0) {
			assert_true(second);
			continue;
		}
		assert_false(second);
		int width = text_point_width(cell->point);
		assert_true(width == 1 || (width == 2 && (i + 1) % canvas->cols != 0));
		assert_true(!canvas->ascii || cell->point < 0x7f);
		assert_in_range(cell->style, 0, STYLE_COUNT - 1);
	}
}

static const struct cell *cell(const struct canvas *canvas, int row, int col)
{
	return &canvas->cells[row * canvas->cols + col];
}

static void assert_cursor_on_focus(const struct canvas *canvas)
{
	assert_true(canvas->cursor_shown);
	assert_in_range(canvas->cursor.row, 0, canvas->rows - 1);
	assert_in_range(canvas->cursor.col, 0, canvas->cols - 1);
	enum style style = cell(canvas, canvas->cursor.row, canvas->cursor.col)->style;
	assert_true(style == STYLE_FOCUS || style == STYLE_INPUT); /* behind what was typed */
}

/* Nothing else looks as if it had the keys. */
static void assert_one_focus(const struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++) {
		assert_true(canvas->cells[i].style != STYLE_FOCUS ||
			i / canvas->cols == canvas->cursor.row);
	}
}

static void assert_whole_buttons(const struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++) {
		assert_true(canvas->cells[i].style != STYLE_BUTTON ||
			(canvas->cells[i].point != 0x2026 && canvas->cells[i].point != '.'));
	}
}

/* Whole on the canvas, large enough, and nothing under it. */
static void assert_reveal_has_its_place(const struct canvas *canvas)
{
	int row = canvas->reveal.row, col = canvas->reveal.col;

	assert_in_range(row, 0, canvas->rows - canvas->reveal.rows);
	assert_in_range(col, 0, canvas->cols - canvas->reveal.cols);
	assert_true(canvas->reveal.as != REVEAL_AS_TEXT ||
		secret_length(canvas->reveal.secret) <=
			(size_t)(canvas->reveal.rows * canvas->reveal.cols));
	for (int i = 0; i < canvas->reveal.rows * canvas->reveal.cols; i++) {
		assert_int_equal(
			cell(canvas, row + i / canvas->reveal.cols, col + i % canvas->reveal.cols)
				->point,
			' ');
	}
}

/* Not even a part of a secret is among the cells. */
static void assert_no_secret(const struct canvas *canvas)
{
	const char *const secrets[] = {STATE_KEY, STATE_NEW_KEY, STATE_LONG_KEY, STATE_PIN,
		"Demo-pass-1", "kkkkkk", STATE_PASSWORD, STATE_CODES, strstr(STATE_OTP, "GEZD")};
	char *dump = canvas_dump(canvas);

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		char part[7];
		memcpy(part, secrets[i], sizeof(part) - 1);
		part[sizeof(part) - 1] = '\0';
		assert_null(strstr(dump, part));
	}
	free(dump);
}

/* ---- clicks ---- */

static bool overlap(const struct hit *a, const struct hit *b)
{
	return a->row == b->row && a->col < b->col + b->cells && b->col < a->col + a->cells;
}

static void assert_hits_apart(const struct canvas *canvas)
{
	for (size_t i = 0; i < canvas->hit_count; i++) {
		const struct hit *hit = &canvas->hits[i];
		assert_in_range(hit->row, 0, canvas->rows - 1);
		assert_in_range(hit->col, 0, canvas->cols - 1);
		assert_in_range(hit->cells, 1, canvas->cols - hit->col);
		for (size_t j = 0; j < i; j++) {
			assert_false(overlap(hit, &canvas->hits[j]));
		}
	}
}

/* The focus can be clicked, except where it is on a sentence or on a palette's text. */
static void assert_focus_can_be_hit(const struct model *model, const struct canvas *canvas)
{
	const struct hit *hit = canvas_hit_at(canvas, canvas->cursor.row, canvas->cursor.col);
	const struct dialog *dialog = model_dialog(model);
	bool list = dialog == NULL &&
		(model->page == PAGE_SERVICES || model->page == PAGE_ACTIVITY);

	if (dialog != NULL && dialog->kind == DIALOG_PALETTE) {
		return;
	}
	if (list && hit == NULL) {
		assert_int_equal(model_services_matching(model, NULL, 0) *
				(size_t)(model->page == PAGE_SERVICES),
			0);
		return;
	}
	assert_non_null(hit);
	if (dialog != NULL) {
		assert_int_equal(hit->stop, dialog->item);
	}
}

/* ---- pictures to be read aloud ---- */

static bool row_has(const struct canvas *canvas, int row, int end, uint32_t point)
{
	for (int col = 0; col < end; col++) {
		if (cell(canvas, row, col)->point == point) {
			return true;
		}
	}
	return false;
}

/* Without any style one sees what has the focus: a mark is before it, or it is text being typed. */
static void assert_plain(const struct model *model, const struct canvas *canvas)
{
	int row = canvas->cursor.row, col = canvas->cursor.col;
	bool button = cell(canvas, row, col)->point == '[';

	for (int i = 0; i < canvas->rows * canvas->cols - 1; i++) {
		uint32_t point = canvas->cells[i].point, next = canvas->cells[i + 1].point;
		bool number = next >= '0' && next <= '9'; /* of a phone */
		assert_true(point != '|' && (point != '+' || number));
	}
	if (model_text_entry(model)) {
		return;
	}
	assert_true(row_has(canvas, row, col + 1, '>'));
	if (button && row_has(canvas, row, col, '[')) {
		assert_true(cell(canvas, row, col - 1)->point == '>' ||
			cell(canvas, row, col - 2)->point == '>');
	}
}

/* ---- all of them ---- */

void assert_rules(const struct model *model, int rows, int cols, bool ascii)
{
	struct canvas canvas;

	canvas_init(&canvas, rows, cols, ascii);
	ui_render(model, &canvas);
	assert_well_formed(&canvas);
	assert_no_secret(&canvas);
	if (rows >= MODEL_ROWS_MIN && cols >= MODEL_COLS_MIN) {
		assert_cursor_on_focus(&canvas);
		assert_one_focus(&canvas);
		assert_whole_buttons(&canvas);
		assert_hits_apart(&canvas);
		assert_focus_can_be_hit(model, &canvas);
		if (model->options.accessible) {
			assert_plain(model, &canvas);
		}
		if (canvas.reveal.secret != NULL) {
			assert_reveal_has_its_place(&canvas);
		}
	} else {
		assert_null(canvas.reveal.secret);
		assert_int_equal(canvas.hit_count, 0);
	}
	canvas_finish(&canvas);
}
