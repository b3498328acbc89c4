/* SPDX-License-Identifier: MIT
 * What holds the key, a row a place, the selected one in full below. */
#include "dialogs.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/place_words.h"

enum { ROWS_MAX = 12, COL_PATH = 12, TEXT_MAX = 1024 };

static const char *state_word(const struct holder *place)
{
	switch (place->status) {
	case HOLDER_EXCLUDED:
		return "skipped";
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

static void draw_unsearched(struct pane *pane, const struct unsearched *item, bool selected)
{
	int row = pane_row(pane), cells = pane->cols - COL_PATH;
	enum style style = draw_item(pane, row, selected);
	const char *path = tail(item->path, cells);

	canvas_fill(
		&pane->canvas, (struct box){row, COL_LABEL, 1, COL_PATH - COL_LABEL}, ' ', style);
	canvas_text(&pane->canvas, row, COL_LABEL, COL_PATH - COL_LABEL - 1, style, "not read");
	canvas_textf(&pane->canvas, row, COL_PATH, cells, style, "%s%s",
		path == item->path ? "" : "…", path == item->path ? path : path + 1);
}

/* A place, or behind them what was not looked into. */
static void draw_row(
	struct pane *pane, const struct rotation *rotation, size_t index, bool selected)
{
	if (index < rotation->place_count) {
		draw_place(pane, rotation->places[index], selected);
	} else {
		draw_unsearched(
			pane, &rotation->unsearched.items[index - rotation->place_count], selected);
	}
}

static void draw_none(const struct rotation *rotation, struct pane *pane)
{
	const char *why = rotation_had_old(rotation) ? "The key was not found."
						     : "There is no key to look for.";

	if (rotation->place_count + rotation->unsearched.count > 0) {
		why = "Nothing matches the search.";
	} else if (rotation->step == ROTATION_READING_OLD) {
		why = "Reading the current key…";
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
		draw_row(pane, rotation, rows[i], i == dialog->item && !dialog->searching);
	}
	draw_more(pane, top, first, count);
	free(rows);
}

/* As many rows for each, or the list would move under the mouse. */
static void draw_detail_text(struct pane *pane, const char *text)
{
	struct box rest = {pane->rows, 0, pane->compact ? 2 : 4, pane->cols};

	canvas_paragraph(&pane->canvas, rest, STYLE_FAINT, text);
	pane->rows += rest.rows;
}

static void draw_reason(const struct unsearched *item, struct pane *pane)
{
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), "%.700s: not searched: %.200s", item->path, item->reason);
	draw_detail_text(pane, text);
}

static void draw_details(const struct holder *place, struct pane *pane)
{
	char text[PLACE_WORDS_SIZE];

	place_sentence(place, text, sizeof(text));
	const size_t used = strlen(text);
	if (place->afterwards != NULL) {
		snprintf(text + used, sizeof(text) - used, "; afterwards: %s", place->afterwards);
	}
	draw_detail_text(pane, text);
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
	const size_t index = dialog->item < count ? rows[dialog->item] : SIZE_MAX;

	free(rows);
	if (index == SIZE_MAX) {
		return;
	}
	if (!pane->compact) {
		pane_row(pane);
	}
	if (index < rotation->place_count) {
		draw_details(rotation->places[index], pane);
	} else {
		draw_reason(&rotation->unsearched.items[index - rotation->place_count], pane);
	}
	if (is_asked(model) && !pane->compact) {
		canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_FAINT,
			"Space skips or includes a file; Esc goes back");
	}
}

const struct dialog_view dialog_places = {"Places", 72, false, body, foot, NULL};
