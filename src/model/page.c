/* SPDX-License-Identifier: MIT
 * Going from page to page, and the stack of dialogs over them. */
#include "model_private.h"

#include <assert.h>

static const struct page_ops *const pages[] = {
	[PAGE_SIGN_IN] = &sign_in_page,
	[PAGE_HOME] = &home_page,
	[PAGE_SETTINGS] = &settings_page,
	[PAGE_SERVICES] = &services_page,
	[PAGE_ACTIVITY] = &activity_page,
};

static const struct dialog_ops *const dialogs[] = {
	[DIALOG_MENU] = &menu_dialog,
	[DIALOG_RESET] = &reset_dialog,
	[DIALOG_PLACES] = &places_dialog,
	[DIALOG_RESUME] = &resume_dialog,
	[DIALOG_PROGRESS] = &progress_dialog,
	[DIALOG_HELP] = &help_dialog,
	[DIALOG_PALETTE] = &palette_dialog,
	[DIALOG_MESSAGES] = &messages_dialog,
	[DIALOG_SWITCH] = &switch_dialog,
	[DIALOG_LEAVE] = &leave_dialog,
};

void page_open(struct model *model, enum page page, struct effects *effects)
{
	reveal_hide(model, effects);
	model->dialog_count = 0;
	if (pages[model->page]->close != NULL) {
		pages[model->page]->close(model, effects);
	}
	model->page = page;
	if (pages[page]->open != NULL) {
		pages[page]->open(model, effects);
	}
}

void page_action(struct model *model, enum action action, struct effects *effects)
{
	pages[model->page]->action(model, action, effects);
}

void page_text(struct model *model, uint32_t code)
{
	if (pages[model->page]->text != NULL) {
		pages[model->page]->text(model, code);
	}
}

bool page_click(struct model *model, int stop, size_t line)
{
	return pages[model->page]->click(model, stop, line);
}

const struct dialog *model_dialog(const struct model *model)
{
	return model->dialog_count > 0 ? &model->dialogs[model->dialog_count - 1] : NULL;
}

struct dialog *dialog_top(struct model *model)
{
	return model->dialog_count > 0 ? &model->dialogs[model->dialog_count - 1] : NULL;
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

void dialog_focus(struct model *model, size_t item)
{
	struct dialog *dialog = dialog_top(model);

	if (dialog->item != item) {
		dialog->item = item;
		dialog->since = model->now;
		dialog->doubted = false;
	}
}

bool dialog_move(struct model *model, enum action action, size_t count)
{
	if (!list_is_move(action)) {
		return false;
	}
	dialog_top(model)->held = false;
	dialog_focus(model, list_step(action, dialog_top(model)->item, count));
	return true;
}

void dialog_scroll(struct model *model, enum action action, size_t rows)
{
	if (!dialog_move(model, action, rows) &&
		(action == ACTION_BACK || action == ACTION_ACTIVATE)) {
		dialog_close(model);
	}
}

void dialog_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	dialogs[dialog_top(model)->kind]->action(model, action, key, effects);
}

void dialog_text(struct model *model, uint32_t code)
{
	const struct dialog_ops *ops = dialogs[dialog_top(model)->kind];

	if (ops->text != NULL) {
		ops->text(model, code);
	}
}
