/* SPDX-License-Identifier: MIT
 * The popup that asks before the key is replaced: what happens, and what on this machine holds it. */
#include "dialogs.h"

#include <stdio.h>

#include "keyturn/text.h"

enum { TEXT_MAX = 640, NAME_CELLS = 40, COL_COUNT = 2, COL_SECOND_COUNT = 38 };

/* Rows below what happens: a blank one, the head, the counts, how the search goes. They are there from
 * the time the popup opens, or its buttons would move under the mouse. */
enum { HOLDER_ROWS = 5, HOLDER_ROWS_COMPACT = 7 };

static void draw_what_happens(const struct model *model, struct pane *pane)
{
	const char *name = model->rotation.user_name[0] != '\0' ? model->rotation.user_name
								: model->session.user_name;
	const struct rotation *rotation = &model->rotation;
	char text[TEXT_MAX];

	if (rotation->step == ROTATION_CONFIRMING && !rotation_had_old(rotation)) {
		snprintf(text, sizeof(text),
			"A first key is made; %.*s has none now. Without an old key this machine "
			"cannot be searched and no file is updated: you put the new one wherever "
			"it is needed.",
			(int)text_fit(name, NAME_CELLS), name);
		pane_paragraph(pane, 0, STYLE_WARN, text);
		return;
	}
	snprintf(text, sizeof(text),
		"A new key replaces the one %.*s uses now. Applications that use the old key are "
		"disconnected until they have the new one; those holding a token fail within "
		"24 hours.",
		(int)text_fit(name, NAME_CELLS), name);
	pane_paragraph(pane, 0, STYLE_WARN, text);
}

/* ---- the counts, which grow while the search goes on ---- */

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

static void draw_head(const struct rotation *rotation, struct pane *pane)
{
	bool going_on = rotation->search == SEARCH_RUNNING;
	char text[TEXT_MAX];

	if (rotation->place_count == 0) {
		snprintf(text, sizeof(text), "%s",
			going_on ? "The key has not been found on this machine yet."
				 : "The key was not found on this machine.");
	} else {
		snprintf(text, sizeof(text),
			"This machine holds the key in %zu place%s%s:", rotation->place_count,
			plural(rotation->place_count), going_on ? " so far" : "");
	}
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
}

/* Beside what is on `row` up to column `used`, or on the next row. */
static void draw_second_count(struct pane *pane, int row, int used, size_t count, const char *what)
{
	int col = used + 2 > COL_SECOND_COUNT ? used + 2 : COL_SECOND_COUNT;

	if (pane->compact) {
		row = pane_row(pane);
		col = COL_COUNT;
	}
	canvas_textf(
		&pane->canvas, row, col, pane->cols - col, STYLE_NORMAL, "%zu %s", count, what);
}

static void draw_counts(const struct rotation *rotation, struct pane *pane)
{
	const struct rotation_counts counts = rotation_count(rotation);
	int cells = pane->cols - COL_COUNT, row = pane_row(pane);
	int used = canvas_textf(&pane->canvas, row, COL_COUNT, cells, STYLE_NORMAL,
		"%zu file%s that keyturn will update", counts.update, plural(counts.update));

	draw_second_count(pane, row, COL_COUNT + used, counts.manual, "you must edit yourself");
	row = pane_row(pane);
	used = canvas_textf(&pane->canvas, row, COL_COUNT, cells, STYLE_NORMAL,
		"%zu running process%s (restart %s)", counts.restart,
		counts.restart == 1 ? "" : "es", counts.restart == 1 ? "it" : "them");
	if (counts.excluded > 0) {
		draw_second_count(pane, row, COL_COUNT + used, counts.excluded, "skipped by you");
	}
}

static void draw_search_state(const struct rotation *rotation, struct pane *pane)
{
	unsigned long long files = rotation->files_read;

	if (rotation->search == SEARCH_RUNNING) {
		canvas_textf(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_FAINT,
			pane->compact ? "searching… %llu files"
				      : "searching… %llu files read; Generate stops the search",
			files);
	} else if (unsearched_total(&rotation->unsearched) > 0) {
		char line[UNSEARCHED_LINE_SIZE];
		unsearched_line(&rotation->unsearched, line);
		canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_FAINT, line);
	}
}

static void draw_holders(const struct rotation *rotation, struct pane *pane)
{
	if (rotation->step != ROTATION_CONFIRMING || !rotation_had_old(rotation)) {
		return;
	}
	if (!pane->compact) {
		pane_row(pane);
	}
	if (pane->canvas.plain && rotation->search == SEARCH_RUNNING) { /* told when it is over */
		canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_NORMAL,
			pane->compact ? "searching…" : "searching…; Generate stops the search");
		return;
	}
	draw_head(rotation, pane);
	if (rotation->place_count > 0) {
		draw_counts(rotation, pane);
	}
	draw_search_state(rotation, pane);
}

/* Too tall for the canvas it is seen in parts: its beginning with Cancel, its end with Generate. */
static int first_row(const struct dialog *dialog, const struct pane *pane)
{
	switch ((enum reset_item)dialog->item) {
	case RESET_LEAKED:
		return pane->visible;
	case RESET_PLACES:
		return 2 * pane->visible;
	case RESET_GENERATE:
		return pane->rows;
	case RESET_CANCEL:
	case RESET_ITEM_COUNT:
		break;
	}
	return 0;
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	draw_what_happens(model, pane);
	int end = pane->rows + (pane->compact ? HOLDER_ROWS_COMPACT : HOLDER_ROWS);
	draw_holders(&model->rotation, pane);
	end = end < pane->visible ? end : pane->visible; /* or one would scroll to blank rows */
	pane->rows = pane->rows > end ? pane->rows : end;
	pane->first = first_row(dialog, pane);
}

/* ---- the foot ---- */

/* The key that will be replaced, so that nobody confirms for the wrong account unknowingly. */
static void draw_present_key(const struct model *model, struct pane *pane)
{
	const struct rotation *rotation = &model->rotation;
	bool counted = pane->compact && !(pane->canvas.plain && rotation->search == SEARCH_RUNNING);
	bool overdue = model->step.waiting || model->now - model->step.since >= 1000;
	char text[TEXT_MAX], wait[TEXT_MAX / 2];

	if (rotation->step == ROTATION_READING_OLD) {
		snprintf(text, sizeof(text), "Reading the current key… %s",
			overdue ? waiting_text(model, &model->step, wait, sizeof(wait)) : "");
	} else if (rotation->step == ROTATION_IDLE) {
		snprintf(text, sizeof(text), "The current key was not read.");
	} else if (rotation_had_old(rotation) && counted) {
		snprintf(text, sizeof(text), "Key %s, in %zu place%s%s",
			rotation->old_trace.fingerprint, rotation->place_count,
			plural(rotation->place_count),
			rotation->search == SEARCH_RUNNING ? "…" : "");
	} else if (rotation_had_old(rotation)) {
		snprintf(text, sizeof(text), "Current key: fingerprint %s",
			rotation->old_trace.fingerprint);
	} else {
		snprintf(text, sizeof(text), "There is no key now.");
	}
	canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_FAINT, text);
}

static void draw_leaked(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	bool focused = dialog->item == RESET_LEAKED;
	int row = pane_row(pane), col = pane->canvas.plain ? COL_LABEL : 0;

	pane_hit(pane, row, RESET_LEAKED, 0);
	draw_marker(pane, row, focused && pane->canvas.plain);
	canvas_textf(&pane->canvas, row, col, pane->cols, focused ? STYLE_FOCUS : STYLE_NORMAL,
		"[%s] It leaked: also %s", model->rotation.leaked ? "x" : " ",
		pane->compact ? "revoke tokens" : "revoke the tokens that can be found");
	if (focused) {
		canvas_cursor(&pane->canvas, row, col + 1);
	}
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct button buttons[] = {
		{"Cancel", dialog->item == RESET_CANCEL, RESET_CANCEL},
		{pane->compact ? "Generate" : "Generate New Key", dialog->item == RESET_GENERATE,
			RESET_GENERATE},
		{"Places", dialog->item == RESET_PLACES, RESET_PLACES},
	};

	draw_present_key(model, pane);
	draw_leaked(model, dialog, pane);
	draw_dialog_buttons(pane, buttons, 3);
}

const struct dialog_view dialog_reset = {"Reset API Key", 64, false, body, foot, NULL};
