/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <string.h>

#include "keyturn/canvas.h"

enum { COLS_MAX = 100, FULL_ROWS = 15, FULL_COLS = 60, PANE_ROWS = 80 };

struct layout layout_of(const struct canvas *canvas, int toast_rows)
{
	int cols = canvas->cols < COLS_MAX ? canvas->cols : COLS_MAX;
	int left = canvas->plain ? 0 : (canvas->cols - cols) / 2;
	int below = canvas->rows - 1 - toast_rows; /* the first row under the page */
	struct layout layout = {
		.compact = canvas->rows < FULL_ROWS || canvas->cols < FULL_COLS,
		.title = {0, left, 1, cols},
		.frame = {1, left, below - 1, cols},
		.toast = {below, left, toast_rows, cols},
		.footer = {canvas->rows - 1, left, 1, cols},
	};

	layout.framed = !layout.compact && !canvas->plain;
	layout.page = !layout.framed ? layout.frame
				     : (struct box){2, left + 2, layout.frame.rows - 2, cols - 3};
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
	canvas_init(&pane->canvas, rows + more, place.cols, target->ascii);
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
	return first < 0 ? 0 : first;
}

static void copy_rows(
	const struct pane *pane, int first, struct canvas *target, const struct box *place)
{
	for (int row = 0; row < place->rows && first + row < pane->canvas.rows; row++) {
		struct cell *to = target->cells +
			(size_t)(place->row + row) * (size_t)target->cols + (size_t)place->col;
		const struct cell *from = pane->canvas.cells +
			(size_t)(first + row) * (size_t)pane->canvas.cols;
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
		row + pane->canvas.reveal.rows > place->rows) {
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
		if (hit.row >= 0 && hit.row < place->rows) {
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
