/* SPDX-License-Identifier: MIT
 * The app's own state, shared by its files. */
#ifndef KEYTURN_APP_PRIVATE_H
#define KEYTURN_APP_PRIVATE_H

#include "keyturn/app.h"
#include "keyturn/credential_command.h"
#include "keyturn/identity.h"
#include "keyturn/works.h"

struct queued {
	struct queued *next;
	struct message message;
	struct identity_reply reply; /* what message.reply.reply points to */
	struct work_event work;      /* what message.work points to */
};

/* A request under way: the client's id for it, and the model's. */
struct pending {
	uint64_t id;
	uint32_t ticket;
};

enum { PENDING_MAX = 32 };

/* An identity client and whose it is. */
struct client {
	struct app *app;
	struct identity *identity;
	bool revoking; /* its token's end is under way */
	bool done;     /* … and told: it can go */
};

struct app_timer {
	uv_timer_t handle;
	struct app *app;
	enum timer_id id;
};

struct app {
	uv_loop_t *loop;
	struct app_options options;
	struct app_view view;
	struct model model;

	struct queued *first, **last; /* the next message; where the one after the last goes */
	uv_idle_t turn;               /* active while messages wait */
	bool in_turn;
	bool dirty, repaint;

	struct app_timer timers[TIMER_COUNT];
	int open_handles;       /* the timers and the turn; the last to close frees the app */
	struct client *client;  /* NULL: `connect_error` says why */
	struct client *leaving; /* the one before, until its token is revoked */
	struct error connect_error;
	struct pending pending[PENDING_MAX];
	size_t pending_count;
	int signing_in;                     /* the account a credential is fetched for */
	struct credential_command *command; /* prints it; NULL when none runs */
	uint32_t command_ticket;            /* who waits for it */
	enum credential_kind command_kind;

	struct works *works;

	bool quit;
	int status, signal;
};

void client_destroy(struct client *client); /* NULL is fine; not from its own callbacks */

/* Makes sure that a turn comes soon. */
void app_wake(struct app *app);

/* Carries out every effect of `effects` and empties it. */
void effects_run(struct app *app, struct effects *effects);

/* Answers `ticket` with a failure, as if the service had. */
void app_fail(struct app *app, uint32_t ticket, enum identity_op op, const struct error *error);

/* Queues the answer to `ticket`; takes the members of `reply`. */
void app_post_reply(struct app *app, uint32_t ticket, struct identity_reply *reply);

#endif
