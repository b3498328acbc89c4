/* SPDX-License-Identifier: MIT
 * A grid of cells to draw on, with no terminal behind it. ui_render() fills it, tests read it, and
 * term.c brings it to the terminal.
 *
 * canvas_text() is the one door for text to the screen: it filters what must not be shown, keeps
 * wide characters whole and never writes beyond its box. Secrets never become cells: the canvas only
 * notes where one is to be shown, and term.c writes it there past the terminal library's memory. */
#ifndef KEYTURN_CANVAS_H
#define KEYTURN_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HITS_MAX = 256 };

struct secret;

/* What a cell is for; the theme says how it looks. State is never told by style alone. */
enum style {
	STYLE_NORMAL,
	STYLE_TITLE,   /* the top row */
	STYLE_FRAME,   /* lines around things */
	STYLE_HEADING, /* a section's name */
	STYLE_LABEL,
	STYLE_FAINT, /* hints, what is not available */
	STYLE_BUTTON,
	STYLE_FOCUS, /* the button, field or row that has the keys */
	STYLE_INPUT, /* a text field */
	STYLE_GOOD,
	STYLE_WARN, /* what a decision will do, what is left to do */
	STYLE_BAD,
	STYLE_SHADE, /* what lies below a dialog */
	STYLE_FOOTER,
	STYLE_FOOTER_KEY,
	STYLE_COUNT
};

struct cell {
	uint32_t point;    /* 0 in the right half of a wide character */
	uint32_t marks[2]; /* combining marks on it, 0: none */
	uint8_t style;
};

/* Cells of a row that can be clicked, and what they stand for. */
struct hit {
	int row, col, cells;
	int stop;    /* the page's focus or the dialog's item */
	size_t line; /* of the page's list */
};

struct canvas {
	int rows, cols;
	bool ascii; /* draw with ASCII only: frames, dots and foreign letters have stand-ins */
	bool plain; /* for screen readers: no lines, and a mark beside what has the focus */
	struct cell *cells; /* rows × cols */
	struct {
		int row, col;
	} cursor; /* where the hardware cursor stands: on the focus */
	bool cursor_shown;
	struct {
		struct secret
			*secret; /* borrowed from the model; NULL: nothing is shown in clear */
		int row, col, rows, cols; /* its box: filled row by row */
	} reveal;
	unsigned layer; /* model_layer() of what the hits are of */
	size_t hit_count;
	struct hit hits[HITS_MAX]; /* those of the topmost dialog or, without one, of the page */
};

struct box {
	int row, col, rows, cols;
};

void canvas_init(struct canvas *canvas, int rows, int cols, bool ascii);
void canvas_finish(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);

/* Writes `text` from (row, col) into at most `cells` cells, cut with '…' ("..." in ASCII) when it is
 * longer. Outside the canvas nothing happens. Returns the cells used. */
int canvas_text(
	struct canvas *canvas, int row, int col, int cells, enum style style, const char *text);
int canvas_textf(struct canvas *canvas, int row, int col, int cells, enum style style,
	const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Several rows of `text`, broken at spaces, into `box`; returns the rows used. */
int canvas_paragraph(struct canvas *canvas, struct box box, enum style style, const char *text);

void canvas_fill(struct canvas *canvas, struct box box, uint32_t point, enum style style);
/* Lines around `box` with a title in the upper one; a box of one row is that line alone. */
void canvas_frame(struct canvas *canvas, struct box box, enum style style, const char *title);
/* A line down the middle of a frame, which it meets. */
void canvas_divide(struct canvas *canvas, struct box frame, int col, enum style style);
void canvas_cursor(struct canvas *canvas, int row, int col);

/* Notes that a click on these cells is one on `stop` and `line`; parts outside the canvas are cut. */
void canvas_hit(struct canvas *canvas, struct hit hit);
const struct hit *canvas_hit_at(const struct canvas *canvas, int row, int col); /* NULL: nothing */

/* The canvas as text, one line a row, blanks at the end of a row cut; the caller frees. */
char *canvas_dump(const struct canvas *canvas);

#endif
