/* SPDX-License-Identifier: MIT */
#include "widgets.h"

enum style draw_item(struct pane *pane, int row, bool selected)
{
	if (selected) {
		/* Marker, gap and text are one run: a change of style costs a dozen bytes. */
		canvas_text(&pane->canvas, row, COL_MARK, COL_LABEL - COL_MARK, STYLE_FOCUS, "> ");
		canvas_cursor(&pane->canvas, row, COL_MARK);
	}
	return selected ? STYLE_FOCUS : STYLE_NORMAL;
}

void draw_more(struct pane *pane, int top, size_t first, size_t count)
{
	if (first > 0) {
		canvas_text(&pane->canvas, top, pane->cols, 1, STYLE_FAINT, "▴");
	}
	if (first + (size_t)(pane->rows - top) < count) {
		canvas_text(&pane->canvas, pane->rows - 1, pane->cols, 1, STYLE_FAINT, "▾");
	}
}

void draw_empty_list(struct pane *pane, const char *why)
{
	int row = pane_row(pane);
	bool focused = !pane->canvas.cursor_shown;

	if (focused) {
		draw_item(pane, row, true);
	}
	canvas_text(&pane->canvas, row, COL_LABEL, pane->cols - COL_LABEL, STYLE_NORMAL, why);
}

bool draw_search_line(struct pane *pane, const struct line *line, bool searching)
{
	if (!searching && line->text[0] == '\0') {
		return false;
	}
	int row = pane_row(pane);
	int col = canvas_text(&pane->canvas, row, 0, pane->cols, STYLE_LABEL, "Search: ");
	draw_field(&pane->canvas, row, col, pane->cols - col, line, searching);
	return true;
}

void draw_search(struct pane *pane, const struct list *list)
{
	if (draw_search_line(pane, &list->search, list->searching)) {
		pane_hit(pane, pane->rows - 1, LIST_SEARCH, 0);
	}
}
