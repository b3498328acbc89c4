/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include <stdio.h>

enum { ROWS_MAX = 2, ROWS_MAX_PLAIN = 3, ROWS_MAX_PLAIN_SMALL = 2, MARGIN = 1, SMALL_ROWS = 15 };

static const struct toast *shown(const struct model *model)
{
	return model->toast_on ? model_log(model, 0) : NULL;
}

static enum style style_of(const struct toast *toast)
{
	return toast->level == TOAST_ERROR ? STYLE_BAD : STYLE_GOOD;
}

static const char *text_of(const struct toast *toast, char *out, size_t size)
{
	snprintf(out, size, "%s%s", toast->level == TOAST_ERROR ? "! " : "", toast->text);
	return out;
}

static int draw(struct canvas *canvas, struct box box, const struct toast *toast)
{
	struct box inside = {box.row, box.col + MARGIN, box.rows, box.cols - 2 * MARGIN};
	char text[TOAST_SIZE + 8];

	return canvas_paragraph(
		canvas, inside, style_of(toast), text_of(toast, text, sizeof(text)));
}

/* Below the canvas a paragraph is measured and not drawn. */
int toast_rows(const struct canvas *canvas, const struct model *model, bool has_detail)
{
	struct canvas measured = *canvas;
	const struct toast *toast = shown(model);
	struct layout layout = layout_of(canvas, 1, has_detail);

	if (canvas->plain) { /* what comes and goes there moves nothing else */
		return canvas->rows < SMALL_ROWS ? ROWS_MAX_PLAIN_SMALL : ROWS_MAX_PLAIN;
	}
	if (toast == NULL) {
		return 0;
	}
	struct box below = {canvas->rows, layout.toast.col, ROWS_MAX, layout.toast.cols};
	int rows = draw(&measured, below, toast);
	return rows > 0 ? rows : 1;
}

/* On the frame's lower line, which goes on around it. */
static void draw_on_line(struct canvas *canvas, struct box box, const struct toast *toast)
{
	char text[TOAST_SIZE + 8];
	int used = canvas_text(canvas, box.row, box.col + MARGIN, box.cols - 2 * MARGIN,
		style_of(toast), text_of(toast, text, sizeof(text)));

	canvas_fill(canvas, (struct box){box.row, box.col, 1, MARGIN}, ' ', STYLE_NORMAL);
	canvas_fill(canvas, (struct box){box.row, box.col + MARGIN + used, 1, MARGIN}, ' ',
		STYLE_NORMAL);
}

void draw_toast(struct canvas *canvas, const struct layout *layout, const struct model *model)
{
	const struct toast *toast = shown(model);
	const struct box *box = &layout->toast;

	if (toast == NULL) {
		return;
	}
	if (layout->framed && box->rows == 1) {
		draw_on_line(canvas, *box, toast);
		return;
	}
	if (!canvas->plain) {
		canvas_fill(canvas, *box, ' ', STYLE_NORMAL);
		canvas_fill(canvas, layout->footer, ' ', STYLE_NORMAL);
	}
	draw(canvas, *box, toast);
}
