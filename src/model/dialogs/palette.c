/* SPDX-License-Identifier: MIT
 * The command palette: type part of a name, Enter runs it. */
#include "dialogs.h"

#include "keyturn/text.h"

#include "../line.h"
#include "../list.h"
#include "../refusal.h"
#include "../toast.h"

/* Actions that need the cursor they move have no place in a list of names. */
static bool has_name(enum action action)
{
	return action != ACTION_PALETTE && action != ACTION_ACTIVATE && action != ACTION_LEFT &&
		action != ACTION_RIGHT && !list_is_move(action);
}

static bool matches(enum action action, const char *text)
{
	return has_name(action) &&
		(text_contains(action_info(action)->name, text) ||
			text_contains(action_synonyms(action), text));
}

const char *model_palette_refusal(const struct model *model, enum action action)
{
	return refusal_on_page(model, action);
}

/* What can be done now comes first. */
size_t model_palette_matching(const struct model *model, enum action *actions, size_t max)
{
	const struct dialog *dialog = model_dialog(model);
	size_t count = 0;

	if (dialog == NULL || dialog->kind != DIALOG_PALETTE) {
		return 0;
	}
	for (enum action i = 0; i < 2 * ACTION_COUNT; i++) {
		enum action action = i % ACTION_COUNT;
		bool refused = i >= ACTION_COUNT;
		if (action == ACTION_NONE || !matches(action, dialog->line.text) ||
			(refusal_on_page(model, action) != NULL) != refused) {
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

static enum action selected(const struct model *model)
{
	enum action actions[ACTION_COUNT];
	size_t count = model_palette_matching(model, actions, ACTION_COUNT);
	size_t item = model_dialog(model)->item;

	return item < count ? actions[item] : ACTION_NONE;
}

static enum action palette_means(const struct model *model, enum action action)
{
	enum action asked = action == ACTION_ACTIVATE ? selected(model) : ACTION_NONE;

	return refusal_on_page(model, asked) == NULL ? asked : ACTION_NONE;
}

static const char *palette_enter_word(const struct model *model)
{
	enum action asked = selected(model);

	if (asked == ACTION_NONE) {
		return NULL;
	}
	return refusal_on_page(model, asked) == NULL ? "Run" : "Why";
}

static void palette_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	enum action asked = selected(model);

	(void)key;
	if (dialog_move(model, action)) {
		return;
	}
	if (action == ACTION_BACK) {
		dialog_close(model);
	} else if (action == ACTION_ACTIVATE && asked != ACTION_NONE) {
		toast_hint(model, effects, "%s: %s", action_info(asked)->name,
			refusal_on_page(model, asked));
	}
}

static void palette_text(struct model *model, uint32_t code)
{
	struct dialog *dialog = dialog_top(model);

	line_key(&dialog->line, code);
	dialog->item = 0;
}

const struct dialog_ops palette_dialog = {.count = palette_count,
	.enter_word = palette_enter_word,
	.click = CLICK_PRESSES_SELECTED,
	.action = palette_action,
	.means = palette_means,
	.text = palette_text};
