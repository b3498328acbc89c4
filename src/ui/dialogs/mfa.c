/* SPDX-License-Identifier: MIT
 * A user's multi-factor authentication: how it is set, the devices with their buttons, what else can be done;
 * below, what the selected one is for or why it cannot be. */
#include "dialogs.h"

#include <stdio.h>

#include "keyturn/mfa.h"
#include "keyturn/text.h"

enum { TEXT_MAX = 640, BUTTONS_MAX = 3, GAP = 2, FOOT_ROWS = 2 };

/* ---- how it is set ---- */

static void draw_state(const struct model *model, struct pane *pane)
{
	const struct mfa *mfa = &model->mfa;
	char text[TEXT_MAX];

	draw_value(pane, "User", "User", mfa->user.name);
	draw_value(pane, "Multi-factor", "MFA", known_or_not(mfa_word(&mfa->user)));
	draw_value(pane, "Required", "Required", mfa_level_text(mfa->user.mfa_level));
	if (mfa->user_load.state != LOAD_READY) {
		load_text(model, &mfa->user_load, text, sizeof(text));
		pane_paragraph(pane, value_col(pane),
			mfa->user_load.state == LOAD_FAILED ? STYLE_BAD : STYLE_FAINT, text);
	}
	pane_paragraph(pane, COL_LABEL, STYLE_FAINT,
		"It guards the password only: the API key signs in without a passcode.");
}

/* ---- the devices ---- */

static void draw_device_buttons(const struct model *model, const struct dialog *dialog,
	struct pane *pane, int row, int used, size_t item, size_t count)
{
	struct button buttons[BUTTONS_MAX];

	for (size_t i = 0; i < count; i++) {
		buttons[i] = (struct button){
			model_mfa_word(model, model_mfa_item(model, item + i).act),
			dialog->item == item + i, (int)(item + i)};
	}
	int cells = buttons_cells(buttons, count);
	int col = pane->canvas.plain ? used + GAP : pane->cols - cells;
	if (used + GAP + cells > pane->cols) {
		row = pane_row(pane);
		col = pane->canvas.plain ? COL_LABEL : col > COL_LABEL ? col : COL_LABEL;
	}
	draw_buttons(&pane->canvas, row, col, pane->cols - col, buttons, count);
}

static void draw_device(const struct model *model, const struct dialog *dialog, struct pane *pane,
	const struct factor *factor, size_t item)
{
	size_t count = model_mfa_device_items(factor);
	bool focused = dialog->item >= item && dialog->item < item + count;
	const char *kind = factor->kind == FACTOR_PHONE ? "Phone" : "OTP device";
	const char *state = factor->verified ? "verified" : "not verified";
	int row = draw_label(pane, kind, factor->kind == FACTOR_PHONE ? "Phone" : "OTP", focused);
	int col = value_col(pane), used;

	used = canvas_text(&pane->canvas, row, col, value_cells(pane), STYLE_NORMAL, factor->name);
	if (used + GAP + text_width(state) > value_cells(pane)) {
		row = pane_row(pane);
		used = -GAP;
	}
	used += GAP +
		canvas_text(&pane->canvas, row, col + used + GAP, pane->cols,
			factor->verified ? STYLE_FAINT : STYLE_WARN, state);
	draw_device_buttons(model, dialog, pane, row, col + used, item, count);
}

static void draw_list_state(const struct model *model, struct pane *pane, const char *label,
	const char *small, const struct factor_list *list, const struct load *load)
{
	char text[TEXT_MAX];

	if (load->state == LOAD_READY && list->count > 0) {
		return;
	}
	int row = draw_label(pane, label, small, false);
	pane->rows = row;
	pane_paragraph(pane, value_col(pane), load->state == LOAD_FAILED ? STYLE_BAD : STYLE_NORMAL,
		load->state == LOAD_READY ? "none" : load_text(model, load, text, sizeof(text)));
}

/* Returns the item behind the last of their buttons. */
static size_t draw_devices(
	const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	size_t item = 0, count = model_mfa_items(model);

	draw_list_state(model, pane, "Phone", "Phone", model->mfa.phones, &model->mfa.phones_load);
	while (item < count && model_mfa_item(model, item).factor != NULL) {
		const struct factor *factor = model_mfa_item(model, item).factor;
		draw_device(model, dialog, pane, factor, item);
		item += model_mfa_device_items(factor);
	}
	draw_list_state(model, pane, "OTP device", "OTP", model->mfa.otp, &model->mfa.otp_load);
	return item;
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	size_t count = model_mfa_items(model);

	draw_state(model, pane);
	for (size_t i = draw_devices(model, dialog, pane); i < count; i++) {
		draw_dialog_item(pane, i, i == dialog->item,
			model_mfa_word(model, model_mfa_item(model, i).act));
	}
}

/* As many rows for each, or the list would move under the mouse. */
static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct mfa_item item = model_mfa_item(model, dialog->item);
	const char *refusal = model_mfa_refusal(model, item);
	struct box rest = {pane->rows, 0, FOOT_ROWS, pane->cols};
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), "%s%s.", refusal != NULL ? "Not now: " : "",
		refusal != NULL ? refusal : model_mfa_purpose(model, item));
	canvas_paragraph(&pane->canvas, rest, refusal != NULL ? STYLE_WARN : STYLE_FAINT, text);
	pane->rows += FOOT_ROWS;
}

const struct dialog_view dialog_mfa = {"Multi-Factor", 72, false, body, foot, NULL};
