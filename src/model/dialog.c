/* SPDX-License-Identifier: MIT */
#include "dialog.h"

#include <assert.h>

#include "list.h"
#include "toast.h"
#include "reveal.h"

const struct dialog *model_dialog(const struct model *model)
{
	return model->dialog_count > 0 ? &model->dialogs[model->dialog_count - 1] : NULL;
}

struct dialog *dialog_top(struct model *model)
{
	return model->dialog_count > 0 ? &model->dialogs[model->dialog_count - 1] : NULL;
}

const struct dialog_ops *dialog_ops(const struct model *model, size_t count)
{
	return model->dialog_ops[model->dialogs[count - 1].kind];
}

bool dialog_is_open(const struct model *model, enum dialog_kind kind)
{
	for (size_t i = 0; i < model->dialog_count; i++) {
		if (model->dialogs[i].kind == kind) {
			return true;
		}
	}
	return false;
}

/* Each kind is open once at most, which also bounds the stack. */
struct dialog *dialog_open(struct model *model, enum dialog_kind kind, struct effects *effects)
{
	struct dialog *dialog;

	reveal_hide(model, effects);
	dialog_close_kind(model, kind);
	assert(model->dialog_count < DIALOGS_MAX);
	dialog = &model->dialogs[model->dialog_count++];
	*dialog = (struct dialog){.kind = kind, .since = model->now};
	return dialog;
}

void dialog_in_sight(struct model *model)
{
	if (model->dialog_count > 0) {
		dialog_top(model)->since = model->now;
	}
}

void dialog_close(struct model *model)
{
	assert(model->dialog_count > 0);
	model->dialog_count--;
	dialog_in_sight(model);
}

void dialog_close_kind(struct model *model, enum dialog_kind kind)
{
	size_t kept = 0;

	for (size_t i = 0; i < model->dialog_count; i++) {
		if (model->dialogs[i].kind != kind) {
			model->dialogs[kept++] = model->dialogs[i];
		}
	}
	if (kept < model->dialog_count) {
		model->dialog_count = kept;
		dialog_in_sight(model);
	}
}

size_t dialog_items(const struct model *model)
{
	const struct dialog_ops *ops = dialog_ops(model, model->dialog_count);

	return ops->count != NULL ? ops->count(model) : ops->items;
}

void dialog_focus(struct model *model, size_t item)
{
	struct dialog *dialog = dialog_top(model);

	if (dialog->item != item) {
		dialog->item = item;
		dialog->since = model->now;
		dialog->doubted = false;
	}
}

void dialog_doubt(struct model *model)
{
	for (size_t i = 0; i < model->dialog_count; i++) {
		model->dialogs[i].doubted = true;
	}
}

bool dialog_doubted(struct model *model, struct effects *effects)
{
	bool doubted = dialog_top(model)->doubted;

	if (doubted) {
		toast(model, effects, TOAST_INFO,
			"Something else came in between: go to this button again, then press Enter");
	}
	return doubted;
}

bool dialog_move(struct model *model, enum action action)
{
	if (!list_is_move(action)) {
		return false;
	}
	dialog_top(model)->held = false;
	dialog_focus(model, list_step(action, dialog_top(model)->item, dialog_items(model)));
	return true;
}

void dialog_scroll(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	(void)key;
	(void)effects;
	if (!dialog_move(model, action) && (action == ACTION_BACK || action == ACTION_ACTIVATE)) {
		dialog_close(model);
	}
}
