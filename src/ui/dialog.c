/* SPDX-License-Identifier: MIT
 * What all dialogs share: the box, its place, the scrolling body and the foot. */
#include "dialog.h"

#include <string.h>

#include "keyturn/memory.h"

enum { BORDER = 2, MARGIN_ROWS = 2, BUTTON_GAP = 6 };

size_t dialog_list_first(
	const struct pane *pane, const struct dialog *dialog, size_t count, int rows)
{
	size_t shown = rows > 0 ? (size_t)rows : 1;
	bool in_sight = dialog->first <= dialog->item && dialog->item < dialog->first + shown;

	if (dialog->held && in_sight && dialog->first + shown <= count) {
		return dialog->first;
	}
	return list_first(pane, count, dialog->item, rows);
}

size_t *dialog_rows(const struct model *model, const struct dialog *dialog, size_t *count)
{
	*count = model_dialog_matching(model, dialog, NULL, 0);
	size_t *rows = memory_array(*count + 1, sizeof(*rows));

	model_dialog_matching(model, dialog, rows, *count);
	return rows;
}

void draw_dialog_item(struct pane *pane, size_t item, bool selected, const char *text)
{
	int row = pane_row(pane);
	pane_hit(pane, row, (int)item, 0);
	enum style style = draw_item(pane, row, selected);

	canvas_text(&pane->canvas, row, COL_LABEL, pane->cols - COL_LABEL, style, text);
}

void draw_dialog_buttons(struct pane *pane, const struct button *buttons, size_t count)
{
	bool plain = pane->canvas.plain;
	int gap = pane->compact ? 1 : plain ? COL_LABEL : BUTTON_GAP, cols = pane->cols;
	int col = cols - buttons_cells(buttons, count) - (int)(count - 1) * (gap - 1);

	col = plain ? COL_LABEL : col;

	if (!pane->compact) {
		pane_row(pane);
	}
	int row = pane_row(pane);
	for (size_t i = 0; i < count; i++) {
		if (plain && buttons[i].focused) {
			canvas_text(&pane->canvas, row, col - gap, 1, STYLE_FOCUS, ">");
		}
		draw_buttons(&pane->canvas, row, col, cols, &buttons[i], 1);
		col += buttons_cells(&buttons[i], 1) + gap;
	}
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
	canvas_fill(canvas, box, ' ', STYLE_NORMAL);
}

/* What is below a dialog is in the shade, does not have the focus, and no click goes there. */
static void recede(struct canvas *canvas, const struct layout *layout)
{
	size_t row = (size_t)layout->frame.row, cols = (size_t)canvas->cols;
	size_t end = (row + (size_t)layout->frame.rows) * cols;

	for (size_t i = 0; i < end; i++) {
		struct cell *cell = &canvas->cells[i];
		if (i >= row * cols && !canvas->plain) {
			cell->style = STYLE_SHADE;
		} else if (cell->style == STYLE_FOCUS) {
			cell->style = i < cols ? STYLE_TITLE : STYLE_NORMAL;
		}
	}
	canvas->cursor_shown = false;
	canvas->hit_count = 0;
}

void dialog_take_screen(struct canvas *canvas, const struct layout *layout,
	const struct model *model, struct box title)
{
	clear_box(canvas, (struct box){0, 0, layout->footer.row, canvas->cols});
	draw_title(canvas, title, model);
	recede(canvas, layout);
}

/* A framed box between title and footer, or inside the page's frame below the account. */
static struct box framed_box(const struct dialog_view *view, const struct canvas *canvas,
	const struct layout *layout, int rows, int cols)
{
	int row = 1 + (canvas->rows - MARGIN_ROWS - rows) / 2;

	if (view->at_account) {
		return (struct box){
			2, layout->frame.col + layout->frame.cols - 1 - cols, rows, cols};
	}
	return (struct box){row, layout->title.col + (layout->title.cols - cols) / 2, rows, cols};
}

/* Draws the box that takes `rows` of content; returns the place of the content. */
static struct box open_box(const struct dialog_view *view, const char *title, struct canvas *canvas,
	const struct layout *layout, int rows, int cols)
{
	struct box box = layout->frame;

	if (!layout->framed) { /* all of the page, and a line with the title */
		clear_box(canvas, box);
		box.rows = 1;
		canvas_frame(canvas, box, STYLE_FRAME, title);
		return (struct box){box.row + 1, box.col + 1, rows, cols};
	}
	box = framed_box(view, canvas, layout, rows + BORDER, cols + BORDER + 1);
	clear_box(canvas, box);
	canvas_frame(canvas, box, STYLE_FRAME, title);
	return (struct box){box.row + 1, box.col + BORDER, rows, cols};
}

/* The most a dialog's content can have; the padding at the right is the pane's own. */
static struct box content_max(const struct dialog_view *view, const struct layout *layout)
{
	int most = layout->frame.cols - 1 - (layout->framed ? BORDER : 0);

	return (struct box){0, 0,
		layout->frame.rows - layout->covered - (layout->framed ? BORDER : 1),
		layout->compact || view->cols >= most ? most : view->cols + 1};
}

void draw_dialog(const struct dialog_view *view, const struct model *model,
	const struct dialog *dialog, struct canvas *canvas, const struct layout *layout)
{
	struct box place = content_max(view, layout);
	struct pane body, foot;

	if (view->whole != NULL && view->whole(model, dialog, canvas, layout)) {
		return;
	}
	pane_init(&foot, canvas, place, layout->compact);
	if (view->foot != NULL) {
		view->foot(model, dialog, &foot);
	}
	place.rows -= foot.rows;
	pane_init_tall(
		&body, canvas, place, layout->compact, view->rows != NULL ? view->rows(model) : 0);
	view->body(model, dialog, &body);
	body.visible = body.rows < place.rows ? body.rows : place.rows;

	recede(canvas, layout);
	place = open_box(view, view->title != NULL ? view->title : view->title_now(model), canvas,
		layout, body.visible + foot.rows, place.cols);
	place.rows = body.visible;
	pane_show(&body, canvas, place);
	place.row += place.rows;
	place.rows = foot.rows;
	pane_show(&foot, canvas, place);
}
