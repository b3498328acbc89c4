/* SPDX-License-Identifier: MIT
 * Help: the actions of what is below it. */
#include "dialogs.h"

size_t model_help_actions(const struct model *model, enum action *actions, size_t max)
{
	size_t below = model->dialog_count > 0 ? model->dialog_count - 1 : 0;
	size_t count = 0;

	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
		if (!action_available_below(model, action, below)) {
			continue;
		}
		if (count < max) {
			actions[count] = action;
		}
		count++;
	}
	return count;
}

static size_t help_count(const struct model *model)
{
	return model_help_actions(model, NULL, 0);
}

const struct dialog_ops help_dialog = {
	.count = help_count, .enter = "Close", .action = dialog_scroll};
