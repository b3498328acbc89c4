/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include "keyturn/secret.h"

void draw_mask(struct canvas *canvas, int row, int col, int cells, int dots)
{
	if (canvas->plain) {
		canvas_text(canvas, row, col, cells, STYLE_NORMAL, "hidden");
		return;
	}
	canvas_fill(canvas, (struct box){row, col, 1, dots < cells ? dots : cells},
		canvas->ascii ? '*' : 0x2022, STYLE_NORMAL);
}

/* A long one may take half of what is seen: the rest says what it is. */
void draw_reveal(struct pane *pane, int row, int col, int cells, struct secret *secret)
{
	size_t length = secret_length(secret);
	int width = pane->cols - COL_LABEL;

	if (cells > 0 && length <= (size_t)cells) {
		canvas_reveal(&pane->canvas, secret, REVEAL_AS_TEXT,
			(struct box){row, col, 1, (int)length});
		return;
	}
	if (width > 0 && length <= (size_t)width * (size_t)(pane->visible / 2)) {
		int rows = (int)((length + (size_t)width - 1) / (size_t)width);
		canvas_text(&pane->canvas, row, col, cells, STYLE_NORMAL, "shown below:");
		canvas_reveal(&pane->canvas, secret, REVEAL_AS_TEXT,
			(struct box){pane->rows, COL_LABEL, rows, width});
		pane->rows += rows;
		return;
	}
	canvas_text(&pane->canvas, row, col, cells, STYLE_NORMAL, "too long to show");
	canvas_textf(&pane->canvas, pane_row(pane), COL_LABEL, width, STYLE_NORMAL,
		"%zu characters: too long to show here; use Copy", length);
}
