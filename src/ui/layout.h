/* SPDX-License-Identifier: MIT
 * Where things are on the canvas, and the panes that are drawn at their full height and seen
 * through a window around the focus. */
#ifndef KEYTURN_UI_LAYOUT_H
#define KEYTURN_UI_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/canvas.h"

struct layout {
	bool compact; /* short labels */
	bool framed;  /* lines around the page and around dialogs, which leave the rest in sight */
	int covered;  /* rows at the page's end that a message lies over: it never moves the page */
	int divider;  /* the column of the line beside the page; 0: there is no detail */
	struct box title, frame, page, detail, toast, footer;
};

/* `toast_rows` is 0 when no message is shown. Wide canvases keep the content in their middle, and have
 * a column with the detail of what is selected when the page `has_detail`. */
struct layout layout_of(const struct canvas *canvas, int toast_rows, bool has_detail);

/* Something drawn from the top down that may be taller than the place it has. */
struct pane {
	struct canvas canvas;
	int cols;    /* for text: one less than the canvas, where the marks for more are */
	int visible; /* rows of its place */
	int rows;    /* used so far: the next free row */
	int covered; /* rows at the end of its place that something lies over */
	int first;   /* the row to begin with, or -1: what shows the cursor */
	bool compact;
};

void pane_init(struct pane *pane, const struct canvas *target, struct box place, bool compact);
/* … with `more` rows than a pane has else. */
void pane_init_tall(
	struct pane *pane, const struct canvas *target, struct box place, bool compact, int more);

/* The next free row, which is used from now on. */
int pane_row(struct pane *pane);

/* A paragraph `indent` cells in; nothing for an empty text. */
void pane_paragraph(struct pane *pane, int indent, enum style style, const char *text);

/* Notes that a click on the whole width of `row` is one on `stop` and `line`. */
void pane_hit(struct pane *pane, int row, int stop, size_t line);

/* Brings what shows of the pane to its place, with cursor, hits and reveal, and finishes it. */
void pane_show(struct pane *pane, struct canvas *target, struct box place);

/* The first of `count` list rows to show in `rows` rows so that `selected` is among them: in the
 * middle, or of a plain pane by pages, so that a step does not draw the whole list anew. */
size_t list_first(const struct pane *pane, size_t count, size_t selected, int rows);

#endif
