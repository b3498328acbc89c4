/* SPDX-License-Identifier: MIT
 * The messages of this session, newest first, the selected one in full below. */
#include "dialogs.h"

#include <stdio.h>
#include <stdlib.h>

#include "keyturn/clock.h"

enum { TIME_SIZE = 32, ROWS_MAX = 14 };

static void draw_entry(struct pane *pane, const struct toast *entry, size_t item, bool selected)
{
	char text[TOAST_SIZE + 64], time[TIME_SIZE] = "";

	snprintf(text, sizeof(text), "%s%s%s%s",
		pane->compact ? "" : clock_minute(entry->wall, time, sizeof(time)),
		pane->compact ? "" : "  ", entry->level == TOAST_ERROR ? "! " : "", entry->text);
	draw_dialog_item(pane, item, selected, text);
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	size_t count, *rows = dialog_rows(model, dialog, &count);

	if (draw_search_line(pane, &dialog->line, dialog->searching) && count == 0) {
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, "Nothing matches the search.");
	} else if (count == 0) {
		pane_paragraph(pane, 0, STYLE_NORMAL, "No messages in this session yet.");
	}
	int top = pane->rows, place = pane->visible - top;
	place = place < ROWS_MAX ? place : ROWS_MAX;
	size_t first = list_first(pane, count, dialog->item, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		draw_entry(pane, model_log(model, rows[i]), i,
			i == dialog->item && !dialog->searching);
	}
	draw_more(pane, top, first, count);
	free(rows);
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	size_t count, *rows = dialog_rows(model, dialog, &count);
	const struct toast *entry = dialog->item < count ? model_log(model, rows[dialog->item])
							 : NULL;

	free(rows);
	char time[TIME_SIZE];

	if (entry == NULL) {
		return;
	}
	if (pane->compact) {
		pane_paragraph(pane, 0, STYLE_FAINT, clock_minute(entry->wall, time, sizeof(time)));
	} else {
		pane_row(pane);
	}
	struct box rest = {pane->rows, 0, pane->compact ? 2 : 4, pane->cols};
	pane->rows += canvas_paragraph(&pane->canvas, rest, STYLE_NORMAL, entry->text);
}

const struct dialog_view dialog_messages = {"Messages", 76, false, body, foot, NULL};
