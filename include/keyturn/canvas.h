/* SPDX-License-Identifier: MIT
 * A grid of cells to draw on, independent of any terminal. ui_render() fills it, tests read it, term.c
 * draws it on the terminal.
 *
 * All text reaches the screen through canvas_text(): it filters what must not be shown, never splits wide
 * characters and never writes outside its box. Secrets never become cells: the canvas only notes where
 * one is to be shown, and term.c writes it there, bypassing the terminal library's memory. */
#ifndef KEYTURN_CANVAS_H
#define KEYTURN_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HITS_MAX = 256 };

struct secret;

/* What a cell is for; the theme decides how it looks. Style is never the only sign of a state. */
enum style {
	STYLE_NORMAL,
	STYLE_TITLE,   /* the top row */
	STYLE_FRAME,   /* lines around things */
	STYLE_HEADING, /* a section heading */
	STYLE_LABEL,
	STYLE_FAINT, /* hints, unavailable items */
	STYLE_BUTTON,
	STYLE_FOCUS, /* the button, field or row with the focus */
	STYLE_INPUT, /* a text field */
	STYLE_GOOD,
	STYLE_WARN, /* what a decision will do, what is left to do */
	STYLE_BAD,
	STYLE_SHADE, /* what lies below a dialog */
	STYLE_FOOTER,
	STYLE_FOOTER_KEY,
	STYLE_COUNT
};

/* How a secret is shown. */
enum reveal_as {
	REVEAL_AS_TEXT,   /* as it is, row after row */
	REVEAL_AS_LINES,  /* its lines, in as many columns as there is room for */
	REVEAL_AS_GROUPS, /* the secret in an otpauth: URI, in groups of four to be typed in */
	REVEAL_AS_QR,     /* such a URI as a QR code, and the groups below it */
};

struct cell {
	uint32_t point;    /* 0 in the right half of a wide character */
	uint32_t marks[2]; /* combining marks on it, 0: none */
	uint8_t style;
};

/* Clickable cells in one row, and what a click on them means. */
struct hit {
	int row, col, cells;
	int stop;    /* the page's focus or the dialog's item */
	size_t line; /* in the page's list */
};

struct canvas {
	int rows, cols;
	bool ascii; /* draw with ASCII only: frames, dots and foreign letters are replaced */
	bool plain; /* for screen readers: no lines, and a mark at the focus */
	struct cell *cells; /* held × cols */
	int held; /* the rows that there is memory for, see canvas_init_tall(); mostly all */
	struct {
		int row, col;
	} cursor; /* where the terminal's cursor goes: at the focus */
	bool cursor_shown;
	struct {
		struct secret
			*secret; /* what to show in clear, borrowed from the model; NULL: nothing */
		enum reveal_as as;
		int row, col, rows, cols; /* its box */
	} reveal;
	unsigned layer; /* model_layer() that the hits belong to */
	size_t hit_count;
	struct hit hits[HITS_MAX]; /* those of the top dialog, or of the page if there is none */
};

struct box {
	int row, col, rows, cols;
};

void canvas_init(struct canvas *canvas, int rows, int cols, bool ascii);
/* With memory for the `first` rows; the others get theirs when they are drawn on or canvas_row() asks. */
void canvas_init_tall(struct canvas *canvas, int rows, int first, int cols, bool ascii);
void canvas_finish(struct canvas *canvas);
void canvas_clear(struct canvas *canvas);

/* Writes `text` at (row, col) into at most `cells` cells; a longer one is cut with '…' ("..." in ASCII).
 * Outside the canvas it does nothing. Returns the number of cells used. */
int canvas_text(
	struct canvas *canvas, int row, int col, int cells, enum style style, const char *text);
int canvas_textf(struct canvas *canvas, int row, int col, int cells, enum style style,
	const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Writes `text` into `box`, broken at spaces; returns the number of rows used. */
int canvas_paragraph(struct canvas *canvas, struct box box, enum style style, const char *text);

void canvas_fill(struct canvas *canvas, struct box box, uint32_t point, enum style style);
/* Draws a frame around `box` with a title in its top line; a box of one row is just that line. */
void canvas_frame(struct canvas *canvas, struct box box, enum style style, const char *title);
/* A line down the middle of a frame, which it meets. */
void canvas_divide(struct canvas *canvas, struct box frame, int col, enum style style);
/* The cells of a row, of which there are `cols`; until something is drawn on another one. */
struct cell *canvas_row(struct canvas *canvas, int row);
void canvas_cursor(struct canvas *canvas, int row, int col);

/* Notes that `secret` is to be shown in `box`, in place of any other. */
void canvas_reveal(struct canvas *canvas, struct secret *secret, enum reveal_as as, struct box box);

/* Makes these cells clickable: a click means `stop` and `line`. Cells outside the canvas are ignored. */
void canvas_hit(struct canvas *canvas, struct hit hit);
const struct hit *canvas_hit_at(const struct canvas *canvas, int row, int col); /* NULL: nothing */

/* The canvas as text, a line for each row without trailing blanks; the caller frees it. */
char *canvas_dump(const struct canvas *canvas);

#endif
