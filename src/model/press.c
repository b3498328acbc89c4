/* SPDX-License-Identifier: MIT
 * What a key does: first as text for a field, then as an action, from the outermost (leaving,
 * repainting) inwards to the dialog or page that has the keys. */
#include "internal.h"

static void suspend(struct model *model, struct effects *effects)
{
	reveal_hide(model, effects);
	effect_add(effects, EFFECT_SUSPEND);
}

static void go(struct model *model, enum page page, struct effects *effects)
{
	if (model->page != page) {
		page_open(model, page, effects);
	}
}

static void show(struct model *model, struct effects *effects)
{
	if (!reset_is_under_way(model, effects)) {
		reveal_toggle(model, REVEAL_KEY, effects);
	}
}

static void copy(struct model *model, struct effects *effects)
{
	if (!reset_is_under_way(model, effects)) {
		reveal_copy(model, effects);
	}
}

static void innermost(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	if (model->dialog_count > 0) {
		dialog_action(model, action, key, effects);
	} else {
		page_action(model, action, effects);
	}
}

void press_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	switch (action) {
	case ACTION_QUIT:
		leave_ask(model, EXIT_STATUS_INTERRUPTED, effects);
		break;
	case ACTION_SUSPEND:
		suspend(model, effects);
		break;
	case ACTION_REPAINT:
		effect_add(effects, EFFECT_REPAINT);
		break;
	case ACTION_HELP:
		dialog_open(model, DIALOG_HELP, effects);
		break;
	case ACTION_PALETTE:
		dialog_open(model, DIALOG_PALETTE, effects);
		break;
	case ACTION_MESSAGES:
		dialog_open(model, DIALOG_MESSAGES, effects);
		break;
	case ACTION_MENU:
		dialog_open(model, DIALOG_MENU, effects);
		break;
	case ACTION_SWITCH:
		menu_choose(model, MENU_SWITCH, effects);
		break;
	case ACTION_LOCK:
		menu_choose(model, MENU_LOCK, effects);
		break;
	case ACTION_SIGN_OUT:
		menu_choose(model, MENU_SIGN_OUT, effects);
		break;
	case ACTION_SETTINGS:
		go(model, PAGE_SETTINGS, effects);
		break;
	case ACTION_SERVICES:
		go(model, PAGE_SERVICES, effects);
		break;
	case ACTION_ACTIVITY:
		go(model, PAGE_ACTIVITY, effects);
		break;
	case ACTION_SHOW:
		show(model, effects);
		break;
	case ACTION_COPY:
		copy(model, effects);
		break;
	case ACTION_RESET:
		reset_open(model, effects);
		break;
	case ACTION_ACTIVATE:
	case ACTION_SEARCH:
	case ACTION_BACK:
	case ACTION_REFRESH:
	case ACTION_NEXT:
	case ACTION_PREVIOUS:
	case ACTION_UP:
	case ACTION_DOWN:
	case ACTION_LEFT:
	case ACTION_RIGHT:
	case ACTION_FIRST:
	case ACTION_LAST:
	case ACTION_PAGE_UP:
	case ACTION_PAGE_DOWN:
		innermost(model, action, key, effects);
		break;
	case ACTION_NONE:
	case ACTION_COUNT:
		break;
	}
}

static void text(struct model *model, uint32_t code)
{
	if (model->dialog_count > 0) {
		dialog_text(model, code);
	} else {
		page_text(model, code);
	}
}

bool model_text_entry(const struct model *model)
{
	if (model->dialog_count > 0) {
		return model_dialog(model)->kind == DIALOG_PALETTE;
	}
	switch (model->page) {
	case PAGE_SIGN_IN:
		return sign_in_text_entry(model);
	case PAGE_SERVICES:
		return model->services.list.searching;
	case PAGE_ACTIVITY:
		return model->activity.list.searching;
	case PAGE_HOME:
	case PAGE_SETTINGS:
		return false;
	}
	return false;
}

static void pasted(struct model *model, uint32_t code)
{
	char bytes[4];

	if (model_text_entry(model) && !model->too_small && key_text(code, bytes) > 0) {
		text(model, code);
	}
}

void press_key(struct model *model, const struct key *key, struct effects *effects)
{
	enum action action;

	model->last_key = model->now;
	if (model->leaving) {
		return;
	}
	if (key->pasted) {
		pasted(model, key->code);
		return;
	}
	toast_key(model);
	action = action_for_key(model, key->code);
	if (action != ACTION_NONE) {
		press_action(model, action, key, effects);
	} else if (model_text_entry(model) && !model->too_small && line_takes(key->code)) {
		text(model, key->code);
	}
}
