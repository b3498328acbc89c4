/* SPDX-License-Identifier: MIT
 * The panel: an app, a terminal to show it on, and the loop that carries both. */
#ifndef KEYTURN_PANEL_H
#define KEYTURN_PANEL_H

#include "keyturn/app.h"
#include "keyturn/term.h"

struct panel_options {
	struct term_options term;
};

/* Runs the panel until it is left and returns the exit status. `app->model.copy_note` is filled in
 * here. When a signal ended it, the terminal is put back and the process dies by that signal: then
 * this does not return. When the terminal cannot be used, `error` is filled and its exit status
 * returned. */
int panel_run(
	const struct app_options *app, const struct panel_options *options, struct error *error);

#endif
