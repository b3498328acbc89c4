/* SPDX-License-Identifier: MIT
 * A secret on the screen that curses never learns of: its cells there hold whatever the canvas has,
 * and the bytes are written over them after each of its updates. */
#include "term_private.h"

#include "keyturn/buffer.h"
#include "secret_rows.h"
#include "term_crash.h"
#include "term_output.h"

static struct box reveal_box(const struct term *term, const struct canvas *canvas)
{
	struct box box = {
		canvas->reveal.row, canvas->reveal.col, canvas->reveal.rows, canvas->reveal.cols};

	if (canvas->reveal.secret == NULL || box.row < 0 || box.col < 0 || box.rows < 0 ||
		box.cols < 0) {
		return (struct box){0};
	}
	if (box.rows > term->rows - box.row) {
		box.rows = term->rows - box.row;
	}
	if (box.cols > term->cols - box.col) {
		box.cols = term->cols - box.col;
	}
	bool visible = box.rows > 0 && box.cols > 0;
	return visible ? box : (struct box){0};
}

bool term_reveal_moved(const struct term *term, const struct canvas *canvas)
{
	struct box box = reveal_box(term, canvas);

	return term->shown.rows > 0 &&
		(box.row != term->shown.row || box.col != term->shown.col ||
			box.rows != term->shown.rows || box.cols != term->shown.cols);
}

bool term_reveal_stands(const struct term *term, const struct canvas *canvas)
{
	return term->shown_secret == canvas->reveal.secret && !term_reveal_moved(term, canvas);
}

void term_reveal_forget(struct term *term)
{
	term->shown_secret = NULL;
}

static void append_blanks(struct buffer *buffer, const struct box *box)
{
	for (int row = 0; row < box->rows; row++) {
		term_output_move(buffer, box->row + row, box->col);
		for (int col = 0; col < box->cols; col++) {
			buffer_append(buffer, " ", 1);
		}
	}
}

void term_reveal_blank(struct term *term)
{
	struct buffer buffer;

	if (term->shown.rows > 0) {
		buffer_init(&buffer, TERM_OUTPUT_MAX);
		append_blanks(&buffer, &term->shown);
		term_line_append(&term->line, buffer.data, buffer.len);
		buffer_finish(&buffer);
	}
}

/* The same for a crash, which cannot work it out any more. */
static void tell_crash(const struct box *box)
{
	struct buffer buffer;

	buffer_init(&buffer, TERM_OUTPUT_MAX);
	append_blanks(&buffer, box);
	term_crash_first(buffer_text(&buffer), buffer.len);
	buffer_finish(&buffer);
}

void term_reveal_gone(struct term *term)
{
	term->shown = (struct box){0};
	term->shown_secret = NULL;
	tell_crash(&term->shown);
}

struct writing {
	const struct term *term;
	const struct box *box;
	struct buffer buffer;
};

/* A scanner wants dark on light, whatever the terminal's own colours are. */
static void put_row(void *data, int row, const char *text, size_t len, bool black_on_white)
{
	struct writing *writing = data;

	if (row >= writing->box->rows) {
		return;
	}
	term_output_move(&writing->buffer, writing->box->row + row, writing->box->col);
	if (black_on_white) {
		term_output_black_on_white(&writing->buffer, writing->term->paper);
	}
	buffer_append(&writing->buffer, text, len);
	if (black_on_white) {
		term_output_plain(&writing->buffer);
	}
}

void term_reveal(struct term *term, const struct canvas *canvas)
{
	struct box box = reveal_box(term, canvas);
	struct writing writing = {.term = term, .box = &box};

	tell_crash(&box);
	term->shown = box;
	term->shown_secret = canvas->reveal.secret;
	if (box.rows == 0) {
		return;
	}
	buffer_init(&writing.buffer, TERM_OUTPUT_MAX);
	secret_rows_each(canvas->reveal.secret, canvas->reveal.as,
		(struct cells){box.rows, box.cols}, put_row, &writing);
	term_output_move(&writing.buffer, term->cursor_row, term->cursor_col);
	term_line_append(&term->line, writing.buffer.data, writing.buffer.len);
	buffer_finish(&writing.buffer);
}
