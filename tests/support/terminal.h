/* SPDX-License-Identifier: MIT
 * A terminal for testing full-screen programs: a pseudo-terminal with libvterm as its screen.
 *
 * The program runs as the foreground job of a session whose leader, the holder (terminal_holder.h), plays
 * the shell: the test can examine the terminal's settings before and after the program, stop and continue
 * it, and cut the line with or without a SIGHUP.
 *
 * Nothing here sleeps. A wait reads what the program writes until a condition on the screen holds; if the
 * deadline passes first, it prints the screen to stderr and returns false, so a test can say
 * assert_true(terminal_wait_text(terminal, "Signed in")). Rows and columns count from 0. */
#ifndef SUPPORT_TERMINAL_H
#define SUPPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct terminal;

struct terminal_options {
	const char *const *argv; /* NULL-terminated; argv[0] is looked up in PATH */
	/* "NAME=value", NULL-terminated or NULL: added to, or instead of, PATH, LC_ALL=C.UTF-8,
	 * HOME=/nonexistent, TERM and the sanitizers' options. Nothing else is inherited. */
	const char *const *env;
	const char *term;      /* NULL: xterm-256color */
	const char *directory; /* NULL: the test's own */
	int rows, cols;        /* 0: 24 and 80 */
};

/* Starts the program; NULL, with the reason on stderr, when there is no pseudo-terminal. If the program
 * cannot be executed, the job ends with status 127. */
struct terminal *terminal_start(const struct terminal_options *options);

/* Kills and reaps whatever is left of the program and its children. NULL is fine. */
void terminal_stop(struct terminal *terminal);

/* The limit for waits; 20 s unless set. */
void terminal_set_deadline(struct terminal *terminal, int milliseconds);

/* ---- input: queued, and written while waiting ---- */

/* Text with keys between angle brackets: <enter> <tab> <s-tab> <esc> <bs> <del> <ins> <space> <up>
 * <down> <left> <right> <home> <end> <pgup> <pgdn> <f1>…<f12> <c-a>…<c-z> <lt>. They are sent as
 * xterm would in the mode the program has set. An unknown name ends the test program. */
void terminal_send(struct terminal *terminal, const char *keys);
void terminal_send_bytes(struct terminal *terminal, const void *bytes, size_t len);

/* Pastes as a terminal does: bracketed if the program asked for it, newlines as CR. */
void terminal_paste(struct terminal *terminal, const char *text);

/* Presses and releases the left button, in the mouse mode that the program has set. */
void terminal_click(struct terminal *terminal, int row, int col);

/* Resizes the window; the program gets SIGWINCH. */
void terminal_resize(struct terminal *terminal, int rows, int cols);

/* Text that some other program writes to the screen; not part of the capture. */
void terminal_scribble(struct terminal *terminal, const char *bytes);

/* ---- waiting ---- */

typedef bool terminal_condition(struct terminal *terminal, void *data);

/* On failure the report says "waited for `what`". */
bool terminal_wait(
	struct terminal *terminal, terminal_condition *holds, void *data, const char *what);
bool terminal_wait_text(struct terminal *terminal, const char *text); /* on any one row */
bool terminal_wait_absent(struct terminal *terminal, const char *text);
bool terminal_wait_row(struct terminal *terminal, int row, const char *text);
bool terminal_wait_cursor(struct terminal *terminal, int row, int col);
bool terminal_wait_bytes(struct terminal *terminal, const char *bytes); /* in the capture */

/* ---- the screen ---- */

struct terminal_cell {
	char text[32]; /* UTF-8, with combining marks; " " where nothing was written */
	int width;     /* 1 or 2; 0 for the right half of a wide character */
	bool bold, underline, blink, reverse;
	int foreground,
		background; /* palette index, TERMINAL_DEFAULT, or TERMINAL_RGB | 0xrrggbb */
};

enum { TERMINAL_DEFAULT = -1, TERMINAL_RGB = 1 << 24 };

int terminal_rows(const struct terminal *terminal);
int terminal_cols(const struct terminal *terminal);

/* A row's text without trailing blanks; valid until the next call for that row or a resize. */
const char *terminal_row(struct terminal *terminal, int row);
struct terminal_cell terminal_cell(struct terminal *terminal, int row, int col);

/* Where `text` first appears on the screen; either pointer may be NULL. */
bool terminal_find(struct terminal *terminal, const char *text, int *row, int *col);

void terminal_cursor(struct terminal *terminal, int *row, int *col);
bool terminal_cursor_visible(const struct terminal *terminal);
bool terminal_alternate_screen(const struct terminal *terminal);
const char *terminal_title(const struct terminal *terminal); /* "" when none was set */
unsigned terminal_bells(const struct terminal *terminal);

/* A private mode (DECSET): is it on now, was it ever on? 1 application cursor keys, 1000, 1002, 1003 and
 * 1006 mouse, 1004 focus, 1049 alternate screen, 2004 bracketed paste, … */
bool terminal_mode(const struct terminal *terminal, int mode);
bool terminal_mode_was_set(const struct terminal *terminal, int mode);
bool terminal_mouse(const struct terminal *terminal); /* any of the mouse modes is on */

/* Prints the screen, framed, to stderr. */
void terminal_dump(struct terminal *terminal, const char *headline);

/* ---- the capture: every byte the program wrote ---- */

size_t terminal_raw_length(const struct terminal *terminal);
const char *terminal_raw(
	const struct terminal *terminal); /* may contain NULs; valid until the next wait */

/* How often `bytes` occur at or after the offset `from`. */
size_t terminal_raw_count(
	const struct terminal *terminal, size_t from, const void *bytes, size_t len);

/* Whether a colour, or the attribute `parameter` (1 bold, 7 reverse …), was ever selected by SGR. */
bool terminal_used_colour(const struct terminal *terminal);
bool terminal_used_sgr(const struct terminal *terminal, int parameter);

/* What the program last put in the clipboard by OSC 52, decoded, into `out` (always terminated);
 * -1 when it never did, otherwise the length (0: cleared). Looks at or after the offset `from`. */
ssize_t terminal_clipboard(const struct terminal *terminal, size_t from, char *out, size_t size);

/* ---- the job ---- */

pid_t terminal_pid(const struct terminal *terminal);
void terminal_signal(struct terminal *terminal, int signal);

/* Waits until the program has stopped (after <c-z>, say) and everything it wrote before has been read. */
bool terminal_wait_stopped(struct terminal *terminal);

/* What `fg` does: gives it the terminal and continues it. */
void terminal_continue(struct terminal *terminal);

/* Waits until it has ended and everything it wrote has been read. `status` as from waitpid(2). */
bool terminal_wait_exit(struct terminal *terminal, int *status);
bool terminal_running(struct terminal *terminal);

/* True when the line settings are what they were before the program started. Call while it is stopped or
 * after it has ended; prints the difference to stderr. */
bool terminal_settings_restored(struct terminal *terminal);

/* Cuts the line. With `sighup` the program also gets SIGHUP, as from a shell; without it, the program
 * only finds its terminal gone. The screen can still be examined. */
void terminal_hangup(struct terminal *terminal, bool sighup);

#endif
