/* SPDX-License-Identifier: MIT
 * The keys that work in what is below. */
#include "dialogs.h"

#include <stdio.h>
#include <string.h>

enum { COL_HELP = 20, COL_HELP_COMPACT = 14, KEYS_MAX = 64 };

static void keys_text(const struct action_info *info, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < 3 && info->keys[i] != 0 && used < size; i++) {
		char name[32];
		used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? " " : "",
			keypress_name(info->keys[i], name, sizeof(name)));
	}
	if (out[0] == '\0') {
		snprintf(out, size, ": %s", info->name);
	}
}

static void draw_action(struct pane *pane, const struct action_info *info, bool selected)
{
	int col = pane->compact ? COL_HELP_COMPACT : COL_HELP;
	enum style style = draw_item(pane, pane->rows, selected);
	char keys[KEYS_MAX];

	keys_text(info, keys, sizeof(keys));
	canvas_text(&pane->canvas, pane->rows, COL_LABEL, col - COL_LABEL - 1,
		selected ? style : STYLE_FOOTER_KEY, keys);
	pane_paragraph(pane, col, STYLE_NORMAL, info->help);
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	enum action actions[ACTION_COUNT];
	size_t count = model_help_actions(model, actions, ACTION_COUNT);

	for (size_t i = 0; i < count; i++) {
		pane_hit(pane, pane->rows, (int)i, 0);
		draw_action(pane, action_info(actions[i]), i == dialog->item);
	}
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	(void)dialog;
	pane_paragraph(pane, 0, STYLE_FAINT,
		model->options.mouse ? "Esc goes back; Shift+drag selects text" : "Esc goes back");
}

const struct dialog_view dialog_help = {"Help", 76, false, body, foot, NULL};
