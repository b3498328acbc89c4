/* SPDX-License-Identifier: MIT
 * Activity: what was done to keys from this machine, newest first, by whom, from where. */
#include "screens.h"

#include <stdio.h>
#include <stdlib.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"

enum { COL_TEXT = 24, TIME_SIZE = 32, LEAST = 3, FULL_TEXT_ROWS = 3, TEXT_MAX = 1024 };

/* "reset    new       3f9a 11c2 → dd1b f554  jqsmith" */
static void describe(const struct history_entry *entry, char *out, size_t size)
{
	snprintf(out, size, "%-8s %-9s %s%s%s  %s", history_event_name(entry->event), entry->result,
		entry->fingerprint, entry->new_fingerprint[0] != '\0' ? " → " : "",
		entry->new_fingerprint, entry->user);
}

static void draw_entry(struct pane *pane, const struct history_entry *entry, bool selected)
{
	struct canvas *canvas = &pane->canvas;
	int row = pane_row(pane), col = pane->compact ? COL_LABEL : COL_TEXT;
	enum style style = draw_item(pane, row, selected);
	char time[TIME_SIZE], text[TEXT_MAX];

	if (!pane->compact) {
		canvas_text(canvas, row, COL_LABEL, COL_TEXT - COL_LABEL, style,
			clock_minute(entry->wall, time, sizeof(time)));
	}
	describe(entry, text, sizeof(text));
	canvas_text(canvas, row, col, pane->cols - col, STYLE_NORMAL, text);
}

/* The row may have cut it, and has no room for all of it. */
static void draw_in_full(struct pane *pane, const struct history_entry *entry)
{
	char time[TIME_SIZE], text[TEXT_MAX];

	pane_row(pane);
	snprintf(text, sizeof(text), "%s by %s from %s%s%s",
		clock_minute(entry->wall, time, sizeof(time)), entry->by, entry->from,
		entry->detail[0] != '\0' ? ": " : "", entry->detail);
	pane_paragraph(pane, COL_LABEL, STYLE_FAINT, text);
}

static void draw_rows(
	const struct model *model, struct pane *pane, const size_t *indices, size_t count)
{
	const struct list *list = &model->activity.list;
	const struct history_entry *entries = model->activity.entries;
	int place = pane->visible - pane->rows - FULL_TEXT_ROWS - 1;

	place = place < LEAST ? LEAST : place;
	int top = pane->rows;
	size_t first = list_first(pane, count, list->selected, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		pane_hit(pane, pane->rows, LIST_ROWS, i);
		draw_entry(pane, &entries[indices[i]], i == list->selected && !list->searching);
	}
	draw_more(pane, top, first, count);
	if (list->selected < count) {
		draw_in_full(pane, &entries[indices[list->selected]]);
	}
}

static void draw(const struct model *model, struct pane *pane)
{
	const struct activity *activity = &model->activity;
	size_t *indices = memory_array(activity->count, sizeof(*indices));
	size_t count = model_activity_matching(model, indices, activity->count);

	draw_search(pane, &activity->list);
	if (!activity->loaded) {
		draw_empty_list(pane,
			activity->failed ? "The history cannot be read; M tells why."
					 : "Reading the history…");
	} else if (activity->count == 0) {
		draw_empty_list(pane, "Nothing was done to a key from this machine yet.");
	} else if (count == 0) {
		draw_empty_list(pane, "Nothing matches the search.");
	} else {
		draw_rows(model, pane, indices, count);
	}
	free(indices);
}

const struct screen screen_activity = {"Activity", draw};
