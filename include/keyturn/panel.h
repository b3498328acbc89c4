/* SPDX-License-Identifier: MIT
 * The panel: an app, a terminal to show it on, and the loop that runs both. */
#ifndef KEYTURN_PANEL_H
#define KEYTURN_PANEL_H

#include "keyturn/app.h"
#include "keyturn/term.h"

/* Runs the panel until the user quits and returns the exit status. Fills in `app->model.copy_note`. If a
 * signal ended it, `*signal` is that signal, of which the caller should die once it has cleaned up; the
 * terminal is already restored. If the terminal cannot be used, fills `error` and returns its exit
 * status. */
int panel_run(const struct app_options *app, const struct term_options *options, int *signal,
	struct error *error);

#endif
