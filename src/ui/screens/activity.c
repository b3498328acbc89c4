/* SPDX-License-Identifier: MIT
 * Activity: what this session did, newest first. */
#include "screens.h"

#include "keyturn/clock.h"

enum { COL_TEXT = 24, TIME_SIZE = 32, LEAST = 3, FULL_TEXT_ROWS = 3 };

static void draw_entry(struct pane *pane, const struct toast *entry, bool selected)
{
	struct canvas *canvas = &pane->canvas;
	int row = pane_row(pane), col = pane->compact ? COL_LABEL : COL_TEXT;
	enum style style = draw_item(pane, row, selected);
	char time[TIME_SIZE];

	if (!pane->compact) {
		canvas_text(canvas, row, COL_LABEL, COL_TEXT - COL_LABEL, style,
			clock_minute(entry->wall, time, sizeof(time)));
	}
	canvas_textf(canvas, row, col, pane->cols - col,
		entry->level == TOAST_ERROR ? STYLE_BAD : STYLE_NORMAL, "%s%s",
		entry->level == TOAST_ERROR ? "! " : "", entry->text);
}

static void draw_rows(
	const struct model *model, struct pane *pane, const size_t *ages, size_t count)
{
	const struct list *list = &model->activity.list;
	int place = pane->visible - pane->rows - FULL_TEXT_ROWS - 1;

	place = place < LEAST ? LEAST : place;
	int top = pane->rows;
	size_t first = list_first(count, list->selected, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		draw_entry(
			pane, model_log(model, ages[i]), i == list->selected && !list->searching);
	}
	draw_more(pane, top, first, count);
	if (list->selected < count) { /* the row may have cut it */
		const struct toast *entry = model_log(model, ages[list->selected]);
		char time[TIME_SIZE];
		pane_row(pane);
		if (pane->compact) {
			pane_paragraph(pane, COL_LABEL, STYLE_FAINT,
				clock_minute(entry->wall, time, sizeof(time)));
		}
		pane_paragraph(pane, COL_LABEL, STYLE_FAINT, entry->text);
	}
}

static void draw(const struct model *model, struct pane *pane)
{
	size_t ages[LOG_MAX];
	size_t count = model_activity_matching(model, ages, LOG_MAX);

	draw_search(pane, &model->activity.list);
	if (model->log_count == 0) {
		draw_empty_list(pane, "Nothing happened in this session yet.");
	} else if (count == 0) {
		draw_empty_list(pane, "Nothing matches the search.");
	} else {
		draw_rows(model, pane, ages, count);
	}
}

const struct screen screen_activity = {"Activity", draw};
