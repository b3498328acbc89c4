/* SPDX-License-Identifier: MIT
 * The account menu. */
#include "model_private.h"

void menu_choose(struct model *model, enum menu_item item, struct effects *effects)
{
	bool ends_session = item == MENU_LOCK || item == MENU_SIGN_OUT || item == MENU_SWITCH;

	if (ends_session && reset_is_under_way(model, effects)) {
		return;
	}
	switch (item) {
	case MENU_SETTINGS:
		page_open(model, PAGE_SETTINGS, effects);
		break;
	case MENU_SERVICES:
		page_open(model, PAGE_SERVICES, effects);
		break;
	case MENU_ACTIVITY:
		page_open(model, PAGE_ACTIVITY, effects);
		break;
	case MENU_SWITCH:
		dialog_open(model, DIALOG_SWITCH, effects);
		break;
	case MENU_LOCK:
		lock_now(model, NULL, effects);
		break;
	case MENU_SIGN_OUT:
		session_sign_out(model, effects);
		break;
	case MENU_COUNT:
		break;
	}
}

static void menu_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	enum menu_item item = (enum menu_item)dialog_top(model)->item;

	(void)key;
	if (dialog_move(model, action, MENU_COUNT)) {
		return;
	}
	if (action == ACTION_BACK || action == ACTION_LEFT) {
		dialog_close(model);
	} else if (action == ACTION_ACTIVATE || action == ACTION_RIGHT) {
		dialog_close(model);
		menu_choose(model, item, effects);
	}
}

const struct dialog_ops menu_dialog = {.action = menu_action};
