/* SPDX-License-Identifier: MIT
 * The terminal: the only place that knows curses and escape sequences.
 *
 * It is left as it was found on every way out: term_close(), suspension, and crashes (the handlers of
 * all signals that end a process put it back before the signal does its work). */
#ifndef KEYTURN_TERM_H
#define KEYTURN_TERM_H

#include "keyturn/canvas.h"
#include "keyturn/error.h"
#include "keyturn/key.h"

struct term;

struct term_options {
	bool ascii; /* draw ASCII even in a UTF-8 locale */
	bool color; /* false: NO_COLOR or --no-color */
	bool mouse;
	const char *theme; /* NULL: the default; unknown names fail */
};

/* Can the panel be shown here? ERROR_TERMINAL with a sentence when stdin or stdout is no terminal,
 * or TERM is unset, unknown or cannot place the cursor ("dumb"). */
bool term_usable(struct error *error);

/* Opens the controlling terminal's screen, of which term_usable() has said that it is usable. */
struct term *term_open(const struct term_options *options, struct error *error);

/* Hides and wipes what is shown, leaves the screen as found. NULL is fine. */
void term_close(struct term *term);

int term_fd(const struct term *term); /* to wait for keys on */
void term_size(const struct term *term, int *rows, int *cols);
bool term_ascii(const struct term *term);
bool term_mouse(const struct term *term); /* wanted, and the terminal has one */

/* After SIGWINCH: reads the size anew; the next draw repaints all. True when the size changed. */
bool term_resize(struct term *term);

enum term_input {
	TERM_KEY,
	TERM_PASTE_END, /* the keys before this one that are marked so were the whole paste */
	TERM_PASTE_CUT, /* its end did not come: none of it is given, nor what still comes of it */
	TERM_ANSWER_CUT, /* the end of a terminal's answer did not come: keys wait for it, or for Esc */
	TERM_NOISE, /* an answer, an unknown sequence: whoever types may not know what happens */
	TERM_FOCUS_LOST, /* somebody looks at another window; not all terminals tell */
	TERM_NOTHING,
	TERM_GONE,
};

/* The next key, without waiting. Call until NOTHING. GONE: the terminal was closed. */
enum term_input term_read(struct term *term, struct key *key);

/* Milliseconds after which to call term_read() again though nothing arrived (a lone ESC is a key
 * when no more follows); -1: never. */
int term_wait(const struct term *term);

/* Sends what the line did not take at once. True when nothing is left; while it is false, drawing
 * would only pile up: draw again when term_fd() takes output and this has become true. */
bool term_flush(struct term *term);

/* Brings `canvas` to the screen with one burst of output; `repaint`: all of it, the screen may be
 * damaged. What `canvas->reveal` names is written in clear; what was shown before and is not now is
 * overwritten on the screen. */
void term_draw(struct term *term, const struct canvas *canvas, bool repaint);

/* OSC 52, wrapped for tmux and screen. Nothing tells whether it arrived. */
void term_copy(struct term *term, struct secret *secret);
void term_clear_clipboard(struct term *term);
const char *term_copy_note(void); /* what to set in tmux, screen, mosh; or "" */

/* Gives the terminal back, stops the process as SIGTSTP does, takes the terminal again when it
 * continues. The caller has drawn a canvas without secrets before. */
void term_suspend(struct term *term);

/* The process was stopped from outside, without a chance to give the terminal back, and goes on:
 * takes it again. */
void term_resume(struct term *term);

#endif
