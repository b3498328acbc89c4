/* SPDX-License-Identifier: MIT
 * The command palette: type part of a name, Enter runs it. */
#include "model_private.h"
#include "keyturn/text.h"

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

static void run(struct model *model, const struct key *key, struct effects *effects)
{
	enum action actions[ACTION_COUNT];
	size_t item = dialog_top(model)->item;

	if (item >= model_palette_matching(model, actions, ACTION_COUNT)) {
		return;
	}
	dialog_close(model);
	press_action(model, actions[item], key, effects);
}

static void palette_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	size_t count = model_palette_matching(model, NULL, 0);

	if (dialog_move(model, action, count)) {
		return;
	}
	if (action == ACTION_BACK) {
		dialog_close(model);
	} else if (action == ACTION_ACTIVATE) {
		run(model, key, effects);
	}
}

static void palette_text(struct model *model, uint32_t code)
{
	struct dialog *dialog = dialog_top(model);

	line_key(&dialog->line, code);
	dialog->item = 0;
}

const struct dialog_ops palette_dialog = {.action = palette_action, .text = palette_text};
