/* SPDX-License-Identifier: MIT
 * The account menu: a row an action. */
#include "dialogs.h"

static enum action menu_means(const struct model *model, enum action action)
{
	static const enum action rows[MENU_COUNT] = {
		[MENU_SETTINGS] = ACTION_SETTINGS,
		[MENU_SERVICES] = ACTION_SERVICES,
		[MENU_ACTIVITY] = ACTION_ACTIVITY,
		[MENU_SWITCH] = ACTION_SWITCH,
		[MENU_LOCK] = ACTION_LOCK,
		[MENU_SIGN_OUT] = ACTION_SIGN_OUT,
	};
	bool chosen = action == ACTION_ACTIVATE || action == ACTION_RIGHT;

	return chosen ? rows[model_dialog(model)->item] : ACTION_NONE;
}

static void menu_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	(void)key;
	(void)effects;
	if (!dialog_move(model, action) && (action == ACTION_BACK || action == ACTION_LEFT)) {
		dialog_close(model);
	}
}

const struct dialog_ops menu_dialog = {.items = MENU_COUNT,
	.enter = "Open",
	.click = CLICK_PRESSES,
	.action = menu_action,
	.means = menu_means};
