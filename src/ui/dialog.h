/* SPDX-License-Identifier: MIT
 * What all dialogs share: the box, its place, the scrolling body and the foot. */
#ifndef KEYTURN_UI_DIALOG_H
#define KEYTURN_UI_DIALOG_H

#include "widgets/widgets.h"

struct dialog_view {
	const char *title;
	int cols;        /* wanted inside the frame */
	bool at_account; /* under the account name instead of in the middle */
	/* The body scrolls when it is taller than the canvas; the foot is always there. */
	void (*body)(const struct model *model, const struct dialog *dialog, struct pane *pane);
	void (*foot)(const struct model *model, const struct dialog *dialog, struct pane *pane);
	/* Rows that the body may take when those can be very many; NULL: what a pane has. */
	int (*rows)(const struct model *model);
	/* Where `title` is NULL: what it is now. */
	const char *(*title_now)(const struct model *model);
	/* Draws all of the screen instead, if it wants to. */
	bool (*whole)(const struct model *model, const struct dialog *dialog, struct canvas *canvas,
		const struct layout *layout);
};

/* What a dialog's list of `count` begins with, of which `rows` are seen. */
size_t dialog_list_first(
	const struct pane *pane, const struct dialog *dialog, size_t count, int rows);

/* The rows of a list that match its search, as indices of all of them, and their count. To be freed. */
size_t *dialog_rows(const struct model *model, const struct dialog *dialog, size_t *count);

/* The row of `item` in a dialog's list. */
void draw_dialog_item(struct pane *pane, size_t item, bool selected, const char *text);

/* Buttons at the right (of a plain picture: at the left) of the pane's next row, below a blank one
 * where there is place. */
void draw_dialog_buttons(struct pane *pane, const struct button *buttons, size_t count);

/* For a dialog that draws all of the screen: leaves the footer, and of the rest the title, in `title`. */
void dialog_take_screen(struct canvas *canvas, const struct layout *layout,
	const struct model *model, struct box title);

/* Draws `dialog` above what is on the canvas. */
void draw_dialog(const struct dialog_view *view, const struct model *model,
	const struct dialog *dialog, struct canvas *canvas, const struct layout *layout);

#endif
