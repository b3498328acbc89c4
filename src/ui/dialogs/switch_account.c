/* SPDX-License-Identifier: MIT
 * The accounts that keyturn could sign in to. */
#include "dialogs.h"

#include <stdio.h>

static void draw_account(const struct model *model, struct pane *pane, size_t item, bool selected)
{
	const struct account_choice *account = &model->options.accounts[item];
	bool present = model->signed_in && model->account == (int)item;
	char text[ACCOUNT_NAME_SIZE + ACCOUNT_URL_SIZE + 128];

	snprintf(text, sizeof(text), "%s · %s%s%s%s",
		account->username[0] != '\0' ? account->username : "(asks)", account->label,
		account->profile[0] != '\0' ? " · profile " : "", account->profile,
		present ? " (signed in)" : "");
	draw_dialog_item(pane, item, selected, text);
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct model_options *options = &model->options;
	size_t count = options->account_count + 1;

	int top = pane->rows;
	size_t first = list_first(pane, count, dialog->item, pane->visible);
	for (size_t i = first; i < count && i < first + (size_t)pane->visible; i++) {
		if (i < options->account_count) {
			draw_account(model, pane, i, i == dialog->item);
		} else {
			draw_dialog_item(pane, i, i == dialog->item, "another account…");
		}
	}
	draw_more(pane, top, first, count);
}

const struct dialog_view dialog_switch_account = {"Accounts", 56, false, body, NULL};
