/* SPDX-License-Identifier: MIT
 * The panel: an app, a terminal to show it on, and the loop that carries both. */
#ifndef KEYTURN_PANEL_H
#define KEYTURN_PANEL_H

#include "keyturn/app.h"
#include "keyturn/term.h"

/* Runs the panel until it is left and returns the exit status. `app->model.copy_note` is filled in
 * here. When a signal ended it, `*signal` is that signal, for the caller to die by once it has
 * cleaned up; the terminal is back already. When the terminal cannot be used, `error` is filled and
 * its exit status returned. */
int panel_run(const struct app_options *app, const struct term_options *options, int *signal,
	struct error *error);

#endif
