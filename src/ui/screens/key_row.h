/* SPDX-License-Identifier: MIT
 * The row of an API key, on every page that is about one: masked or shown in clear, its buttons, what is known
 * of it. And what rows of other secrets and values share with it. */
#ifndef KEYTURN_UI_KEY_ROW_H
#define KEYTURN_UI_KEY_ROW_H

#include "screens.h"

struct key_row {
	const struct load *load; /* the page's read of it */
	int focus;               /* the page's stop that has the keys, */
	int show, copy, reset;   /* … and those of the buttons */
};

/* Of the key that model_key() tells about. */
void draw_key_row(const struct model *model, struct pane *pane, const struct key_row *key);

/* ---- rows of values ---- */

/* Buttons at the right edge of a value's row, or where they would cover it, of the row below. */
void draw_row_buttons(
	struct pane *pane, int row, int used, const struct button *buttons, size_t count);

bool is_revealed(const struct model *model, enum reveal_what what);
/* True while what was asked to be shown or copied is being read. */
bool is_asked(const struct model *model, enum reveal_what what);
/* Cells for a masked value: the same for every value at a given width. */
int mask_cells(const struct pane *pane);

#endif
