/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <string.h>

#include "keyturn/canvas.h"

enum {
	COLS_MAX = 100,
	WIDE = 120, /* from here on there is a column for the detail */
	WIDE_MAX = 160,
	FULL_ROWS = 15,
	FULL_COLS = 60,
	PANE_ROWS = 80
};

static int at_most(int value, int most)
{
	return value < most ? value : most;
}

/* In a frame a message lies over the lower line and, when it takes two rows, over the footer; without
 * one over the footer and the page's last row. Read aloud, it has rows of its own. */
static void place_toast(struct layout *layout, const struct canvas *canvas, int rows)
{
	int below = canvas->rows - 1;

	if (canvas->plain) {
		layout->frame.rows = below - rows - 1;
		layout->toast = (struct box){
			below - rows, layout->frame.col, rows, layout->frame.cols};
	} else if (layout->framed) {
		layout->toast = (struct box){
			below - 1, layout->frame.col + 1, rows, layout->frame.cols - 2};
	} else {
		layout->toast = (struct box){
			canvas->rows - rows, layout->frame.col, rows, layout->frame.cols};
		layout->covered = rows > 1 ? rows - 1 : 0;
	}
}

/* Page and detail inside the frame, with one cell free at the left of each. */
static void divide(struct layout *layout, bool wide)
{
	const struct box *frame = &layout->frame;
	int page = wide ? at_most(frame->cols * 2 / 3, COLS_MAX) : frame->cols;

	layout->page = (struct box){2, frame->col + 2, frame->rows - 2, page - 3};
	if (wide) {
		layout->divider = frame->col + page - 1;
		layout->detail = (struct box){2, layout->divider + 2, frame->rows - 2,
			frame->col + frame->cols - layout->divider - 3};
	}
}

struct layout layout_of(const struct canvas *canvas, int toast_rows, bool has_detail)
{
	bool wide = has_detail && canvas->cols >= WIDE && !canvas->plain &&
		canvas->rows >= FULL_ROWS;
	int cols = at_most(canvas->cols, wide ? WIDE_MAX : COLS_MAX);
	int left = canvas->plain ? 0 : (canvas->cols - cols) / 2;
	struct layout layout = {
		.compact = canvas->rows < FULL_ROWS || canvas->cols < FULL_COLS,
		.title = {0, left, 1, cols},
		.frame = {1, left, canvas->rows - 2, cols},
		.footer = {canvas->rows - 1, left, 1, cols},
	};

	layout.framed = !layout.compact && !canvas->plain;
	place_toast(&layout, canvas, toast_rows);
	layout.page = layout.frame;
	if (layout.framed) {
		divide(&layout, wide);
	}
	return layout;
}

void pane_init(struct pane *pane, const struct canvas *target, struct box place, bool compact)
{
	pane_init_tall(pane, target, place, compact, 0);
}

void pane_init_tall(
	struct pane *pane, const struct canvas *target, struct box place, bool compact, int more)
{
	int rows = place.rows > PANE_ROWS ? place.rows : PANE_ROWS;

	*pane = (struct pane){
		.cols = place.cols - 1, .visible = place.rows, .first = -1, .compact = compact};
	canvas_init_tall(&pane->canvas, rows + more, place.rows, place.cols, target->ascii);
	pane->canvas.plain = target->plain;
}

int pane_row(struct pane *pane)
{
	return pane->rows++;
}

void pane_paragraph(struct pane *pane, int indent, enum style style, const char *text)
{
	struct box box = {pane->rows, indent, pane->canvas.rows - pane->rows, pane->cols - indent};

	pane->rows += canvas_paragraph(&pane->canvas, box, style, text);
}

void pane_hit(struct pane *pane, int row, int stop, size_t line)
{
	canvas_hit(&pane->canvas, (struct hit){row, 0, pane->cols, stop, line});
}

/* What something lies over is scrolled out from under it when it has the focus or is shown in clear. */
static int uncovered(const struct pane *pane, int first)
{
	const struct canvas *canvas = &pane->canvas;
	int last = first + pane->visible - pane->covered - 1, wanted = last;

	if (canvas->cursor_shown && canvas->cursor.row > wanted) {
		wanted = canvas->cursor.row;
	}
	if (canvas->reveal.secret != NULL &&
		canvas->reveal.row + canvas->reveal.rows - 1 > wanted &&
		canvas->reveal.row <= last + pane->covered) {
		wanted = canvas->reveal.row + canvas->reveal.rows - 1;
	}
	return pane->covered > 0 ? first + wanted - last : first;
}

/* Around the focus; what is shown in clear and the row above it stay in sight when there is place. */
static int around_focus(const struct pane *pane)
{
	int focus = pane->canvas.cursor_shown ? pane->canvas.cursor.row : 0;
	int shown = pane->canvas.reveal.secret != NULL ? pane->canvas.reveal.row - 1 : focus;

	if (shown < focus && focus - shown < pane->visible) {
		return shown;
	}
	return focus - pane->visible / 2;
}

static int first_row(const struct pane *pane)
{
	int last = pane->rows - pane->visible;
	int first = pane->first >= 0 ? pane->first : around_focus(pane);

	first = first > last ? last : first;
	return uncovered(pane, first < 0 ? 0 : first);
}

static void copy_rows(struct pane *pane, int first, struct canvas *target, const struct box *place)
{
	for (int row = 0; row < place->rows && first + row < pane->canvas.rows; row++) {
		struct cell *to = target->cells +
			(size_t)(place->row + row) * (size_t)target->cols + (size_t)place->col;
		const struct cell *from = canvas_row(&pane->canvas, first + row);
		memcpy(to, from, (size_t)pane->canvas.cols * sizeof(*to));
	}
}

static void mark_more(struct canvas *target, int row, int col, const char *mark)
{
	if (target->cells[(size_t)row * (size_t)target->cols + (size_t)col].point == ' ') {
		canvas_text(target, row, col, 1, STYLE_FAINT, mark);
	}
}

static void pass_on_reveal(
	const struct pane *pane, int first, struct canvas *target, const struct box *place)
{
	int row = pane->canvas.reveal.row - first;

	if (pane->canvas.reveal.secret == NULL || row < 0 ||
		row + pane->canvas.reveal.rows > place->rows - pane->covered) {
		return;
	}
	target->reveal = pane->canvas.reveal;
	target->reveal.row = place->row + row;
	target->reveal.col += place->col;
}

static void pass_on_hits(
	const struct pane *pane, int first, struct canvas *target, const struct box *place)
{
	for (size_t i = 0; i < pane->canvas.hit_count; i++) {
		struct hit hit = pane->canvas.hits[i];
		hit.row -= first;
		if (hit.row >= 0 && hit.row < place->rows - pane->covered) {
			hit.row += place->row;
			hit.col += place->col;
			canvas_hit(target, hit);
		}
	}
}

void pane_show(struct pane *pane, struct canvas *target, struct box place)
{
	int first = first_row(pane), cursor = pane->canvas.cursor.row - first;

	if (place.rows > 0 && place.cols > 0) {
		copy_rows(pane, first, target, &place);
		if (first > 0) {
			mark_more(target, place.row, place.col + place.cols - 1, "▴");
		}
		if (pane->rows - first > place.rows) {
			mark_more(target, place.row + place.rows - 1, place.col + place.cols - 1,
				"▾");
		}
		if (pane->canvas.cursor_shown && cursor >= 0 && cursor < place.rows) {
			canvas_cursor(
				target, place.row + cursor, place.col + pane->canvas.cursor.col);
		}
		pass_on_hits(pane, first, target, &place);
		pass_on_reveal(pane, first, target, &place);
	}
	canvas_finish(&pane->canvas);
}

size_t list_first(const struct pane *pane, size_t count, size_t selected, int rows)
{
	size_t shown = rows > 0 ? (size_t)rows : 1;

	if (pane->canvas.plain) {
		return selected / shown * shown;
	}
	if (count <= shown || selected < shown / 2) {
		return 0;
	}
	return selected - shown / 2 < count - shown ? selected - shown / 2 : count - shown;
}
