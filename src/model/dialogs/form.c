/* SPDX-License-Identifier: MIT
 * The keys of a form: its fields, then its buttons. */
#include "../forms/form.h"

#include <string.h>

#include "../line.h"
#include "../toast.h"
#include "dialogs.h"
#include "leave.h"

/* ---- what the items are ---- */

static size_t shown_fields(const struct form *form)
{
	return form->stage == FORM_EDITING && form->ops != NULL ? form->ops->field_count : 0;
}

size_t model_form_items(const struct model *model)
{
	const struct form *form = &model->form;
	bool reading = form->stage == FORM_SENDING || form->stage == FORM_TOLD;

	return shown_fields(form) + (reading ? 1 : 2);
}

enum form_button model_form_button(const struct model *model, size_t item)
{
	size_t fields = shown_fields(&model->form);

	return item < fields ? FORM_FIELD : item == fields ? FORM_CLOSE : FORM_GO;
}

const char *model_form_button_word(const struct model *model, size_t item)
{
	const struct form *form = &model->form;
	bool fields = form->ops != NULL && form->ops->field_count > 0;

	switch (model_form_button(model, item)) {
	case FORM_FIELD:
		return "Next";
	case FORM_CLOSE:
		if (form->stage == FORM_CONFIRMING && fields) {
			return "Back";
		}
		return form->stage == FORM_TOLD || form_under_way(model) ? "Close" : "Cancel";
	case FORM_GO:
		break;
	}
	return form->stage == FORM_EDITING ? "Continue" : model_form_verb(model);
}

static enum form_field_kind kind_of(const struct model *model, size_t item)
{
	return model->form.ops->fields[item].kind;
}

/* ---- the keys ---- */

static void choose(struct model *model, size_t item, int direction, struct effects *effects)
{
	struct form *form = &model->form;
	size_t count = form->ops->choices(model, form, item);

	if (count < 2) {
		toast_hint(model, effects, "There is no other choice");
		return;
	}
	form->fields[item].choice = (form->fields[item].choice + count + (size_t)direction) % count;
	form->fields[item].problem = NULL;
}

/* What is lost by it is asked about first. */
static void close(struct model *model, struct effects *effects)
{
	const struct form *form = &model->form;

	if (form->stage == FORM_CONFIRMING && form->ops->field_count > 0) {
		form_back(model);
	} else if (form->stage == FORM_EDITING && form_touched(model)) {
		leave_form(model, effects);
	} else if (form_under_way(model)) {
		toast(model, effects, TOAST_INFO,
			"It was sent and goes on; a message tells how it ends");
		form_close(model, effects);
	} else {
		form_close(model, effects);
	}
}

static void go(struct model *model, const struct key *key, struct effects *effects)
{
	int64_t shown = model->now - dialog_top(model)->since;

	if (model->form.stage == FORM_EDITING) {
		form_continue(model, effects);
	} else if (dialog_doubted(model, effects)) {
		return;
	} else if (key == NULL || key->pasted || key->burst || shown < CONFIRM_MS_MIN) {
		toast_hint(model, effects, "Press Enter once more to confirm");
	} else {
		form_send(model, effects);
	}
}

static void activate(struct model *model, const struct key *key, struct effects *effects)
{
	size_t item = model_dialog(model)->item;

	switch (model_form_button(model, item)) {
	case FORM_FIELD:
		dialog_focus(model, item + 1 == shown_fields(&model->form) ? item + 2 : item + 1);
		break;
	case FORM_CLOSE:
		close(model, effects);
		break;
	case FORM_GO:
		go(model, key, effects);
		break;
	}
}

static void step(struct model *model, int direction)
{
	size_t count = model_form_items(model);

	dialog_focus(model, (model_dialog(model)->item + count + (size_t)direction) % count);
}

static void form_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	size_t item = model_dialog(model)->item, fields = shown_fields(&model->form);
	int direction = action == ACTION_LEFT ? -1 : 1;

	if (action == ACTION_BACK) {
		close(model, effects);
	} else if (action == ACTION_ACTIVATE) {
		activate(model, key, effects);
	} else if (action == ACTION_NEXT || action == ACTION_PREVIOUS) {
		step(model, action == ACTION_NEXT ? 1 : -1);
	} else if (action == ACTION_UP || action == ACTION_DOWN) {
		step(model, action == ACTION_DOWN ? 1 : -1);
	} else if (action == ACTION_FIRST || action == ACTION_LAST) {
		dialog_focus(model, action == ACTION_FIRST ? 0 : model_form_items(model) - 1);
	} else if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		if (item < fields && kind_of(model, item) == FIELD_CHOICE) {
			choose(model, item, direction, effects);
		} else if (item >= fields && model_form_items(model) > fields + 1) {
			dialog_focus(model, direction < 0 ? fields : fields + 1);
		}
	}
}

static bool form_takes_text(const struct model *model)
{
	size_t item = model_dialog(model)->item;

	return item < shown_fields(&model->form) && kind_of(model, item) != FIELD_CHOICE;
}

static void form_text(struct model *model, uint32_t code)
{
	struct form_field *field = &model->form.fields[model_dialog(model)->item];

	field->problem = NULL;
	if (field->secret != NULL) {
		line_secret_key(field->secret, code);
	} else {
		line_key(&field->line, code);
	}
}

static const char *form_enter_word(const struct model *model)
{
	return model_form_button_word(model, model_dialog(model)->item);
}

static enum click_manner form_click_on(const struct model *model, size_t item)
{
	return model_form_button(model, item) == FORM_FIELD ? CLICK_SELECTS : CLICK_PRESSES;
}

const struct dialog_ops form_dialog = {.count = model_form_items,
	.enter_word = form_enter_word,
	.click_on = form_click_on,
	.action = form_action,
	.text = form_text,
	.takes_text = form_takes_text};
