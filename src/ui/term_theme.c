/* SPDX-License-Identifier: MIT */
#include "term_theme.h"

#include <stdio.h>
#include <string.h>

/* Contrast on white and on black, by WCAG's formula: 4.7 and 4.5, 5.4 and 3.9, 4.1 and 5.1. Of the
 * eight basic colours only magenta and red come near; green on white does not, so it is left out. */
enum hue { HUE_NONE, HUE_GREEN, HUE_RED, HUE_BLUE, HUE_COUNT };

static const struct {
	short of_256, of_8;
} hues[HUE_COUNT] = {
	[HUE_NONE] = {-1, -1},
	[HUE_GREEN] = {28, -1},
	[HUE_RED] = {160, COLOR_RED},
	[HUE_BLUE] = {31, COLOR_MAGENTA},
};

struct theme {
	const char *name;
	struct {
		attr_t attributes;
		enum hue hue;
	} styles[STYLE_COUNT];
};

/* clang-format off */
static const struct theme themes[] = {
	{"default", {
		[STYLE_TITLE] = {A_REVERSE, HUE_NONE},
		[STYLE_HEADING] = {A_BOLD, HUE_BLUE},
		[STYLE_FAINT] = {A_DIM, HUE_NONE},
		[STYLE_FOCUS] = {A_REVERSE | A_BOLD, HUE_NONE},
		[STYLE_INPUT] = {A_UNDERLINE, HUE_NONE},
		[STYLE_GOOD] = {A_BOLD, HUE_GREEN},
		[STYLE_BAD] = {A_BOLD, HUE_RED},
		[STYLE_FOOTER_KEY] = {A_NORMAL, HUE_BLUE},
	}},
	{"mono", {
		[STYLE_TITLE] = {A_REVERSE, HUE_NONE},
		[STYLE_HEADING] = {A_BOLD, HUE_NONE},
		[STYLE_FAINT] = {A_DIM, HUE_NONE},
		[STYLE_FOCUS] = {A_REVERSE | A_BOLD, HUE_NONE},
		[STYLE_INPUT] = {A_UNDERLINE, HUE_NONE},
		[STYLE_GOOD] = {A_BOLD, HUE_NONE},
		[STYLE_BAD] = {A_BOLD | A_UNDERLINE, HUE_NONE},
		[STYLE_FOOTER_KEY] = {A_BOLD, HUE_NONE},
	}},
	{"plain", {{A_NORMAL, HUE_NONE}}},
	{"contrast", {
		[STYLE_TITLE] = {A_REVERSE | A_BOLD, HUE_NONE},
		[STYLE_HEADING] = {A_BOLD | A_UNDERLINE, HUE_NONE},
		[STYLE_LABEL] = {A_BOLD, HUE_NONE},
		[STYLE_BUTTON] = {A_BOLD, HUE_NONE},
		[STYLE_FOCUS] = {A_REVERSE | A_BOLD, HUE_NONE},
		[STYLE_INPUT] = {A_UNDERLINE | A_BOLD, HUE_NONE},
		[STYLE_GOOD] = {A_BOLD, HUE_NONE},
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

/* Pair n is hue n on the terminal's own background. */
static bool start_colors(void)
{
	if (!has_colors() || start_color() == ERR || use_default_colors() == ERR) {
		return false;
	}
	for (int hue = 1; hue < HUE_COUNT; hue++) {
		init_pair((short)hue, COLORS >= 256 ? hues[hue].of_256 : hues[hue].of_8, -1);
	}
	return true;
}

void theme_apply(const struct theme *theme, bool color, struct look looks[STYLE_COUNT])
{
	/* Without a wish for colours curses is never told of any and sends none. */
	bool colors = color && uses_colors(theme) && start_colors();

	for (size_t i = 0; i < STYLE_COUNT; i++) {
		looks[i].attributes = theme->styles[i].attributes;
		looks[i].pair = colors ? (short)theme->styles[i].hue : 0;
	}
}
