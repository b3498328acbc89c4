/* SPDX-License-Identifier: MIT
 * The accounts that keyturn could sign in to. */
#include "dialogs.h"

#include <stdio.h>
#include <stdlib.h>

static void draw_account(
	const struct model *model, struct pane *pane, size_t index, size_t item, bool selected)
{
	const struct account_choice *account = &model->options.accounts[index];
	bool present = model->signed_in && model->account == (int)index;
	char text[ACCOUNT_NAME_SIZE + ACCOUNT_URL_SIZE + 128];

	snprintf(text, sizeof(text), "%s · %s%s%s%s",
		account->username[0] != '\0' ? account->username : "(asks)", account->label,
		account->profile[0] != '\0' ? " · profile " : "", account->profile,
		present ? " (signed in)" : "");
	draw_dialog_item(pane, item, selected, text);
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	size_t count, *rows = dialog_rows(model, dialog, &count);

	draw_search_line(pane, &dialog->line, dialog->searching);
	int top = pane->rows, place = pane->visible - top;
	size_t first = list_first(pane, count, dialog->item, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		bool selected = i == dialog->item && !dialog->searching;
		if (rows[i] < model->options.account_count) {
			draw_account(model, pane, rows[i], i, selected);
		} else {
			draw_dialog_item(pane, i, selected, "another account…");
		}
	}
	draw_more(pane, top, first, count);
	free(rows);
}

const struct dialog_view dialog_switch_account = {"Accounts", 56, false, body, NULL, NULL};
