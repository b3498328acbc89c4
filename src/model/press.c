/* SPDX-License-Identifier: MIT
 * What a key does: first as text for a field, then as an action, from the outermost (leaving,
 * repainting) inwards to the dialog or page that has the keys. */
#include "model_private.h"

static void quit(struct model *model, struct effects *effects)
{
	leave_ask(model, EXIT_STATUS_INTERRUPTED, effects);
}

static void suspend(struct model *model, struct effects *effects)
{
	reveal_hide(model, effects);
	effect_add(effects, EFFECT_SUSPEND);
}

static void repaint(struct model *model, struct effects *effects)
{
	(void)model;
	effect_add(effects, EFFECT_REPAINT);
}

/* With its token revoked the session can read no key any more. */
static bool can_read_key(struct model *model, struct effects *effects)
{
	if (reset_is_under_way(model, effects)) {
		return false;
	}
	if (model->rotation.token_revoked && model->reveal.what != REVEAL_KEY) {
		toast(model, effects, TOAST_ERROR,
			"this session's token is revoked; sign in with the new key to see it");
		return false;
	}
	return true;
}

static void show(struct model *model, struct effects *effects)
{
	if (can_read_key(model, effects)) {
		reveal_toggle(model, REVEAL_KEY, effects);
	}
}

static void copy(struct model *model, struct effects *effects)
{
	if (can_read_key(model, effects)) {
		reveal_copy(model, effects);
	}
}

/* Actions that are the same wherever they can be asked for: they do something, open a dialog, or
 * are an item of the account menu. All others are for the dialog or page that has the keys. */
enum everywhere { NOT_EVERYWHERE, DOES, OPENS_DIALOG, IS_MENU_ITEM };

static const struct {
	enum everywhere how;
	void (*does)(struct model *model, struct effects *effects);
	enum dialog_kind dialog;
	enum menu_item item;
} everywhere[ACTION_COUNT] = {
	[ACTION_QUIT] = {DOES, .does = quit},
	[ACTION_SUSPEND] = {DOES, .does = suspend},
	[ACTION_REPAINT] = {DOES, .does = repaint},
	[ACTION_SHOW] = {DOES, .does = show},
	[ACTION_COPY] = {DOES, .does = copy},
	[ACTION_RESET] = {DOES, .does = reset_open},
	[ACTION_HELP] = {OPENS_DIALOG, .dialog = DIALOG_HELP},
	[ACTION_PALETTE] = {OPENS_DIALOG, .dialog = DIALOG_PALETTE},
	[ACTION_MESSAGES] = {OPENS_DIALOG, .dialog = DIALOG_MESSAGES},
	[ACTION_MENU] = {OPENS_DIALOG, .dialog = DIALOG_MENU},
	[ACTION_SETTINGS] = {IS_MENU_ITEM, .item = MENU_SETTINGS},
	[ACTION_SERVICES] = {IS_MENU_ITEM, .item = MENU_SERVICES},
	[ACTION_ACTIVITY] = {IS_MENU_ITEM, .item = MENU_ACTIVITY},
	[ACTION_SWITCH] = {IS_MENU_ITEM, .item = MENU_SWITCH},
	[ACTION_LOCK] = {IS_MENU_ITEM, .item = MENU_LOCK},
	[ACTION_SIGN_OUT] = {IS_MENU_ITEM, .item = MENU_SIGN_OUT},
};

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
	switch (everywhere[action].how) {
	case DOES:
		everywhere[action].does(model, effects);
		break;
	case OPENS_DIALOG:
		dialog_open(model, everywhere[action].dialog, effects);
		break;
	case IS_MENU_ITEM:
		menu_choose(model, everywhere[action].item, effects);
		break;
	case NOT_EVERYWHERE:
		innermost(model, action, key, effects);
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
		if (key->code == KEYPRESS_CTRL_C && !key->pasted) {
			leave_hurry(model, effects);
		}
		return;
	}
	if (key->pasted) {
		pasted(model, key->code);
		return;
	}
	if (model->too_small && (key->code == KEYPRESS_ESCAPE || key->code == 'q') && !key->burst) {
		leave_ask(model, EXIT_STATUS_DONE, effects);
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
