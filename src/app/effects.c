/* SPDX-License-Identifier: MIT
 * The only interpreter of the model's effects. */
#include <stdlib.h>
#include <string.h>

#include "app_private.h"
#include "keyturn/credential.h"
#include "keyturn/memory.h"

/* ---- requests under way ---- */

static struct pending *find_pending(struct app *app, uint64_t id)
{
	for (size_t i = 0; i < app->pending_count; i++) {
		if (app->pending[i].id == id) {
			return &app->pending[i];
		}
	}
	return NULL;
}

static void drop_pending(struct app *app, struct pending *pending)
{
	*pending = app->pending[--app->pending_count];
}

/* ---- what the client tells ---- */

static void replied(void *data, struct identity_reply *reply)
{
	struct client *client = data;
	struct app *app = client->app;

	if (client == app->leaving) {
		/* Not destroyed here: this is its own callback. The next turn does it. */
		client->done = client->done || reply->op == IDENTITY_REVOKE;
		app_wake(app);
		return;
	}
	client->revoking = client->revoking && reply->op != IDENTITY_REVOKE;
	struct pending *pending = find_pending(app, reply->id);
	if (pending != NULL) {
		uint32_t ticket = pending->ticket;
		drop_pending(app, pending);
		app_post_reply(app, ticket, reply);
	}
}

static void waiting(void *data, const struct identity_wait *wait)
{
	struct client *client = data;
	const struct pending *pending = find_pending(client->app, wait->id);

	if (client == client->app->client && pending != NULL) {
		struct message message = {.kind = MESSAGE_WAIT};
		message.wait.ticket = pending->ticket;
		message.wait.wait = *wait;
		app_post(client->app, &message);
	}
}

static struct client *client_create(struct app *app, const char *url, struct error *error)
{
	struct client *client = memory_alloc(sizeof(*client));
	const struct identity_options options = {
		.url = url,
		.user_agent = app->options.user_agent,
		.ca_file = app->options.ca_file,
	};
	const struct identity_listener listener = {
		.replied = replied, .waiting = waiting, .data = client};

	client->app = app;
	client->identity = identity_start(error)
		? identity_create(app->loop, &options, &listener, error)
		: NULL;
	if (client->identity == NULL) {
		free(client);
		return NULL;
	}
	return client;
}

void client_destroy(struct client *client)
{
	if (client != NULL) {
		identity_destroy(client->identity);
		free(client);
	}
}

/* ---- effects ---- */

static void stop_command(struct app *app)
{
	credential_command_destroy(app->command);
	app->command = NULL;
}

/* The client before goes at once, unless it still has its token to revoke. */
static void open_client(struct app *app, const struct effect *effect)
{
	stop_command(app);
	app->pending_count = 0;
	if (app->client != NULL && app->client->revoking) {
		client_destroy(app->leaving);
		app->leaving = app->client;
	} else {
		client_destroy(app->client);
	}
	app->client = client_create(app, effect->url, &app->connect_error);
}

static void request(struct app *app, struct effect *effect)
{
	enum identity_op op = effect->request.op;

	if (app->client == NULL || app->pending_count == PENDING_MAX) {
		struct error error = app->connect_error;
		if (app->client != NULL) {
			error_set(&error, ERROR_INTERNAL, "too many requests at once");
		}
		identity_request_finish(&effect->request);
		app_fail(app, effect->ticket, op, &error);
		return;
	}
	uint64_t id = identity_send(app->client->identity, &effect->request);
	app->client->revoking = app->client->revoking || op == IDENTITY_REVOKE;
	app->pending[app->pending_count++] = (struct pending){.id = id, .ticket = effect->ticket};
}

static void sign_in_with(
	struct app *app, uint32_t ticket, struct secret *secret, enum credential_kind kind)
{
	struct effect effect = {.kind = EFFECT_REQUEST, .ticket = ticket};
	const struct account_choice *account = &app->options.model.accounts[app->signing_in];

	effect.request.op = IDENTITY_SIGN_IN;
	effect.request.kind = kind;
	effect.request.secret = secret;
	memcpy(effect.request.username, account->username, sizeof(account->username));
	request(app, &effect);
}

static void command_done(void *data, struct secret *secret, const struct error *error)
{
	struct app *app = data;

	stop_command(app);
	if (secret == NULL) {
		app_fail(app, app->command_ticket, IDENTITY_SIGN_IN, error);
	} else {
		sign_in_with(app, app->command_ticket, secret, app->command_kind);
	}
}

static void sign_in(struct app *app, const struct effect *effect)
{
	struct secret *secret = NULL;
	char *const *argv = NULL;
	struct error error = {0};

	app->signing_in = effect->account;
	if (!app->options.credential(app->options.credential_data, effect->account, &secret,
		    &app->command_kind, &argv, &error)) {
		app_fail(app, effect->ticket, IDENTITY_SIGN_IN, &error);
		return;
	}
	if (secret != NULL) {
		sign_in_with(app, effect->ticket, secret, app->command_kind);
		return;
	}
	stop_command(app);
	app->command_ticket = effect->ticket;
	app->command = credential_command_start(
		app->loop, argv, CREDENTIAL_COMMAND_SECONDS, command_done, app, &error);
	if (app->command == NULL) {
		app_fail(app, effect->ticket, IDENTITY_SIGN_IN, &error);
	}
}

static void cancel(struct app *app, const struct effect *effect)
{
	if (app->command_ticket == effect->ticket) {
		stop_command(app);
	}
	for (size_t i = 0; i < app->pending_count; i++) {
		if (app->pending[i].ticket == effect->ticket) {
			identity_cancel(app->client->identity, app->pending[i].id);
			drop_pending(app, &app->pending[i]);
			break;
		}
	}
}

static void timer_fired(uv_timer_t *handle)
{
	const struct app_timer *timer = handle->data;
	const struct message message = {.kind = MESSAGE_TIMER, .timer = timer->id};

	app_post(timer->app, &message);
}

static void start_timer(struct app *app, const struct effect *effect)
{
	uv_update_time(app->loop);
	uv_timer_start(&app->timers[effect->timer].handle, timer_fired,
		effect->milliseconds > 0 ? (uint64_t)effect->milliseconds : 0, 0);
}

static void copy(struct app *app, const struct effect *effect)
{
	if (app->view.copy != NULL) {
		app->view.copy(app->view.data, effect->secret);
	}
}

static void clear_clipboard(struct app *app)
{
	if (app->view.clear_clipboard != NULL) {
		app->view.clear_clipboard(app->view.data);
	}
}

static void suspend(struct app *app)
{
	if (app->view.suspend != NULL) {
		app->view.suspend(app->view.data);
		app_post(app, &(struct message){.kind = MESSAGE_RESUMED});
	}
}

static void quit(struct app *app, const struct effect *effect)
{
	app->quit = true;
	app->status = effect->status;
	app->signal = effect->signal;
}

static void run(struct app *app, struct effect *effect)
{
	switch (effect->kind) {
	case EFFECT_CONNECT:
		open_client(app, effect);
		break;
	case EFFECT_REQUEST:
		request(app, effect);
		break;
	case EFFECT_SIGN_IN:
		sign_in(app, effect);
		break;
	case EFFECT_CANCEL:
		cancel(app, effect);
		break;
	case EFFECT_TIMER_START:
		start_timer(app, effect);
		break;
	case EFFECT_TIMER_STOP:
		uv_timer_stop(&app->timers[effect->timer].handle);
		break;
	case EFFECT_COPY:
		copy(app, effect);
		break;
	case EFFECT_CLEAR_CLIPBOARD:
		clear_clipboard(app);
		break;
	case EFFECT_REPAINT:
		app->repaint = true;
		break;
	case EFFECT_SUSPEND:
		suspend(app);
		break;
	case EFFECT_SEARCH:
		works_search(app->works, effect->secret);
		break;
	case EFFECT_SEARCH_STOP:
		works_search_stop(app->works);
		break;
	case EFFECT_WORK:
		works_start(app->works, &app->model.rotation, effect->work, effect->index,
			effect->ticket);
		break;
	case EFFECT_WORK_STOP:
		works_hook_stop(app->works);
		break;
	case EFFECT_HISTORY:
		works_history(app->works);
		break;
	case EFFECT_UNFINISHED:
		works_ask_unfinished(app->works, app->model.url, app->model.session.user_name);
		break;
	case EFFECT_RECORD:
		works_record(app->works, effect->event, app->model.url,
			app->model.session.user_name, effect->fingerprint);
		break;
	case EFFECT_QUIT:
		quit(app, effect);
		break;
	}
}

void effects_run(struct app *app, struct effects *effects)
{
	for (size_t i = 0; i < effects->count; i++) {
		run(app, &effects->items[i]);
	}
	effects_finish(effects);
}
