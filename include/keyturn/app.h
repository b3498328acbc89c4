/* SPDX-License-Identifier: MIT
 * The app: where the model meets the identity client, the clock and a view. One thread, one loop.
 *
 * Callbacks post messages; a turn passes them to model_update() one at a time, carries out the effects,
 * and draws once at the end if something changed. Nothing nests. */
#ifndef KEYTURN_APP_H
#define KEYTURN_APP_H

#include <uv.h>

#include "keyturn/model.h"
#include "keyturn/works.h"

struct app;

/* What displays the model. Any member may be NULL (headless). */
struct app_view {
	void (*draw)(void *data, const struct model *model, bool repaint);
	void (*copy)(void *data, struct secret *secret);
	void (*clear_clipboard)(void *data);
	void (*suspend)(void *data); /* returns when the process continues */
	void *data;
};

struct app_options {
	struct model_options model;
	struct works_options works;
	const char *user_agent;
	const char *ca_file; /* NULL: the system's */
	/* How to get the credential of model.accounts[account]: the argument vector of a command, or the
	 * credential itself. On success exactly one of the two is set. */
	bool (*credential)(void *data, int account, struct secret **secret,
		enum credential_kind *kind, char *const **argv, struct error *error);
	/* Saves the account as a profile, and says into `said` how it is named and where. */
	bool (*save_profile)(void *data, const char *url, const char *username, char *said,
		size_t size, struct error *error);
	void *credential_data;
};

struct app *app_create(
	uv_loop_t *loop, const struct app_options *options, const struct app_view *view);

/* Waits, at most 2 s, while a token is being revoked; wipes and closes. Then run the loop once more. */
void app_destroy(struct app *app);

/* Queues a message, fills in its `now` and `wall`, and makes sure that a turn follows. */
void app_post(struct app *app, const struct message *message);

const struct model *app_model(const struct app *app);

/* Runs the loop until the model quits. Returns the exit status; `signal` gets the signal that the process
 * should die of, or 0. */
int app_run(struct app *app, int *signal);

#endif
