/* SPDX-License-Identifier: MIT
 * How each style looks. Every theme reads on black and on white: the terminal's own foreground and
 * background everywhere, and at most three hues of middling lightness on top. */
#ifndef KEYTURN_TERM_THEME_H
#define KEYTURN_TERM_THEME_H

#include <curses.h>
#include <stdbool.h>

#include "keyturn/canvas.h"

struct look {
	attr_t attributes;
	short pair;
};

struct theme;

/* NULL for an unknown name; NULL as name is the default. */
const struct theme *theme_find(const char *name);

/* "default, mono, contrast" into `out`; returns `out`. */
char *theme_names(char *out, size_t size);

/* After newterm(): sets up the colours, if they are wanted and there are any, and fills `looks`. */
void theme_apply(const struct theme *theme, bool color, struct look looks[STYLE_COUNT]);

#endif
