/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "output.h"

/* A cell that is wider than most does not spread all the rows: it pushes only what follows in its own. */
enum { GAP = 2, WIDE = 32 };

void table_add(struct table *table, const char *text)
{
	table->cells = memory_grow(table->cells, table->count, sizeof(*table->cells));
	table->cells[table->count++] = output_cleaned(text);
}

static int width_of(const struct table *table, size_t column)
{
	int widest = 0;

	for (size_t i = column; i < table->count; i += table->columns) {
		const int width = text_width(table->cells[i]);
		widest = width > widest && width <= WIDE ? width : widest;
	}
	return widest;
}

static char *line_of(const struct table *table, size_t row, const int *widths)
{
	char *line = NULL;
	size_t len;
	FILE *out = open_memstream(&line, &len);

	if (out == NULL) {
		memory_exhausted();
	}
	for (size_t i = 0; i < table->columns; i++) {
		const char *cell = table->cells[row + i];
		const int gap = widths[i] + GAP - text_width(cell);
		const bool last = i + 1 == table->columns;
		fprintf(out, "%s%*s", cell, last ? 0 : gap > GAP ? gap : GAP, "");
	}
	fclose(out);
	return line;
}

void table_print(FILE *out, const struct table *table)
{
	int *widths = memory_array(table->columns, sizeof(*widths));

	for (size_t i = 0; i < table->columns; i++) {
		widths[i] = width_of(table, i);
	}
	for (size_t row = 0; row + table->columns <= table->count; row += table->columns) {
		char *line = line_of(table, row, widths);
		paper_text(out, 0, row == 0 ? PAPER_HEADING : PAPER_PLAIN, line);
		free(line);
	}
	free(widths);
}

void table_finish(struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		free(table->cells[i]);
	}
	free(table->cells);
	*table = (struct table){0};
}
