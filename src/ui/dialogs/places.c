/* SPDX-License-Identifier: MIT
 * What holds the key, a row a place, the selected one in full below. */
#include "dialogs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 12, COL_PATH = 12, TEXT_MAX = 1024 };

static const char *state_word(const struct holder *place)
{
	switch (place->status) {
	case HOLDER_EXCLUDED:
		return "left out";
	case HOLDER_UPDATED:
		return "updated";
	case HOLDER_CHANGED_MEANWHILE:
		return "changed";
	case HOLDER_FAILED:
		return "failed";
	case HOLDER_RESTORED:
		return "put back";
	case HOLDER_FOUND:
	case HOLDER_LEFT:
		break;
	}
	switch (place->action) {
	case HOLDER_UPDATE:
		return "update";
	case HOLDER_RESTART:
		return "restart";
	case HOLDER_MANUAL:
		break;
	}
	return "by hand";
}

/* The end of a path says more than its beginning. */
static const char *tail(const char *path, int cells)
{
	size_t len = strlen(path);

	return len > (size_t)cells && cells > 4 ? path + len - (size_t)cells + 1 : path;
}

static void draw_place(struct pane *pane, const struct holder *place, bool selected)
{
	int row = pane_row(pane), cells = pane->cols - COL_PATH;
	enum style style = draw_item(pane, row, selected);
	const char *path = tail(place->path, cells);

	canvas_fill(
		&pane->canvas, (struct box){row, COL_LABEL, 1, COL_PATH - COL_LABEL}, ' ', style);
	canvas_text(
		&pane->canvas, row, COL_LABEL, COL_PATH - COL_LABEL - 1, style, state_word(place));
	if (place->kind == HOLDER_PROCESS) {
		canvas_textf(&pane->canvas, row, COL_PATH, cells, style, "%s (process %d)",
			place->name != NULL ? place->name : path, (int)place->pid);
	} else {
		canvas_textf(&pane->canvas, row, COL_PATH, cells, style, "%s%s",
			path == place->path ? "" : "…", path == place->path ? path : path + 1);
	}
}

static void draw_none(const struct rotation *rotation, struct pane *pane)
{
	const char *why = rotation_had_old(rotation) ? "Nothing that was read holds it."
						     : "There is no key to look for.";

	if (rotation->place_count > 0) {
		why = "Nothing matches the search.";
	} else if (rotation->step == ROTATION_READING_OLD) {
		why = "Reading the present key…";
	} else if (rotation->search == SEARCH_RUNNING) {
		why = "Nothing found yet; searching…";
	}
	pane_paragraph(pane, 0, STYLE_NORMAL, why);
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct rotation *rotation = &model->rotation;
	size_t count, *rows = dialog_rows(model, dialog, &count);

	draw_search_line(pane, &dialog->line, dialog->searching);
	if (count == 0) {
		draw_none(rotation, pane);
	}
	int top = pane->rows, place = pane->visible - top;
	place = place < ROWS_MAX ? place : ROWS_MAX;
	size_t first = dialog_list_first(pane, dialog, count, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		pane_hit(pane, pane->rows, (int)i, first);
		draw_place(
			pane, rotation->places[rows[i]], i == dialog->item && !dialog->searching);
	}
	draw_more(pane, top, first, count);
	free(rows);
}

static void draw_details(const struct holder *place, struct pane *pane)
{
	char text[TEXT_MAX];
	size_t used = 0;

	used += (size_t)snprintf(text, sizeof(text), "%s%s%.700s",
		place->name != NULL ? place->name : "", place->name != NULL ? ": " : "",
		place->path);
	if (place->occurrence_count > 0 && used < sizeof(text)) {
		used += (size_t)snprintf(text + used, sizeof(text) - used, ", line %u, %s",
			place->occurrences[0].line, holder_encoding_name(place->encoding));
	}
	if (place->reason != NULL && used < sizeof(text)) {
		snprintf(text + used, sizeof(text) - used, "; %s", place->reason);
	}
	/* As many rows for each, or the list would move under the mouse. */
	struct box rest = {pane->rows, 0, pane->compact ? 2 : 4, pane->cols};
	canvas_paragraph(&pane->canvas, rest, STYLE_FAINT, text);
	pane->rows += rest.rows;
}

/* The popup is below: files can be left out. */
static bool is_asked(const struct model *model)
{
	for (size_t i = 0; i < model->dialog_count; i++) {
		if (model->dialogs[i].kind == DIALOG_RESET) {
			return model->rotation.step == ROTATION_CONFIRMING;
		}
	}
	return false;
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct rotation *rotation = &model->rotation;
	size_t count, *rows = dialog_rows(model, dialog, &count);
	const struct holder *place = dialog->item < count ? rotation->places[rows[dialog->item]]
							  : NULL;

	free(rows);
	if (place == NULL) {
		return;
	}
	if (!pane->compact) {
		pane_row(pane);
	}
	draw_details(place, pane);
	if (is_asked(model) && !pane->compact) {
		canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_FAINT,
			"Space leaves a file out or takes it in; Esc goes back");
	}
}

const struct dialog_view dialog_places = {"Places", 72, false, body, foot, NULL};
