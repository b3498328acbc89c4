/* SPDX-License-Identifier: MIT
 * What the files of the terminal share. */
#ifndef KEYTURN_TERM_PRIVATE_H
#define KEYTURN_TERM_PRIVATE_H

#include <curses.h>
#include <stdint.h>
#include <termios.h>

#include "keyturn/term.h"
#include "term_keys.h"
#include "term_line.h"
#include "term_theme.h"

/* How a copy reaches the user's own terminal. */
enum clipboard {
	CLIPBOARD_NONE, /* a console without one */
	CLIPBOARD_PLAIN,
	CLIPBOARD_TMUX,   /* as tmux's own, and passed through to what is around it */
	CLIPBOARD_SCREEN, /* passed through */
	CLIPBOARD_NESTED, /* TERM=screen…, but which of the two is at the other end of a line */
};

struct term {
	SCREEN *screen;
	struct term_line line;
	struct termios found, ours; /* the line's settings */
	bool ascii, mouse;
	bool xterm;    /* reads control sequences as xterm does */
	bool damaged;  /* the next draw repaints all */
	bool entering; /* the next draw is the first since the terminal was taken */
	int rows, cols;
	char *found_lines, *found_columns; /* the environment's, while curses starts; NULL: unset */
	struct look looks[STYLE_COUNT];
	enum paper paper;
	enum clipboard clipboard;

	struct key_decoder keys;
	int64_t last_byte; /* ms */

	struct box shown; /* where a secret stands in clear; rows is 0 when none does */
	const struct secret *shown_secret; /* only to compare with; NULL: may not stand there */
	int cursor_row, cursor_col;
	int cursor_shown; /* -1: not known */
};

/* term_reveal.c */
void term_reveal(struct term *term, const struct canvas *canvas);
bool term_reveal_stands(const struct term *term, const struct canvas *canvas);
void term_reveal_forget(struct term *term); /* pictures are skipped: who knows what stands where */
void term_reveal_gone(struct term *term);   /* the screen was cleared */
/* Spaces over what is shown, before the screen is cleared: terminals without an alternate screen, tmux
 * and PuTTY among them, keep what was cleared to be scrolled back to. */
void term_reveal_blank(struct term *term);
bool term_reveal_moved(const struct term *term, const struct canvas *canvas);

/* term_modes.c */
bool term_modes_known(const char *name); /* of a terminal that reads them as xterm does */
void term_modes_set(struct term *term, bool on);
void term_modes_arm_crash(const struct term *term);

/* term_size.c */
bool term_size_read(struct term *term); /* and tells curses; true when it changed */
/* Around curses' start, which looks for the size in the environment. */
void term_size_lend(struct term *term);
void term_size_take_back(struct term *term);

/* term_clipboard.c */
enum clipboard term_clipboard_kind(const char *name);

#endif
