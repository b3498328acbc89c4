/* SPDX-License-Identifier: MIT
 * The app: where the model meets the identity client, the clock and a view. One thread, one loop.
 *
 * Callbacks post messages; a turn takes them one at a time through model_update(), carries out the
 * effects, and draws once at its end when something changed. Nothing nests. */
#ifndef KEYTURN_APP_H
#define KEYTURN_APP_H

#include <uv.h>

#include "keyturn/model.h"
#include "keyturn/works.h"

struct app;

/* What shows the model. Every member may be NULL (headless). */
struct app_view {
	void (*draw)(void *data, const struct model *model, bool repaint);
	void (*copy)(void *data, struct secret *secret);
	void (*clear_clipboard)(void *data);
	void (*suspend)(void *data); /* returns when the process goes on */
	void *data;
};

struct app_options {
	struct model_options model;
	struct works_options works;
	const char *user_agent;
	const char *ca_file; /* NULL: the system's */
	/* The credential of model.accounts[account] as a child's argument vector, or at once.
	 * Exactly one of the two is set on success. */
	bool (*credential)(void *data, int account, struct secret **secret,
		enum credential_kind *kind, char *const **argv, struct error *error);
	void *credential_data;
};

struct app *app_create(
	uv_loop_t *loop, const struct app_options *options, const struct app_view *view);
void app_destroy(struct app *app); /* wipes and closes; run the loop once more afterwards */

/* Queues a message (`now` and `wall` are filled in) and makes sure a turn follows. */
void app_post(struct app *app, const struct message *message);

const struct model *app_model(const struct app *app);

/* Runs the loop until the model quits. Returns the exit status; `signal` gets the signal to die by,
 * or 0. */
int app_run(struct app *app, int *signal);

#endif
