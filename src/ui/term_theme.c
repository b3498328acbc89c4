/* SPDX-License-Identifier: MIT */
#include "term_theme.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum hue {
	HUE_NONE,
	HUE_GREEN,
	HUE_AMBER,
	HUE_RED,
	HUE_BLUE,
	HUE_GREY,  /* hints and labels, in place of A_DIM */
	HUE_SHADE, /* likewise, what lies below a dialog */
	HUE_COUNT
};

enum {
	NO_COLOR = -1,
	DIRECT = 257 /* colours, from here on they are numbered by red, green, blue */
};

/* By WCAG's formula all of 256 have a contrast of 4.5 or more on black and dark grey, or on white. Where
 * the ground is not known they lie between: 4.7 and 4.5, 5.4 and 3.9, 4.1 and 5.1. Of the basic colours
 * many a one cannot be read on white, nor on an unknown ground; it is left out, and its style stays. */
static const struct {
	short of_256, of_16, of_8;
} hues[GROUND_COUNT][HUE_COUNT] = {
	[GROUND_UNKNOWN] =
		{
			[HUE_NONE] = {NO_COLOR, NO_COLOR, NO_COLOR},
			[HUE_GREEN] = {28, NO_COLOR, NO_COLOR},
			[HUE_AMBER] = {130, NO_COLOR, NO_COLOR},
			[HUE_RED] = {160, COLOR_RED, COLOR_RED},
			[HUE_BLUE] = {31, COLOR_MAGENTA, COLOR_MAGENTA},
			[HUE_GREY] = {NO_COLOR, NO_COLOR, NO_COLOR},
			[HUE_SHADE] = {NO_COLOR, NO_COLOR, NO_COLOR},
		},
	[GROUND_DARK] =
		{
			[HUE_NONE] = {NO_COLOR, NO_COLOR, NO_COLOR},
			[HUE_GREEN] = {114, 8 + COLOR_GREEN, COLOR_GREEN},
			[HUE_AMBER] = {179, 8 + COLOR_YELLOW, COLOR_YELLOW},
			[HUE_RED] = {210, 8 + COLOR_RED, COLOR_RED},
			[HUE_BLUE] = {111, 8 + COLOR_CYAN, COLOR_CYAN},
			[HUE_GREY] = {248, NO_COLOR, NO_COLOR},
			[HUE_SHADE] = {245, NO_COLOR, NO_COLOR},
		},
	[GROUND_LIGHT] =
		{
			[HUE_NONE] = {NO_COLOR, NO_COLOR, NO_COLOR},
			[HUE_GREEN] = {22, NO_COLOR, NO_COLOR},
			[HUE_AMBER] = {94, COLOR_MAGENTA, COLOR_MAGENTA},
			[HUE_RED] = {124, COLOR_RED, COLOR_RED},
			[HUE_BLUE] = {25, COLOR_BLUE, COLOR_BLUE},
			[HUE_GREY] = {240, NO_COLOR, NO_COLOR},
			[HUE_SHADE] = {242, NO_COLOR, NO_COLOR},
		},
};

struct theme {
	const char *name;
	enum ground ground; /* UNKNOWN: what the terminal says */
	struct {
		attr_t attributes;
		enum hue hue;
	} styles[STYLE_COUNT];
};

/* clang-format off */
#define COLORED { \
	[STYLE_TITLE] = {A_REVERSE, HUE_NONE}, \
	[STYLE_FRAME] = {A_NORMAL, HUE_GREY}, \
	[STYLE_HEADING] = {A_BOLD, HUE_BLUE}, \
	[STYLE_LABEL] = {A_NORMAL, HUE_GREY}, \
	[STYLE_FAINT] = {A_DIM, HUE_GREY}, \
	[STYLE_FOCUS] = {A_REVERSE | A_BOLD, HUE_NONE}, \
	[STYLE_INPUT] = {A_UNDERLINE, HUE_NONE}, \
	[STYLE_GOOD] = {A_BOLD, HUE_GREEN}, \
	[STYLE_WARN] = {A_NORMAL, HUE_AMBER}, \
	[STYLE_BAD] = {A_BOLD, HUE_RED}, \
	[STYLE_SHADE] = {A_DIM, HUE_SHADE}, \
	[STYLE_FOOTER_KEY] = {A_NORMAL, HUE_BLUE}, \
}
static const struct theme themes[] = {
	{"default", GROUND_UNKNOWN, COLORED},
	{"dark", GROUND_DARK, COLORED},
	{"light", GROUND_LIGHT, COLORED},
	{"mono", GROUND_UNKNOWN, {
		[STYLE_TITLE] = {A_REVERSE, HUE_NONE},
		[STYLE_HEADING] = {A_BOLD, HUE_NONE},
		[STYLE_FAINT] = {A_DIM, HUE_NONE},
		[STYLE_FOCUS] = {A_REVERSE | A_BOLD, HUE_NONE},
		[STYLE_INPUT] = {A_UNDERLINE, HUE_NONE},
		[STYLE_GOOD] = {A_BOLD, HUE_NONE},
		[STYLE_BAD] = {A_BOLD | A_UNDERLINE, HUE_NONE},
		[STYLE_FOOTER_KEY] = {A_BOLD, HUE_NONE},
	}},
	{"plain", GROUND_UNKNOWN, {{A_NORMAL, HUE_NONE}}},
	{"contrast", GROUND_UNKNOWN, {
		[STYLE_TITLE] = {A_REVERSE | A_BOLD, HUE_NONE},
		[STYLE_HEADING] = {A_BOLD | A_UNDERLINE, HUE_NONE},
		[STYLE_LABEL] = {A_BOLD, HUE_NONE},
		[STYLE_BUTTON] = {A_BOLD, HUE_NONE},
		[STYLE_FOCUS] = {A_REVERSE | A_BOLD, HUE_NONE},
		[STYLE_INPUT] = {A_UNDERLINE | A_BOLD, HUE_NONE},
		[STYLE_GOOD] = {A_BOLD, HUE_NONE},
		[STYLE_WARN] = {A_BOLD, HUE_NONE},
		[STYLE_BAD] = {A_REVERSE | A_BOLD, HUE_NONE},
		[STYLE_FOOTER] = {A_BOLD, HUE_NONE},
		[STYLE_FOOTER_KEY] = {A_REVERSE | A_BOLD, HUE_NONE},
	}},
};
/* clang-format on */

enum { THEMES = sizeof(themes) / sizeof(themes[0]) };

const struct theme *theme_find(const char *name)
{
	for (size_t i = 0; i < THEMES; i++) {
		if (name == NULL || strcmp(themes[i].name, name) == 0) {
			return &themes[i];
		}
	}
	return NULL;
}

char *theme_names(char *out, size_t size)
{
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < THEMES && len < size; i++) {
		len += (size_t)snprintf(
			out + len, size - len, "%s%s", i > 0 ? ", " : "", themes[i].name);
	}
	return out;
}

static bool uses_colors(const struct theme *theme)
{
	for (size_t i = 0; i < STYLE_COUNT; i++) {
		if (theme->styles[i].hue != HUE_NONE) {
			return true;
		}
	}
	return false;
}

/* The cube and the ramp of greys that 256 colours are. */
static int rgb_of(int index)
{
	static const int levels[] = {0, 95, 135, 175, 215, 255};
	enum { CUBE = 16, GREYS = 232 };
	int cube = index - CUBE, grey = 8 + 10 * (index - GREYS);

	if (index >= GREYS) {
		return grey << 16 | grey << 8 | grey;
	}
	return levels[cube / 36] << 16 | levels[cube / 6 % 6] << 8 | levels[cube % 6];
}

int theme_color(enum ground ground, size_t hue, int colors)
{
	short index = colors >= 256 ? hues[ground][hue].of_256
		: colors >= 16      ? hues[ground][hue].of_16
				    : hues[ground][hue].of_8;

	return colors >= DIRECT && index != NO_COLOR ? rgb_of(index) : index;
}

enum ground ground_of(const char *colorfgbg)
{
	enum { WHITE = 7, GREY = 8, LAST = 15 };
	const char *last = colorfgbg != NULL ? strrchr(colorfgbg, ';') : NULL;
	char *end;

	if (last == NULL || last[1] < '0' || last[1] > '9') {
		return GROUND_UNKNOWN;
	}
	long ground = strtol(last + 1, &end, 10);
	if (*end != '\0' || ground > LAST) {
		return GROUND_UNKNOWN;
	}
	return ground < WHITE || ground == GREY ? GROUND_DARK : GROUND_LIGHT;
}

/* Pair n is hue n on the terminal's own background. */
static bool start_colors(enum ground ground)
{
	if (!has_colors() || start_color() == ERR || use_default_colors() == ERR) {
		return false;
	}
	for (size_t hue = 1; hue < HUE_COUNT; hue++) {
		init_extended_pair((int)hue, theme_color(ground, hue, COLORS), NO_COLOR);
	}
	return true;
}

static enum ground theme_ground(const struct theme *theme)
{
	return theme->ground != GROUND_UNKNOWN ? theme->ground : ground_of(getenv("COLORFGBG"));
}

enum paper theme_paper(const struct theme *theme, bool color)
{
	if (color && uses_colors(theme) && has_colors()) {
		return PAPER_COLORS;
	}
	return theme_ground(theme) == GROUND_LIGHT ? PAPER_AS_IS : PAPER_REVERSE;
}

void theme_apply(const struct theme *theme, bool color, struct look looks[STYLE_COUNT])
{
	enum ground ground = theme_ground(theme);
	/* Without a wish for colours curses is never told of any and sends none. */
	bool colors = color && uses_colors(theme) && start_colors(ground);

	for (size_t i = 0; i < STYLE_COUNT; i++) {
		enum hue hue = theme->styles[i].hue;
		bool has = colors && theme_color(ground, hue, COLORS) != NO_COLOR;
		looks[i].attributes = theme->styles[i].attributes;
		looks[i].pair = has ? (short)hue : 0;
		if (has) {
			looks[i].attributes &= ~A_DIM; /* the grey is instead of it */
		} else if ((termattrs() & A_DIM) == 0) {
			looks[i].attributes &= ~A_DIM; /* or it would be drawn again for nothing */
		}
	}
}
