/* SPDX-License-Identifier: MIT */
#include "dialog.h"

#include <assert.h>

#include "line.h"
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

/* ---- a search over a list ---- */

size_t model_dialog_matching(
	const struct model *model, const struct dialog *dialog, size_t *indices, size_t max)
{
	const struct dialog_ops *ops = model->dialog_ops[dialog->kind];
	size_t all = ops->count(model), count = 0;

	for (size_t i = 0; i < all; i++) {
		if (ops->matches(model, i, dialog->line.text)) {
			if (count < max) {
				indices[count] = i;
			}
			count++;
		}
	}
	return count;
}

size_t dialog_row(const struct model *model)
{
	const struct dialog *dialog = model_dialog(model);
	const struct dialog_ops *ops = dialog_ops(model, model->dialog_count);
	size_t all = ops->count(model), seen = 0;

	for (size_t i = 0; i < all; i++) {
		if (ops->matches(model, i, dialog->line.text) && seen++ == dialog->item) {
			return i;
		}
	}
	return all;
}

static void end_search(struct dialog *dialog, bool forget)
{
	dialog->searching = false;
	if (forget) {
		line_set(&dialog->line, "");
		dialog->item = 0;
	}
}

bool dialog_search(struct model *model, enum action action)
{
	struct dialog *dialog = dialog_top(model);
	bool narrowed = dialog->searching || dialog->line.text[0] != '\0';

	if (dialog_ops(model, model->dialog_count)->matches == NULL) {
		return false;
	}
	if (action == ACTION_SEARCH) {
		dialog->searching = true;
		return true;
	}
	if ((action == ACTION_BACK && narrowed) ||
		(action == ACTION_ACTIVATE && dialog->searching)) {
		end_search(dialog, action == ACTION_BACK);
		return true;
	}
	return false;
}

void dialog_search_text(struct model *model, uint32_t code)
{
	line_key(&dialog_top(model)->line, code);
	dialog_top(model)->held = false;
	dialog_focus(model, 0);
}

size_t dialog_items(const struct model *model)
{
	const struct dialog_ops *ops = dialog_ops(model, model->dialog_count);

	if (ops->matches != NULL) {
		return model_dialog_matching(model, model_dialog(model), NULL, 0);
	}
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
		toast_hint(model, effects,
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

/* ---- what is read ---- */

bool dialog_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	for (enum dialog_kind kind = 0; kind < DIALOG_COUNT; kind++) {
		const struct dialog_ops *ops = model->dialog_ops[kind];
		if (ops->reply != NULL && ops->reply(model, ticket, reply, effects)) {
			return true;
		}
	}
	return false;
}

void dialog_changed(struct model *model, struct effects *effects)
{
	for (enum dialog_kind kind = 0; kind < DIALOG_COUNT; kind++) {
		if (model->dialog_ops[kind]->changed != NULL) {
			model->dialog_ops[kind]->changed(model, effects);
		}
	}
}
