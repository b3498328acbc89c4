/* SPDX-License-Identifier: MIT
 * A key press, independent of any terminal library: a Unicode code point or one of the names below. */
#ifndef KEYTURN_KEY_H
#define KEYTURN_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key_code {
	KEYPRESS_CTRL_C = 0x03,
	KEYPRESS_TAB = 0x09,
	KEYPRESS_CTRL_L = 0x0c,
	KEYPRESS_ENTER = 0x0d,
	KEYPRESS_CTRL_U = 0x15,
	KEYPRESS_CTRL_Z = 0x1a,
	KEYPRESS_ESCAPE = 0x1b,
	KEYPRESS_BACKSPACE = 0x7f,
	KEYPRESS_NAMED = 0x110000, /* beyond Unicode */
	KEYPRESS_BACK_TAB,
	KEYPRESS_UP,
	KEYPRESS_DOWN,
	KEYPRESS_LEFT,
	KEYPRESS_RIGHT,
	KEYPRESS_HOME,
	KEYPRESS_END,
	KEYPRESS_PAGE_UP,
	KEYPRESS_PAGE_DOWN,
	KEYPRESS_DELETE,
	KEYPRESS_F1,
	KEYPRESS_F5 = KEYPRESS_F1 + 4,
	KEYPRESS_F10 = KEYPRESS_F1 + 9,
	KEYPRESS_CLICK, /* left button; row and col are set */
};

struct key {
	uint32_t code;
	bool pasted;  /* inside a bracketed paste */
	bool burst;   /* arrived together with other keys: typed ahead, or a paste without marks */
	int row, col; /* CLICK only */
};

/* "Enter", "Tab", "F10", "?" … into `out`; returns `out`. */
char *keypress_name(uint32_t code, char *out, size_t size);

#endif
