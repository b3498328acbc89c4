/* SPDX-License-Identifier: MIT
 * The effects that only a panel has; the driver has the rest. */
#include "app_private.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/credential_source.h"

static void stop_command(struct app *app)
{
	credential_command_destroy(app->command);
	app->command = NULL;
}

static void connect_to(struct app *app, const struct effect *effect)
{
	const struct connection_options options = {
		.url = effect->url,
		.user_agent = app->options.user_agent,
		.ca_file = app->options.ca_file,
	};

	stop_command(app);
	connection_open(&app->connection, app->loop, &options);
}

/* ---- signing in with a credential that is configured ---- */

static void sign_in_with(
	struct app *app, uint32_t ticket, struct secret *secret, enum credential_kind kind)
{
	struct effect effect = {.kind = EFFECT_REQUEST, .ticket = ticket};
	const struct account_choice *account = &app->options.model.accounts[app->signing_in];

	effect.request.op = IDENTITY_SIGN_IN;
	effect.request.kind = kind;
	effect.request.secret = secret;
	memcpy(effect.request.username, account->username, sizeof(account->username));
	driver_run(app->driver, &effect);
}

static void on_credential(void *data, struct secret *secret, const struct error *error)
{
	struct app *app = data;

	stop_command(app);
	if (secret == NULL) {
		driver_fail(app->driver, app->command_ticket, IDENTITY_SIGN_IN, error);
	} else {
		sign_in_with(app, app->command_ticket, secret, app->command_kind);
	}
}

static void start_command(struct app *app, uint32_t ticket, char *const *argv)
{
	struct error error = {0};

	stop_command(app);
	app->command_ticket = ticket;
	app->command = credential_command_start(
		app->loop, argv, CREDENTIAL_COMMAND_SECONDS, on_credential, app, &error);
	if (app->command == NULL) {
		driver_fail(app->driver, ticket, IDENTITY_SIGN_IN, &error);
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
		driver_fail(app->driver, effect->ticket, IDENTITY_SIGN_IN, &error);
	} else if (secret != NULL) {
		sign_in_with(app, effect->ticket, secret, app->command_kind);
	} else {
		start_command(app, effect->ticket, argv);
	}
}

/* ---- the view ---- */

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
		driver_post(app->driver, &(struct message){.kind = MESSAGE_RESUMED});
	}
}

static void save_profile(struct app *app, const struct effect *effect)
{
	struct work_event event = {.kind = WORK_EVENT_OUTPUT};
	struct error error = {0};
	char text[2 * ERROR_DETAIL_MAX];

	event.ok = app->options.save_profile(app->options.credential_data, effect->url,
		effect->user, text, sizeof(text), &error);
	if (!event.ok) {
		error_message(&error, text, sizeof(text));
	}
	snprintf(event.line, sizeof(event.line), "%.*s", (int)sizeof(event.line) - 1, text);
	driver_post_work(app->driver, &event);
}

static void quit(struct app *app, const struct effect *effect)
{
	app->quit = true;
	app->status = effect->status;
	app->signal = effect->signal;
}

/* ---- */

static void run_own(struct app *app, const struct effect *effect)
{
	switch (effect->kind) {
	case EFFECT_CONNECT:
		connect_to(app, effect);
		break;
	case EFFECT_SIGN_IN:
		sign_in(app, effect);
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
	case EFFECT_SAVE_PROFILE:
		save_profile(app, effect);
		break;
	case EFFECT_QUIT:
		quit(app, effect);
		break;
	case EFFECT_REQUEST:
	case EFFECT_CANCEL:
	case EFFECT_TIMER_START:
	case EFFECT_TIMER_STOP:
	case EFFECT_SEARCH:
	case EFFECT_SEARCH_STOP:
	case EFFECT_WORK:
	case EFFECT_WORK_STOP:
	case EFFECT_HISTORY:
	case EFFECT_UNFINISHED:
	case EFFECT_RECORD:
		break; /* the driver's */
	}
}

void effects_run(struct app *app, struct effects *effects)
{
	for (size_t i = 0; i < effects->count; i++) {
		struct effect *effect = &effects->items[i];
		if (effect->kind == EFFECT_CANCEL && effect->ticket == app->command_ticket) {
			stop_command(app); /* it may not have come to a request yet */
		}
		if (!driver_run(app->driver, effect)) {
			run_own(app, effect);
		}
	}
	effects_finish(effects);
}
