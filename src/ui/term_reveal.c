/* SPDX-License-Identifier: MIT
 * A secret on the screen that curses never learns of: its cells there hold whatever the canvas has,
 * and the bytes are written over them after each of its updates. */
#include "term_private.h"

#include "keyturn/buffer.h"
#include "keyturn/secret.h"
#include "term_crash.h"
#include "term_output.h"

/* Keys are printable ASCII; what is not must not reach the terminal as it is. */
static void append_row(struct buffer *buffer, const char *bytes, size_t len, size_t from, int cols)
{
	for (int col = 0; col < cols; col++) {
		size_t at = from + (size_t)col;
		char c = at < len ? bytes[at] : ' ';
		bool printable = c >= ' ' && c <= '~';
		buffer_append(buffer, printable ? &c : "?", 1);
	}
}

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
		append_row(buffer, "", 0, 0, box->cols);
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

void term_reveal(struct term *term, const struct canvas *canvas)
{
	struct box box = reveal_box(term, canvas);
	struct buffer buffer;

	tell_crash(&box);
	term->shown = box;
	term->shown_secret = canvas->reveal.secret;
	if (box.rows == 0) {
		return;
	}
	buffer_init(&buffer, TERM_OUTPUT_MAX);
	const char *bytes = secret_open(canvas->reveal.secret);
	size_t len = secret_length(canvas->reveal.secret);
	for (int row = 0; row < box.rows; row++) {
		term_output_move(&buffer, box.row + row, box.col);
		append_row(&buffer, bytes, len, (size_t)row * (size_t)box.cols, box.cols);
	}
	secret_close(canvas->reveal.secret);
	term_output_move(&buffer, term->cursor_row, term->cursor_col);
	term_line_append(&term->line, buffer.data, buffer.len);
	buffer_finish(&buffer);
}
