/* SPDX-License-Identifier: MIT
 * A form: its fields with their rules, then what was and what will be, then what came of it. */
#include "dialogs.h"

#include <stdio.h>

#include "keyturn/forms.h"
#include "keyturn/secret.h"

enum { TEXT_MAX = 640, FIELD_MAX = 34, GAP = 2 };

static const char *label_of(const struct pane *pane, const struct form_field_info *info)
{
	return pane->compact ? info->small : info->label;
}

/* ---- the fields ---- */

static int draw_input(const struct model *model, struct pane *pane, size_t index,
	const struct form_field_info *info, bool focused)
{
	const struct form_field *field = &model->form.fields[index];
	int row = draw_label(pane, info->label, info->small, focused);
	int col = value_col(pane);
	int cells = value_cells(pane) < FIELD_MAX ? value_cells(pane) : FIELD_MAX;

	switch (info->kind) {
	case FIELD_TEXT:
		draw_field(&pane->canvas, row, col, cells, &field->line, focused);
		break;
	case FIELD_SECRET:
		draw_secret_field(&pane->canvas, row, col, cells,
			secret_input_length(field->secret) > 0, focused);
		break;
	case FIELD_CHOICE:
		draw_choice(&pane->canvas, row, col, cells,
			model_form_choice(model, index, field->choice), focused);
		break;
	}
	pane_hit(pane, row, (int)index, 0);
	return row;
}

/* The rule stands below the field, or in its place what is wrong. */
static void draw_one(const struct model *model, struct pane *pane, size_t index,
	const struct form_field_info *info, bool focused)
{
	const char *problem = model->form.fields[index].problem;
	char text[TEXT_MAX];

	draw_input(model, pane, index, info, focused);
	if (problem != NULL) {
		snprintf(text, sizeof(text), "! %s", problem);
		pane_paragraph(pane, value_col(pane), STYLE_BAD, text);
	} else if (info->rule != NULL && (focused || !pane->compact)) {
		pane_paragraph(pane, value_col(pane), STYLE_FAINT, info->rule);
	}
}

static void draw_fields(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct form_field_info *infos;
	size_t count = model_form_fields(model, &infos);

	for (size_t i = 0; i < count; i++) {
		draw_one(model, pane, i, &infos[i], dialog->item == i);
	}
}

/* ---- before and after ---- */

static void draw_change(const struct model *model, struct pane *pane, size_t index,
	const struct form_field_info *info)
{
	const struct form_field *field = &model->form.fields[index];
	const char *before = field->before, *after = field->line.text;
	char text[2 * LINE_SIZE + 64];

	if (info->kind == FIELD_SECRET) {
		snprintf(text, sizeof(text), "%s: as typed", label_of(pane, info));
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, text);
		return;
	}
	if (info->kind == FIELD_CHOICE) {
		before = model_form_choice(model, index, field->choice_before);
		after = model_form_choice(model, index, field->choice);
	}
	snprintf(text, sizeof(text), "%s: now %s", label_of(pane, info),
		before[0] != '\0' ? before : "none");
	pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, text);
	snprintf(text, sizeof(text), "becomes %s", after[0] != '\0' ? after : "none");
	pane_paragraph(pane, 2 * COL_LABEL, STYLE_NORMAL, text);
}

static void draw_changes(const struct model *model, struct pane *pane)
{
	const struct form_field_info *infos;
	size_t count = model_form_fields(model, &infos);
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), "User %.128s", model->form.user.name);
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
	for (size_t i = 0; i < count; i++) {
		if (model_form_changed(model, i) && !infos[i].aside) {
			draw_change(model, pane, i, &infos[i]);
		}
	}
}

/* ---- what is going on ---- */

static void draw_waiting(const struct model *model, struct pane *pane)
{
	char text[TEXT_MAX], waiting[TEXT_MAX / 2];
	const char *what = "Sent; waiting for the answer";

	if (model->form.change.step == CHANGE_CHECKING) {
		what = "Looking whether it is still as shown";
	} else if (model->form.change.step != CHANGE_SENT) {
		what = "No answer came; looking whether it was done";
	}
	bool overdue = model->now - model->form.wait.since >= 1000 && !pane->canvas.plain;
	snprintf(text, sizeof(text), "%s%s%s", what,
		model->form.wait.waiting || overdue ? ": " : "…",
		model->form.wait.waiting || overdue
			? waiting_text(model, &model->form.wait, waiting, sizeof(waiting))
			: "");
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
}

static void draw_told(const struct model *model, struct pane *pane)
{
	char text[TOAST_SIZE + 4];

	if (model->form.told[0] != '\0') {
		snprintf(text, sizeof(text), "! %s.", model->form.told);
		pane_paragraph(pane, 0, STYLE_BAD, text);
	}
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	char text[TEXT_MAX];

	draw_told(model, pane);
	switch (model->form.stage) {
	case FORM_EDITING:
		draw_fields(model, dialog, pane);
		break;
	case FORM_CONFIRMING:
		draw_changes(model, pane);
		pane_paragraph(pane, 0, STYLE_NORMAL, model_form_note(model, text, sizeof(text)));
		pane->first = dialog->item == 0 ? 0 : pane->rows;
		break;
	case FORM_SENDING:
		draw_waiting(model, pane);
		break;
	case FORM_TOLD:
		break;
	}
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	struct button buttons[2];
	size_t items = model_form_items(model), count = 0;

	for (size_t i = 0; i < items; i++) {
		if (model_form_button(model, i) != FORM_FIELD) {
			buttons[count++] = (struct button){
				model_form_button_word(model, i), dialog->item == i, (int)i};
		}
	}
	draw_dialog_buttons(pane, buttons, count);
}

const struct dialog_view dialog_form = {NULL, 60, false, body, foot, NULL, model_form_title};
