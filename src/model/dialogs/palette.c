/* SPDX-License-Identifier: MIT
 * The command palette: type part of a name, Enter runs it. */
#include "dialogs.h"

#include "keyturn/text.h"

#include "../line.h"
#include "../list.h"

/* Actions that need the cursor they move have no place in a list of names. */
static bool has_name(enum action action)
{
	return action != ACTION_PALETTE && action != ACTION_ACTIVATE && action != ACTION_LEFT &&
		action != ACTION_RIGHT && !list_is_move(action);
}

size_t model_palette_matching(const struct model *model, enum action *actions, size_t max)
{
	const struct dialog *dialog = model_dialog(model);
	size_t count = 0;

	if (dialog == NULL || dialog->kind != DIALOG_PALETTE) {
		return 0;
	}
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
		if (!has_name(action) ||
			!action_available_below(model, action, model->dialog_count - 1) ||
			!text_contains(action_info(action)->name, dialog->line.text)) {
			continue;
		}
		if (count < max) {
			actions[count] = action;
		}
		count++;
	}
	return count;
}

static size_t palette_count(const struct model *model)
{
	return model_palette_matching(model, NULL, 0);
}

static enum action palette_means(const struct model *model, enum action action)
{
	enum action actions[ACTION_COUNT];
	size_t count = model_palette_matching(model, actions, ACTION_COUNT);
	size_t item = model_dialog(model)->item;

	return action == ACTION_ACTIVATE && item < count ? actions[item] : ACTION_NONE;
}

static void palette_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	(void)key;
	(void)effects;
	if (!dialog_move(model, action) && action == ACTION_BACK) {
		dialog_close(model);
	}
}

static void palette_text(struct model *model, uint32_t code)
{
	struct dialog *dialog = dialog_top(model);

	line_key(&dialog->line, code);
	dialog->item = 0;
}

const struct dialog_ops palette_dialog = {.count = palette_count,
	.enter = "Run",
	.click = CLICK_PRESSES_SELECTED,
	.action = palette_action,
	.means = palette_means,
	.text = palette_text};
