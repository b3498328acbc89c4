/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include <stdio.h>

enum { ROWS_MAX = 3, ROWS_MAX_SMALL = 2, MARGIN = 1, SMALL_ROWS = 15 };

static const struct toast *shown(const struct model *model)
{
	return model->toast_on ? model_log(model, 0) : NULL;
}

static int draw(struct canvas *canvas, struct box box, const struct toast *toast)
{
	enum style style = toast->level == TOAST_ERROR ? STYLE_BAD : STYLE_GOOD;
	char text[TOAST_SIZE + 8];
	struct box inside = {box.row, box.col + MARGIN, box.rows, box.cols - 2 * MARGIN};

	snprintf(text, sizeof(text), "%s%s", toast->level == TOAST_ERROR ? "! " : "", toast->text);
	return canvas_paragraph(canvas, inside, style, text);
}

/* Below the canvas a paragraph is measured and not drawn. */
int toast_rows(const struct canvas *canvas, const struct model *model)
{
	struct canvas measured = *canvas;
	const struct toast *toast = shown(model);
	int most = canvas->rows < SMALL_ROWS ? ROWS_MAX_SMALL : ROWS_MAX;
	struct layout layout = layout_of(canvas, 0);

	if (canvas->plain) {
		return most; /* what comes and goes there moves nothing else */
	}
	if (toast == NULL) {
		return 0;
	}
	struct box below = {canvas->rows, layout.toast.col, most, layout.toast.cols};
	int rows = draw(&measured, below, toast);
	return rows > 0 ? rows : 1;
}

void draw_toast(struct canvas *canvas, struct box box, const struct model *model)
{
	const struct toast *toast = shown(model);

	if (toast != NULL) {
		draw(canvas, box, toast);
	}
}
