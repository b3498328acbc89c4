/* SPDX-License-Identifier: MIT
 * Rows of text under headings, in columns. */
#ifndef KEYTURN_TABLE_H
#define KEYTURN_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct table {
	size_t columns; /* set before anything is added */
	char **cells;   /* owned; row by row, the headings first */
	size_t count;
};

/* The next cell: cleaned for a terminal. The last one of a row completes it. */
void table_add(struct table *table, const char *text);

/* Rows that do not fit a terminal are wrapped there (paper.h). */
void table_print(FILE *out, const struct table *table);

void table_finish(struct table *table);

#endif
