/* SPDX-License-Identifier: MIT */
#include "keyturn/key.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/text.h"

static const struct {
	uint32_t code;
	const char *name;
} names[] = {
	{KEYPRESS_TAB, "Tab"},
	{KEYPRESS_ENTER, "Enter"},
	{KEYPRESS_ESCAPE, "Esc"},
	{' ', "Space"},
	{KEYPRESS_BACKSPACE, "Backspace"},
	{KEYPRESS_BACK_TAB, "Shift-Tab"},
	{KEYPRESS_UP, "Up"},
	{KEYPRESS_DOWN, "Down"},
	{KEYPRESS_LEFT, "Left"},
	{KEYPRESS_RIGHT, "Right"},
	{KEYPRESS_HOME, "Home"},
	{KEYPRESS_END, "End"},
	{KEYPRESS_PAGE_UP, "PgUp"},
	{KEYPRESS_PAGE_DOWN, "PgDn"},
	{KEYPRESS_DELETE, "Del"},
	{KEYPRESS_CLICK, "Click"},
};

char *keypress_name(uint32_t code, char *out, size_t size)
{
	char text[5] = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (names[i].code == code) {
			snprintf(out, size, "%s", names[i].name);
			return out;
		}
	}
	if (code >= KEYPRESS_F1 && code < KEYPRESS_CLICK) {
		snprintf(out, size, "F%u", (unsigned)(code - KEYPRESS_F1 + 1));
	} else if (code < 0x20) {
		snprintf(out, size, "Ctrl-%c", (char)(code ^ 0x40));
	} else if (code < KEYPRESS_NAMED && text_point_width(code) > 0) {
		text[text_encode(code, text)] = '\0';
		snprintf(out, size, "%s", text);
	} else {
		snprintf(out, size, "?%x", (unsigned)code);
	}
	return out;
}
