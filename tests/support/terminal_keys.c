/* SPDX-License-Identifier: MIT
 * What a person does at the terminal. */
#include "terminal.h"
#include "terminal_private.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	VTermKey key;
	VTermModifier modifier;
} keys[] = {
	{"enter", VTERM_KEY_ENTER, VTERM_MOD_NONE},
	{"tab", VTERM_KEY_TAB, VTERM_MOD_NONE},
	{"s-tab", VTERM_KEY_TAB, VTERM_MOD_SHIFT},
	{"esc", VTERM_KEY_ESCAPE, VTERM_MOD_NONE},
	{"bs", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE},
	{"del", VTERM_KEY_DEL, VTERM_MOD_NONE},
	{"ins", VTERM_KEY_INS, VTERM_MOD_NONE},
	{"up", VTERM_KEY_UP, VTERM_MOD_NONE},
	{"down", VTERM_KEY_DOWN, VTERM_MOD_NONE},
	{"left", VTERM_KEY_LEFT, VTERM_MOD_NONE},
	{"right", VTERM_KEY_RIGHT, VTERM_MOD_NONE},
	{"home", VTERM_KEY_HOME, VTERM_MOD_NONE},
	{"end", VTERM_KEY_END, VTERM_MOD_NONE},
	{"pgup", VTERM_KEY_PAGEUP, VTERM_MOD_NONE},
	{"pgdn", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE},
};

static bool send_named(struct terminal *terminal, const char *name)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (strcmp(name, keys[i].name) == 0) {
			vterm_keyboard_key(terminal->vt, keys[i].key, keys[i].modifier);
			return true;
		}
	}
	long number = name[0] == 'f' ? strtol(name + 1, NULL, 10) : 0;
	if (number >= 1 && number <= 12) {
		VTermKey key = (VTermKey)VTERM_KEY_FUNCTION(number);
		vterm_keyboard_key(terminal->vt, key, VTERM_MOD_NONE);
		return true;
	}
	return false;
}

static bool send_character(struct terminal *terminal, const char *name)
{
	char byte;

	if (strcmp(name, "space") == 0) {
		byte = ' ';
	} else if (strcmp(name, "lt") == 0) {
		byte = '<';
	} else if (strncmp(name, "c-", 2) == 0 && name[2] != '\0' && name[3] == '\0') {
		byte = (char)(toupper((unsigned char)name[2]) & 0x1f);
	} else {
		return false;
	}
	terminal_send_bytes(terminal, &byte, 1);
	return true;
}

void terminal_send(struct terminal *terminal, const char *text)
{
	while (*text != '\0') {
		char name[8] = "";
		size_t plain = strcspn(text, "<");
		terminal_send_bytes(terminal, text, plain);
		text += plain;
		if (*text == '\0') {
			return;
		}
		int used = 0;
		if (sscanf(text, "<%7[^>]>%n", name, &used) != 1 || used == 0 ||
			(!send_named(terminal, name) && !send_character(terminal, name))) {
			fprintf(stderr, "no such key: %s\n", text);
			abort();
		}
		text += used;
	}
}

void terminal_paste(struct terminal *terminal, const char *text)
{
	bool bracketed = terminal_mode(terminal, 2004);

	if (bracketed) {
		terminal_send_bytes(terminal, "\033[200~", 6);
	}
	for (; *text != '\0'; text++) {
		terminal_send_bytes(terminal, *text == '\n' ? "\r" : text, 1);
	}
	if (bracketed) {
		terminal_send_bytes(terminal, "\033[201~", 6);
	}
}

void terminal_click(struct terminal *terminal, int row, int col)
{
	char text[64];
	int len = 0;

	if (terminal_mode(terminal, 1006) && terminal_mouse(terminal)) {
		len = snprintf(text, sizeof(text), "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1, row + 1,
			col + 1, row + 1);
	} else if (terminal_mouse(terminal)) {
		len = snprintf(text, sizeof(text), "\033[M %c%c\033[M#%c%c", col + 33, row + 33,
			col + 33, row + 33);
	}
	terminal_send_bytes(terminal, text, (size_t)len);
}
