/* SPDX-License-Identifier: MIT
 * The terminal's description, and its strings without their padding. */
#ifndef KEYTURN_TERM_OUTPUT_H
#define KEYTURN_TERM_OUTPUT_H

#include <stddef.h>

#include "keyturn/buffer.h"
#include "term_theme.h"

enum { TERM_OUTPUT_MAX = 256 * 1024 };

enum term_description { TERM_USABLE, TERM_UNKNOWN, TERM_POOR };

/* Looks up $TERM: newterm() ends the process itself for some it cannot use, so this comes first. */
enum term_description term_described(int fd);

/* A string capability by its terminfo name; NULL when the terminal has none. */
const char *term_capability(const char *name);

/* Appends a capability string (NULL: nothing) without its "$<…>" delays. */
void term_output_string(struct buffer *buffer, const char *capability);
void term_output_move(struct buffer *buffer, int row, int col);

/* What follows is black on white, then as nothing was ever set. */
void term_output_black_on_white(struct buffer *buffer, enum paper paper);
void term_output_plain(struct buffer *buffer);

/* The first `rows` rows scroll. It moves the cursor. */
void term_output_region(struct buffer *buffer, int rows);

#endif
