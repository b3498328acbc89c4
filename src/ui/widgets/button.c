/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include "keyturn/text.h"

enum { BRACKETS = 2, PADDING = 2 };

static int button_cells(const struct button *button, bool tight)
{
	return text_width(button->label) + BRACKETS + (tight ? 0 : PADDING);
}

int buttons_cells(const struct button *buttons, size_t count)
{
	int cells = 0;

	for (size_t i = 0; i < count; i++) {
		cells += button_cells(&buttons[i], false) + (i > 0);
	}
	return cells;
}

static int draw_one(
	struct canvas *canvas, int row, int col, int cells, const struct button *button, bool tight)
{
	enum style style = button->focused ? STYLE_FOCUS : STYLE_BUTTON;

	if (button->focused) {
		canvas_cursor(canvas, row, col);
	}
	int used = canvas_textf(
		canvas, row, col, cells, style, tight ? "[%s]" : "[ %s ]", button->label);
	canvas_hit(canvas, (struct hit){row, col, used, button->stop, 0});
	return used;
}

void draw_buttons(struct canvas *canvas, int row, int col, int cells, const struct button *buttons,
	size_t count)
{
	int excess = buttons_cells(buttons, count) - cells;
	size_t loose = count; /* those from here on are tight */

	while (excess > 0 && loose > 0) {
		loose--;
		excess -= PADDING;
	}
	for (size_t i = 0; i < count; i++) {
		if (canvas->plain && count > 1 && buttons[i].focused) {
			canvas_text(canvas, row, col - 1, 1, STYLE_FOCUS, ">");
		}
		col += draw_one(canvas, row, col, canvas->cols, &buttons[i], i >= loose) + 1;
	}
}
