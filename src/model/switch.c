/* SPDX-License-Identifier: MIT
 * Signing in to another account: those the profiles name, or one typed in. */
#include "model_private.h"

static void sign_in_as(struct model *model, size_t row, struct effects *effects)
{
	bool listed = row < model->options.account_count;

	if (model->signed_in) {
		session_revoke(model, effects);
		toast(model, effects, TOAST_INFO, "signed out");
	}
	session_forget(model, effects);
	if (listed) {
		sign_in_to_account(model, (int)row, effects);
	} else {
		line_set(&model->sign_in.username, "");
		sign_in_form(model, -1, effects);
	}
}

static void switch_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	size_t row = dialog_top(model)->item;

	(void)key;
	if (dialog_move(model, action, model->options.account_count + 1)) {
		return;
	}
	if (action == ACTION_BACK || action == ACTION_LEFT) {
		dialog_close(model);
	} else if (action == ACTION_ACTIVATE) {
		dialog_close(model);
		sign_in_as(model, row, effects);
	}
}

const struct dialog_ops switch_dialog = {.action = switch_action};
