/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include "keyturn/text.h"

enum { ITEMS_MAX = 16, MARGIN = 1, GAP = 2 };

static int item_cells(const struct footer_item *item)
{
	return text_width(item->key) + 1 + text_width(item->word);
}

static int draw_one(
	struct canvas *canvas, int row, int col, int cells, const struct footer_item *item)
{
	int used = canvas_text(canvas, row, col, cells, STYLE_FOOTER_KEY, item->key);

	return used + 1 +
		canvas_text(
			canvas, row, col + used + 1, cells - used - 1, STYLE_FOOTER, item->word);
}

/* Whole items only; the first, which opens the help, is drawn however narrow it is. */
void draw_footer(struct canvas *canvas, struct box box, const struct model *model)
{
	struct footer_item items[ITEMS_MAX];
	size_t count = action_footer(model, items, ITEMS_MAX);
	int col = box.col + MARGIN, right = box.col + box.cols;

	canvas_fill(canvas, (struct box){box.row, 0, 1, canvas->cols}, ' ', STYLE_FOOTER);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && item_cells(&items[i]) > right - col) {
			continue;
		}
		col += draw_one(canvas, box.row, col, right - col, &items[i]) + GAP;
	}
}
