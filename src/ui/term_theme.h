/* SPDX-License-Identifier: MIT
 * How each style looks: the terminal's own foreground and background everywhere, and a few hues on top.
 * Which hues can be read depends on the ground. The theme says it or the environment (COLORFGBG); where
 * neither does they are of middling lightness. The terminal is not asked: its answer would come among
 * the keys, and late on a slow line. */
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

enum ground { GROUND_UNKNOWN, GROUND_DARK, GROUND_LIGHT, GROUND_COUNT };

/* What COLORFGBG ("15;0") tells of the background; NULL when it is not set. */
enum ground ground_of(const char *colorfgbg);

/* The number of a hue, from 1, where there are `colors`; as 0xRRGGBB where those are direct. -1: none. */
int theme_color(enum ground ground, size_t hue, int colors);

/* NULL for an unknown name; NULL as name is the default. */
const struct theme *theme_find(const char *name);

/* "default, dark, light" into `out`; returns `out`. */
char *theme_names(char *out, size_t size);

/* After newterm(): sets up the colours, if they are wanted and there are any, and fills `looks`. */
void theme_apply(const struct theme *theme, bool color, struct look looks[STYLE_COUNT]);

/* What black on white is made of. */
enum paper {
	PAPER_COLORS,
	PAPER_REVERSE, /* there are none, or none are wanted: the ground is taken for dark */
	PAPER_AS_IS,   /* likewise, and the ground is light */
};

enum paper theme_paper(const struct theme *theme, bool color);

#endif
