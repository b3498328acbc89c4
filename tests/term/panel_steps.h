/* SPDX-License-Identifier: MIT
 * The steps that the tests of the panel share: keyturn --demo in a terminal, the way to the
 * settings, the key shown and hidden, the popup before a reset, the end.
 *
 * A step types what a person would, waits until the screen shows what comes of it, and fails the
 * test when that does not come. */
#ifndef TERM_PANEL_STEPS_H
#define TERM_PANEL_STEPS_H

#include "terminal.h"

#include <stdbool.h>

enum { PANEL_KEY_LENGTH = 32, PANEL_KEY_SIZE = PANEL_KEY_LENGTH + 1 };

struct panel_setting {
	const char *term; /* this and the next two: as in struct terminal_options */
	int rows, cols;
	const char *const *env;
	const char *option;  /* beside --demo; may be NULL */
	const char *ignored; /* signals that it finds ignored, as "HUP INT"; may be NULL */
};

/* Until the demo's user is signed in, on the first page. The caller stops it: panel_quit(),
 * panel_expect_exit() and panel_expect_death() do. */
struct terminal *panel_start(const struct panel_setting *setting);

/* The same, and panel_to_settings(). */
struct terminal *panel_start_at_settings(const struct panel_setting *setting);

/* From the first page; until the fingerprint of the key is there. */
void panel_to_settings(struct terminal *terminal);

/* ---- the key ---- */

/* Conditions for terminal_wait(): a key stands on the screen in clear, and is copied to `key`, of
 * PANEL_KEY_SIZE bytes; and nothing does that could be a key or hold one (`data` is not used). */
bool panel_find_key(struct terminal *terminal, void *key);
bool panel_no_key(struct terminal *terminal, void *data);

void panel_expect_hidden(struct terminal *terminal);

/* On the settings; `key` of PANEL_KEY_SIZE bytes. */
void panel_show(struct terminal *terminal, char *key);
void panel_hide(struct terminal *terminal);

/* ---- the popup before a reset ---- */

/* On the settings. It comes with Cancel focused; the second step focuses Generate New Key. */
void panel_open_popup(struct terminal *terminal);
void panel_focus_generate(struct terminal *terminal);

/* A yes that comes sooner than a person can read is taken for a slip. */
void panel_read_dialog(struct terminal *terminal);

/* Time for what must not happen to happen; the output is read as in any wait. Well below the
 * terminal's deadline. */
void panel_let_pass(struct terminal *terminal, int milliseconds);

/* ---- the picture ---- */

void panel_settle(struct terminal *terminal);            /* until nothing more is drawn */
void panel_expect_toast_gone(struct terminal *terminal); /* the one of the sign-in */

/* Ctrl+L changes nothing on the screen: what was there is what should be there. */
void panel_expect_whole(struct terminal *terminal);

/* A page of at most 100 columns without a dialog: its frame is closed, the footer on the last row. */
void panel_expect_frame(struct terminal *terminal);

/* ---- the end ---- */

/* All rows scroll, as under a shell; what stands there is lost. */
void panel_expect_scrolls(struct terminal *terminal);

/* The terminal is as it was found: settings, modes, cursor and title, and nothing of the panel is on
 * it. While the panel is stopped or after it ended. */
void panel_expect_left(struct terminal *terminal);

/* Until it ended, with this exit status or of this signal, and left the terminal as it was found.
 * Then terminal_stop(). */
void panel_expect_exit(struct terminal *terminal, int status);
void panel_expect_death(struct terminal *terminal, int signal);

/* By Ctrl+C; ends with panel_expect_exit(). */
void panel_quit(struct terminal *terminal);

#endif
