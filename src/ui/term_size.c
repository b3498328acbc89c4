/* SPDX-License-Identifier: MIT
 * How large the screen is, and that all of it scrolls. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "keyturn/buffer.h"
#include "keyturn/memory.h"
#include "term_output.h"
#include "term_private.h"

enum {
	ROWS_MAX = 1000, /* what a broken terminal claims must not become gigabytes */
	COLS_MAX = 2000,
};

/* For a line that has no size, as a serial one. */
static int from_environment(const char *variable, int otherwise)
{
	const char *text = getenv(variable);
	long value = text == NULL ? 0 : strtol(text, NULL, 10);

	return value > 0 && value < COLS_MAX ? (int)value : otherwise;
}

static int at_most(int value, int most)
{
	return value < most ? value : most;
}

static void ask(const struct term *term, int *rows, int *cols)
{
	struct winsize size = {0};

	ioctl(term->line.fd, TIOCGWINSZ, &size);
	*rows = size.ws_row > 0 ? size.ws_row : from_environment("LINES", 24);
	*cols = size.ws_col > 0 ? size.ws_col : from_environment("COLUMNS", 80);
	*rows = at_most(*rows, ROWS_MAX);
	*cols = at_most(*cols, COLS_MAX);
}

bool term_size_read(struct term *term)
{
	int rows, cols;

	ask(term, &rows, &cols);
	if (rows == term->rows && cols == term->cols) {
		return false;
	}
	term->rows = rows;
	term->cols = cols;
	resize_term(rows, cols);
	return true;
}

/* ---- curses' start ---- */

static char *lend(const char *name, int value)
{
	const char *found = getenv(name);
	char *copy = found == NULL ? NULL : memory_text(found);
	char text[16];

	snprintf(text, sizeof(text), "%d", value);
	setenv(name, text, 1);
	return copy;
}

static void take_back(const char *name, char *found)
{
	if (found == NULL) {
		unsetenv(name);
	} else {
		setenv(name, found, 1);
		free(found);
	}
}

/* It would ask what it writes to, which is a file, then take the 24 rows of the terminal's description
 * and make them the region that scrolls. What the user has there may be out of all range. */
void term_size_lend(struct term *term)
{
	ask(term, &term->rows, &term->cols);
	term->found_lines = lend("LINES", term->rows);
	term->found_columns = lend("COLUMNS", term->cols);
}

void term_size_take_back(struct term *term)
{
	take_back("LINES", term->found_lines);
	take_back("COLUMNS", term->found_columns);
	term->found_lines = NULL;
	term->found_columns = NULL;
}

/* ---- changes ---- */

/* Terminals make all rows scroll when their size changes; but a region that was set for an older size
 * may have reached them after that. */
bool term_resize(struct term *term)
{
	bool changed = term_size_read(term);

	/* Even when it is what it was: it may have been another in between, and cut the picture. */
	term->damaged = true;
	if (changed) {
		struct buffer out;
		buffer_init(&out, TERM_OUTPUT_MAX);
		term_output_region(&out, term->rows);
		term_line_append(&term->line, buffer_text(&out), out.len);
		buffer_finish(&out);
	}
	return changed;
}
