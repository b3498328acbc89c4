/* SPDX-License-Identifier: MIT
 * The line to the terminal. curses writes its pictures to memory; from there, and from whoever else
 * has something to say, bytes go out as fast as the line takes them, and nobody waits for it: a
 * connection may be slow, or dead without having told so. What was sent is wiped. */
#ifndef KEYTURN_TERM_LINE_H
#define KEYTURN_TERM_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "keyturn/buffer.h"
#include "keyturn/error.h"

struct term_line {
	int fd;
	int flags;      /* as found: the descriptor may be shared with whoever started us */
	FILE *pictures; /* where curses writes: a file in memory */
	struct buffer waiting;
	size_t sent; /* of `waiting` */
};

bool term_line_open(struct term_line *line, struct error *error);
void term_line_close(struct term_line *line); /* drops what waits */

/* Between the two, reading and writing do not wait. */
void term_line_take(struct term_line *line);
void term_line_give(struct term_line *line);

void term_line_append(struct term_line *line, const void *bytes, size_t len);
void term_line_cut(struct term_line *line, const void *bytes, size_t len); /* once, if they wait */
bool term_line_collect(struct term_line *line); /* what curses wrote since; true: something */

/* Sends what goes without waiting. True when nothing is left, or nobody is there to take it. */
bool term_line_flush(struct term_line *line);

/* Sends all, giving up when nothing went for `patience` milliseconds. */
void term_line_drain(struct term_line *line, int patience);

#endif
