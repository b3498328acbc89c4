/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include <string.h>

#include "keyturn/text.h"

/* Bytes to leave out at the left so that the text before the cursor fits. */
static size_t skip_to_cursor(const struct line *line, int cells)
{
	char before[LINE_SIZE];
	size_t skipped = 0;

	memcpy(before, line->text, line->cursor);
	before[line->cursor] = '\0';
	while (skipped < line->cursor && text_width(before + skipped) > cells - 1) {
		uint32_t point;
		skipped += text_decode(before + skipped, line->cursor - skipped, &point);
	}
	return skipped;
}

static int cells_before(const struct line *line, size_t skipped)
{
	char before[LINE_SIZE];
	size_t len = line->cursor - skipped;

	memcpy(before, line->text + skipped, len);
	before[len] = '\0';
	return text_width(before);
}

/* Of a plain picture the underscores would be read aloud. The same with and without the focus, which
 * the cursor, the marker and the text show: a whole field drawn again twice a key is what a slow line
 * feels. */
static void draw_empty(struct canvas *canvas, int row, int col, int cells)
{
	canvas_fill(
		canvas, (struct box){row, col, 1, cells}, canvas->plain ? ' ' : '_', STYLE_INPUT);
}

void draw_field(
	struct canvas *canvas, int row, int col, int cells, const struct line *line, bool focused)
{
	size_t skipped = focused ? skip_to_cursor(line, cells) : 0;

	draw_empty(canvas, row, col, cells);
	canvas_text(
		canvas, row, col, cells, focused ? STYLE_FOCUS : STYLE_INPUT, line->text + skipped);
	if (focused) {
		canvas_cursor(canvas, row, col + cells_before(line, skipped));
	}
}

void draw_secret_field(struct canvas *canvas, int row, int col, int cells, bool typed, bool focused)
{
	draw_empty(canvas, row, col, cells);
	canvas_text(canvas, row, col, cells, focused ? STYLE_FOCUS : STYLE_INPUT,
		typed ? "(typed, not shown)" : "(empty)");
	if (focused) {
		canvas_cursor(canvas, row, col);
	}
}

void draw_choice(
	struct canvas *canvas, int row, int col, int cells, const char *value, bool focused)
{
	canvas_textf(canvas, row, col, cells, focused ? STYLE_FOCUS : STYLE_INPUT, "< %s >", value);
	if (focused) {
		canvas_cursor(canvas, row, col);
	}
}
