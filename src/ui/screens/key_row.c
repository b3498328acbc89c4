/* SPDX-License-Identifier: MIT */
#include "key_row.h"

#include <stdio.h>

enum { TEXT_MAX = 640, GAP = 2, TIGHT = 2 /* cells that a tight button saves */ };

/* ---- values ---- */

void draw_row_buttons(
	struct pane *pane, int row, int used, const struct button *buttons, size_t count)
{
	int cells = buttons_cells(buttons, count);
	int col = pane->canvas.plain ? used + GAP : pane->cols - cells;

	if (used + GAP + cells > pane->cols) {
		row = pane_row(pane);
		col = pane->canvas.plain ? COL_LABEL : col;
	}
	draw_buttons(&pane->canvas, row, col, pane->canvas.cols, buttons, count);
}

bool is_revealed(const struct model *model, enum reveal_what what)
{
	const struct dialog *dialog = model_dialog(model);

	return model->reveal.what == what && model->reveal.secret != NULL &&
		(dialog == NULL || dialog->kind != DIALOG_PROGRESS);
}

bool is_asked(const struct model *model, enum reveal_what what)
{
	return model->reveal.load.state == LOAD_UNDER_WAY && model->reveal.asked == what;
}

int mask_cells(const struct pane *pane)
{
	return value_cells(pane) < KEY_DOTS ? value_cells(pane) : KEY_DOTS;
}

/* ---- the key ---- */

static bool has_key(const struct model *model)
{
	return model_key(model)->fingerprint[0] != '\0';
}

static void draw_key_buttons(
	const struct model *model, struct pane *pane, const struct key_row *key, int row)
{
	const struct button buttons[] = {
		{is_revealed(model, REVEAL_KEY) ? "Hide" : "Show", key->focus == key->show,
			key->show},
		{"Copy", key->focus == key->copy, key->copy},
		{"Reset", key->focus == key->reset, key->reset},
	};
	size_t count = sizeof(buttons) / sizeof(*buttons);
	int col = value_col(pane) + mask_cells(pane) + GAP;

	/* Beside the key, where the last two may be tight, or else below it; never at the frame. */
	if (buttons_cells(buttons, count) - 2 * TIGHT > pane->cols - col) {
		row = pane_row(pane);
		col = COL_LABEL;
	}
	draw_buttons(&pane->canvas, row, col, pane->cols - col, buttons, count);
}

/* What is on the key's own place when it is not shown in clear. */
static void draw_key_place(
	const struct model *model, struct pane *pane, const struct key_row *key, int row)
{
	int col = value_col(pane), cells = mask_cells(pane);

	if (key->load->state != LOAD_READY) {
		canvas_text(&pane->canvas, row, col, cells, STYLE_FAINT, "not read");
	} else if (!has_key(model)) {
		canvas_text(&pane->canvas, row, col, cells, STYLE_NORMAL, "none");
	} else {
		draw_mask(&pane->canvas, row, col, cells, KEY_DOTS);
	}
}

/* "Fingerprint 3f9a 11c2 · last reset here 41 days ago · held in 7 places" */
static void known_of_key(const struct model *model, char *out, size_t size)
{
	const struct key_read *known = model_key(model);
	char reset[64] = "", held[64] = "", age[40];

	if (known->last_reset != 0) {
		snprintf(reset, sizeof(reset), " · last reset here %s",
			age_text(model, known->last_reset, age, sizeof(age)));
	}
	if (known->searched) {
		snprintf(held, sizeof(held), " · held in %zu place%s", known->held,
			known->held == 1 ? "" : "s");
	}
	snprintf(out, size, "Fingerprint %s%s%s", known->fingerprint, reset, held);
}

/* The line under the key: its fingerprint, and what is going on with it. */
static void key_status(const struct model *model, const struct key_row *key, char *out, size_t size)
{
	const struct reveal *reveal = &model->reveal;
	char going_on[TEXT_MAX] = "";

	if (key->load->state != LOAD_READY) {
		load_text(model, key->load, out, size);
		return;
	}
	if (is_revealed(model, REVEAL_KEY)) {
		shown_text(model, going_on, sizeof(going_on));
	} else if (is_asked(model, REVEAL_KEY)) {
		waiting_text(model, &reveal->load, going_on, sizeof(going_on));
	}
	if (has_key(model) && going_on[0] != '\0') {
		snprintf(out, size, "Fingerprint %s · %s", model_key(model)->fingerprint, going_on);
	} else if (has_key(model)) {
		known_of_key(model, out, size);
	} else {
		const char *why = key->load->error.detail;
		snprintf(out, size, "%s%s%s", going_on[0] != '\0' ? going_on : "Reset makes one",
			why[0] != '\0' ? " · the service says: " : "", why);
	}
}

void draw_key_row(const struct model *model, struct pane *pane, const struct key_row *key)
{
	bool focused = key->focus == key->show || key->focus == key->copy ||
		key->focus == key->reset;
	char status[TEXT_MAX + 64];

	int row = draw_label(pane, "API Key", "API Key", focused);
	if (is_revealed(model, REVEAL_KEY)) {
		draw_reveal(pane, row, value_col(pane), mask_cells(pane), model->reveal.secret);
	} else {
		draw_key_place(model, pane, key, row);
	}
	draw_key_buttons(model, pane, key, row);
	key_status(model, key, status, sizeof(status));
	pane_paragraph(
		pane, COL_LABEL, key->load->state == LOAD_FAILED ? STYLE_BAD : STYLE_FAINT, status);
}
