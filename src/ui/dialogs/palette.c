/* SPDX-License-Identifier: MIT
 * The command palette: type part of a name, pick what matches. */
#include "dialogs.h"

enum { COL_HELP = 14, PROMPT_CELLS = 2, ROWS_MAX = 12 };

static void draw_action(
	const struct model *model, struct pane *pane, enum action action, bool selected)
{
	const char *refusal = model_palette_refusal(model, action);
	const struct action_info *info = action_info(action);
	struct canvas *canvas = &pane->canvas;
	int row = pane_row(pane);
	enum style style = refusal != NULL ? STYLE_FAINT
		: selected                 ? STYLE_HEADING
					   : STYLE_NORMAL; /* the line above has the keys */

	canvas_text(canvas, row, COL_MARK, 1, style, selected ? ">" : "");
	canvas_text(canvas, row, COL_LABEL, COL_HELP - COL_LABEL - 1, style, info->name);
	canvas_text(canvas, row, COL_HELP, pane->cols - COL_HELP, STYLE_FAINT,
		refusal != NULL ? refusal : info->help);
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	enum action actions[ACTION_COUNT];
	size_t count = model_palette_matching(model, actions, ACTION_COUNT);
	int place = pane->visible - 1 < ROWS_MAX ? pane->visible - 1 : ROWS_MAX;
	int row = pane_row(pane);

	canvas_text(&pane->canvas, row, 0, 1, STYLE_LABEL, ":");
	draw_field(
		&pane->canvas, row, PROMPT_CELLS, pane->cols - PROMPT_CELLS, &dialog->line, true);
	if (count == 0) {
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, "No such command.");
	}
	int top = pane->rows;
	size_t first = dialog_list_first(pane, dialog, count, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		pane_hit(pane, pane->rows, (int)i, first);
		draw_action(model, pane, actions[i], i == dialog->item);
	}
	draw_more(pane, top, first, count);
	pane->first = 0;
}

const struct dialog_view dialog_palette = {"Commands", 64, false, body, NULL, NULL};
