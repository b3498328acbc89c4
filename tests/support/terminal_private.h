/* SPDX-License-Identifier: MIT
 * The internals of a test terminal, for its own files. */
#ifndef SUPPORT_TERMINAL_PRIVATE_H
#define SUPPORT_TERMINAL_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

#include <vterm.h>

#include "keyturn/buffer.h"

enum { MODES_MAX = 32, SGR_COUNT = 128, SEQUENCE_MAX = 64 };

/* Private modes and attributes, parsed from the bytes, because libvterm does not report all of them. */
struct modes {
	struct {
		int number;
		bool on, ever;
	} list[MODES_MAX];
	int count;
	bool sgr[SGR_COUNT];
	bool colour;
	enum { MODES_TEXT, MODES_ESCAPE, MODES_CONTROL } state;
	char sequence[SEQUENCE_MAX];
	size_t len;
};

struct terminal {
	VTerm *vt;
	VTermScreen *screen;
	int rows, cols;
	bool cursor_visible, alternate;
	char *title;
	unsigned bells;
	char **texts; /* of rows, as last requested */
	char cut[4];  /* the beginning of a character whose rest was not read yet */
	size_t cut_len;
	struct modes modes;

	int master; /* -1 once the line is cut */
	int holder_socket;
	pid_t holder, pid;
	bool stopped, exited;
	int status;
	unsigned fences_due, fences_seen;
	struct termios before;

	struct buffer raw;     /* everything the program wrote */
	struct buffer pending; /* read, but perhaps the start of a fence */
	struct buffer out;     /* input on its way to the program */
	int deadline;          /* ms */
};

void modes_feed(struct modes *modes, const char *bytes, size_t len);

void terminal_screen_init(struct terminal *terminal);
void terminal_screen_feed(struct terminal *terminal, const char *bytes, size_t len);
void terminal_screen_resize(struct terminal *terminal, int rows, int cols);
void terminal_screen_finish(struct terminal *terminal);

#endif
