/* SPDX-License-Identifier: MIT
 * How text is laid out for who reads it. On a terminal lines are wrapped at its width, some words are
 * coloured, and with --pager what is longer than the screen goes through $PAGER. In a pipe or a file
 * nothing of that happens: a record stays one line. */
#ifndef KEYTURN_PAPER_H
#define KEYTURN_PAPER_H

#include <stdio.h>

#include "options.h"

enum paper_style {
	PAPER_PLAIN,
	PAPER_HEADING,
	PAPER_GOOD,
	PAPER_WARNING,
	PAPER_DANGER,
	PAPER_STYLE_COUNT
};

/* Once, when the options are known. Without it nothing is coloured or paged. */
void paper_start(const struct options *options);

/* One line of clean text, wrapped between the column `left`, where the cursor is, and the right edge; what it
 * goes on with stands below its beginning. A word that is longer than a line, such as a path, is not cut. */
void paper_text(FILE *out, int left, enum paper_style style, const char *text);

/* Some words, without a line end. */
void paper_words(FILE *out, enum paper_style style, const char *text);

/* "name   text" with the text in a column of its own, indented by `indent`. */
void paper_row(FILE *out, int indent, int column, const char *name, const char *text);

/* Before the exit: shows what was held back for the pager. Leaves standard output flushed. */
void paper_end(void);

#endif
