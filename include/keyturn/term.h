/* SPDX-License-Identifier: MIT
 * The terminal: the only code that knows curses and escape sequences.
 *
 * It is always left as it was found: by term_close(), on suspension, and after crashes (handlers for all
 * signals that end a process restore it before the signal takes effect). */
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
	const char *theme; /* NULL: the default; an unknown name fails */
};

/* Can the panel be shown here? ERROR_TERMINAL with a sentence when stdin or stdout is not a terminal, or
 * TERM is unset, unknown or cannot position the cursor ("dumb"). */
bool term_usable(struct error *error);

/* Opens the controlling terminal's screen, if usable. */
struct term *term_open(const struct term_options *options, struct error *error);

/* Hides and wipes the shown secret and leaves the screen as found. NULL is fine. */
void term_close(struct term *term);

int term_fd(const struct term *term); /* to wait for keys on */
void term_size(const struct term *term, int *rows, int *cols);
bool term_ascii(const struct term *term);
bool term_mouse(const struct term *term); /* requested, and the terminal has one */

/* After SIGWINCH: reads the new size; the next draw repaints everything. True when the size changed. */
bool term_resize(struct term *term);

enum term_input {
	TERM_KEY,
	TERM_PASTE_END, /* the pasted keys before this one were the whole paste */
	TERM_PASTE_CUT, /* its end mark did not come: none of it is delivered, nor what still arrives of
	                 * it */
	TERM_ANSWER_CUT, /* the end of the terminal's answer did not come: keys wait for it, or for Esc */
	TERM_NOISE,      /* an answer or unknown sequence, which the user may not be aware of */
	TERM_FOCUS_LOST, /* the window lost the focus; not all terminals report it */
	TERM_NOTHING,
	TERM_GONE,
};

/* The next key, without waiting. Call until NOTHING. GONE: the terminal was closed. */
enum term_input term_read(struct term *term, struct key *key);

/* Milliseconds after which to call term_read() again even if nothing arrived (a lone ESC is a key if
 * nothing follows); -1: never. */
int term_wait(const struct term *term);

/* Sends output that was not accepted at once. True when nothing is left; until then drawing would only
 * pile up: draw again once term_fd() is writable and this returns true. */
bool term_flush(struct term *term);

/* Draws `canvas` on the screen in one write; with `repaint` all of it, because the screen may be damaged.
 * Writes the secret that `canvas->reveal` names in clear, and overwrites one that is no longer shown. */
void term_draw(struct term *term, const struct canvas *canvas, bool repaint);

/* By OSC 52, wrapped for tmux and screen. There is no way to know whether it arrived. */
void term_copy(struct term *term, struct secret *secret);
void term_clear_clipboard(struct term *term);
const char *term_copy_note(void); /* what to configure in tmux, screen, mosh; or "" */

/* Restores the terminal, stops the process as SIGTSTP does, and takes the terminal again when it
 * continues. The caller must have drawn a canvas without secrets before. */
void term_suspend(struct term *term);

/* Takes the terminal again after the process was stopped from outside, without a chance to restore it,
 * and continued. */
void term_resume(struct term *term);

#endif
