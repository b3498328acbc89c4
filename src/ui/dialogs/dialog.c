/* SPDX-License-Identifier: MIT
 * What all dialogs share: the box, its place, the scrolling body and the foot. */
#include "dialogs.h"

#include <string.h>

enum { BORDER = 2, PADDING = 2, MARGIN_ROWS = 2 };

static const struct dialog_view *const views[] = {
	[DIALOG_MENU] = &dialog_menu,
	[DIALOG_RESET] = &dialog_reset,
	[DIALOG_PROGRESS] = &dialog_progress,
	[DIALOG_HELP] = &dialog_help,
	[DIALOG_PALETTE] = &dialog_palette,
	[DIALOG_MESSAGES] = &dialog_messages,
	[DIALOG_SWITCH] = &dialog_switch_account,
	[DIALOG_LEAVE] = &dialog_leave,
};
_Static_assert(sizeof(views) / sizeof(*views) == DIALOG_LEAVE + 1, "a view a dialog");

void draw_dialog_item(struct pane *pane, bool selected, const char *text)
{
	int row = pane_row(pane);
	enum style style = draw_item(pane, row, selected);

	canvas_text(&pane->canvas, row, COL_LABEL, pane->canvas.cols - COL_LABEL, style, text);
}

void draw_dialog_buttons(struct pane *pane, const struct button *buttons, size_t count)
{
	int cells = buttons_cells(buttons, count), cols = pane->canvas.cols;
	int col = cells < cols ? cols - cells : 0;

	if (!pane->compact) {
		pane_row(pane);
	}
	draw_buttons(&pane->canvas, pane_row(pane), col, cols, buttons, count);
}

static struct box place_box(const struct dialog_view *view, const struct canvas *canvas,
	const struct layout *layout, int rows, int cols)
{
	int free_rows = canvas->rows - MARGIN_ROWS - rows;

	if (view->at_account) {
		return (struct box){1, layout->title.col + layout->title.cols - cols, rows, cols};
	}
	return (struct box){
		1 + free_rows / 2, layout->title.col + (layout->title.cols - cols) / 2, rows, cols};
}

/* What is under the box is gone, a secret shown there too. */
static void clear_box(struct canvas *canvas, struct box box)
{
	bool apart = canvas->reveal.row + canvas->reveal.rows <= box.row ||
		box.row + box.rows <= canvas->reveal.row ||
		canvas->reveal.col + canvas->reveal.cols <= box.col ||
		box.col + box.cols <= canvas->reveal.col;

	if (!apart) {
		memset(&canvas->reveal, 0, sizeof(canvas->reveal));
	}
	canvas->cursor_shown = false;
	canvas_fill(canvas, box, ' ', STYLE_NORMAL);
}

void draw_dialog(const struct model *model, const struct dialog *dialog, struct canvas *canvas,
	const struct layout *layout)
{
	const struct dialog_view *view = views[dialog->kind];
	int most = layout->title.cols - BORDER - PADDING;
	int cols = view->cols < most ? view->cols : most;
	struct box inside = {0, 0, canvas->rows - MARGIN_ROWS - BORDER, cols};
	struct pane body, foot;

	pane_init(&foot, canvas, inside, layout->compact);
	if (view->foot != NULL) {
		view->foot(model, dialog, &foot);
	}
	inside.rows -= foot.rows;
	pane_init(&body, canvas, inside, layout->compact);
	view->body(model, dialog, &body);
	if (body.rows < inside.rows) {
		inside.rows = body.rows;
	}
	body.visible = inside.rows;

	struct box box = place_box(
		view, canvas, layout, inside.rows + foot.rows + BORDER, cols + BORDER + PADDING);
	clear_box(canvas, box);
	canvas_frame(canvas, box, STYLE_FRAME, view->title);
	inside.row = box.row + 1;
	inside.col = box.col + BORDER;
	pane_show(&body, canvas, inside);
	inside.row += inside.rows;
	inside.rows = foot.rows;
	pane_show(&foot, canvas, inside);
}
