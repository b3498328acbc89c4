/* SPDX-License-Identifier: MIT
 * The canvas to the screen: curses finds the smallest update, the line takes it. */
#include "term_private.h"

#include <wchar.h>

#include "keyturn/buffer.h"
#include "term_output.h"

static int at_most(int value, int most)
{
	return value < most ? value : most;
}

static wchar_t showable(const struct term *term, uint32_t point, int width)
{
	bool ascii = point >= ' ' && point <= '~';

	/* The C library must agree on the width, or curses would shift the rest of the row. */
	if (ascii || (!term->ascii && wcwidth((wchar_t)point) == width)) {
		return (wchar_t)point;
	}
	return L'?';
}

/* Returns the cells it took. */
static int draw_cell(const struct term *term, const struct cell *cell, bool wide, int row, int col)
{
	const struct look *look = &term->looks[cell->style < STYLE_COUNT ? cell->style : 0];
	wchar_t text[4] = {showable(term, cell->point != 0 ? cell->point : ' ', wide ? 2 : 1)};
	cchar_t drawn;
	size_t len = 1;

	for (size_t i = 0; i < 2 && text[0] != L'?'; i++) {
		if (cell->marks[i] != 0 && showable(term, cell->marks[i], 0) != L'?') {
			text[len++] = (wchar_t)cell->marks[i];
		}
	}
	setcchar(&drawn, text, look->attributes, look->pair, NULL);
	mvadd_wch(row, col, &drawn);
	return wide && text[0] != L'?' ? 2 : 1;
}

static void draw_row(const struct term *term, const struct canvas *canvas, int row)
{
	const struct cell *cells = canvas->cells + (size_t)row * (size_t)canvas->cols;
	int cols = at_most(canvas->cols, term->cols);

	for (int col = 0; col < cols;) {
		bool wide = col + 1 < cols && cells[col].point != 0 && cells[col + 1].point == 0;
		col += draw_cell(term, &cells[col], wide, row, col);
	}
}

static void place_cursor(struct term *term, const struct canvas *canvas)
{
	int shown = canvas->cursor_shown ? 1 : 0;
	int row = at_most(canvas->cursor.row, term->rows - 1);
	int col = at_most(canvas->cursor.col, term->cols - 1);

	term->cursor_row = row > 0 ? row : 0;
	term->cursor_col = col > 0 ? col : 0;
	move(term->cursor_row, term->cursor_col);
	if (shown != term->cursor_shown) {
		curs_set(shown);
		term->cursor_shown = shown;
	}
}

/* What is shown in clear is written again after every update, which may have gone over it; but not
 * after none: a screen reader would read it out once more. */
static void reveal(struct term *term, const struct canvas *canvas, bool updated)
{
	if (updated || !term_reveal_stands(term, canvas)) {
		term_reveal(term, canvas);
		term_line_flush(&term->line);
	}
}

/* Two things that curses does when it takes the terminal, and would leave behind. It puts the palette
 * back to what the terminal came with, which nobody here changed but its owner may have, and lays
 * line graphics beside the letters, which are not used. */
static void leave_as_found(struct term *term)
{
	static const char *const capabilities[] = {"oc", "enacs"};

	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
		struct buffer bytes;
		buffer_init(&bytes, TERM_OUTPUT_MAX);
		term_output_string(&bytes, term_capability(capabilities[i]));
		term_line_cut(&term->line, bytes.data, bytes.len);
		buffer_finish(&bytes);
	}
}

void term_draw(struct term *term, const struct canvas *canvas, bool repaint)
{
	if (repaint || term->damaged) {
		term_reveal_blank(term);
		clearok(curscr, TRUE);
		term->damaged = false;
	} else if (term_reveal_moved(term, canvas)) {
		wredrawln(stdscr, term->shown.row, term->shown.rows);
	}
	for (int row = 0; row < at_most(canvas->rows, term->rows); row++) {
		draw_row(term, canvas, row);
	}
	place_cursor(term, canvas);
	wnoutrefresh(stdscr);
	doupdate();
	bool updated = term_line_collect(&term->line);
	if (term->entering) {
		leave_as_found(term);
		term->entering = false;
	}
	if (term_line_flush(&term->line)) {
		reveal(term, canvas, updated);
	} else {
		term_reveal_forget(term);
	}
}
