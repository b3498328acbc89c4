/* SPDX-License-Identifier: MIT */
#include "widgets.h"

#include <stdarg.h>
#include <stdio.h>

enum { SENTENCE_ROWS_MAX = 4 };

int value_col(const struct pane *pane)
{
	return pane->compact ? COL_VALUE_COMPACT : COL_VALUE;
}

int value_cells(const struct pane *pane)
{
	return pane->cols - value_col(pane);
}

void draw_heading(struct pane *pane, const char *format, ...)
{
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_HEADING, text);
}

void draw_marker(struct pane *pane, int row, bool focused)
{
	if (focused) {
		canvas_text(&pane->canvas, row, COL_MARK, 1, STYLE_NORMAL, ">");
	}
}

int draw_label(struct pane *pane, const char *label, const char *small, bool focused)
{
	int row = pane_row(pane);

	draw_marker(pane, row, focused);
	canvas_text(&pane->canvas, row, COL_LABEL, value_col(pane) - COL_LABEL - 1, STYLE_LABEL,
		pane->compact ? small : label);
	return row;
}

void draw_value(struct pane *pane, const char *label, const char *small, const char *value)
{
	int row = draw_label(pane, label, small, false);

	canvas_text(&pane->canvas, row, value_col(pane), value_cells(pane), STYLE_NORMAL, value);
}

void draw_sentence(struct pane *pane, const char *label, const char *small, const char *sentence)
{
	int row = draw_label(pane, label, small, false);
	struct box box = {row, value_col(pane), SENTENCE_ROWS_MAX, value_cells(pane)};
	int used = canvas_paragraph(&pane->canvas, box, STYLE_NORMAL, sentence);

	pane->rows = row + (used > 0 ? used : 1);
}

void draw_detail(struct pane *pane, const char *label, const char *value)
{
	enum { COL = 12 };
	struct box box = {pane->rows, COL, SENTENCE_ROWS_MAX, pane->cols - COL};

	if (value[0] == '\0') {
		return;
	}
	canvas_text(&pane->canvas, pane->rows, 0, COL - 1, STYLE_LABEL, label);
	int used = canvas_paragraph(&pane->canvas, box, STYLE_NORMAL, value);
	pane->rows += used > 0 ? used : 1;
}
