/* SPDX-License-Identifier: MIT
 * Signing in to another account: those the profiles name, or one typed in. */
#include "dialogs.h"

#include "keyturn/text.h"

#include "../pages/sign_in.h"
#include "leave.h"

static size_t switch_account_count(const struct model *model)
{
	return model->options.account_count + 1;
}

/* "Another account" is none of those that are searched, and always there. */
static bool switch_account_matches(const struct model *model, size_t index, const char *text)
{
	if (index >= model->options.account_count) {
		return true;
	}
	const struct account_choice *account = &model->options.accounts[index];
	return text_contains(account->profile, text) || text_contains(account->label, text) ||
		text_contains(account->username, text);
}

static void switch_account_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	size_t row = dialog_row(model);

	(void)key;
	if (dialog_move(model, action)) {
		return;
	}
	if (action == ACTION_BACK || action == ACTION_LEFT) {
		dialog_close(model);
	} else if (action == ACTION_ACTIVATE && row < switch_account_count(model)) {
		dialog_close(model);
		if (model->signed_in) {
			leave_account(model, row, effects);
		} else {
			sign_in_elsewhere(model, row, effects);
		}
	}
}

const struct dialog_ops switch_account_dialog = {.count = switch_account_count,
	.matches = switch_account_matches,
	.enter = "Sign in",
	.click = CLICK_PRESSES_SELECTED,
	.action = switch_account_action};
