/* SPDX-License-Identifier: MIT */
#include "app_private.h"

#include <assert.h>
#include <stdlib.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"

static void draw(struct app *app)
{
	if (app->view.draw != NULL && (app->dirty || app->repaint)) {
		app->view.draw(app->view.data, &app->model, app->repaint);
	}
	app->dirty = false;
	app->repaint = false;
}

static struct queued *take_first(struct app *app)
{
	struct queued *queued = app->first;

	app->first = queued->next;
	if (app->first == NULL) {
		app->last = &app->first;
	}
	return queued;
}

/* With what the model did not take. */
static void free_queued(struct queued *queued)
{
	identity_reply_finish(&queued->reply);
	work_event_finish(&queued->work);
	free(queued);
}

/* One turn: every waiting message in order, then one picture. */
static void run_turn(uv_idle_t *handle)
{
	struct app *app = handle->data;

	assert(!app->in_turn);
	app->in_turn = true;
	while (app->first != NULL && !app->quit) {
		struct queued *queued = take_first(app);
		struct effects effects = {0};
		if (model_update(&app->model, &queued->message, &effects)) {
			app->dirty = true;
		}
		free_queued(queued);
		effects_run(app, &effects);
	}
	if (app->leaving != NULL && app->leaving->done) {
		client_destroy(app->leaving);
		app->leaving = NULL;
	}
	uv_idle_stop(&app->turn);
	draw(app);
	app->in_turn = false;
	if (app->quit) {
		uv_stop(app->loop);
	}
}

void app_wake(struct app *app)
{
	uv_idle_start(&app->turn, run_turn);
}

static struct queued *enqueue(struct app *app, const struct message *message)
{
	struct queued *queued = memory_alloc(sizeof(*queued));

	queued->message = *message;
	queued->message.now = clock_monotonic();
	queued->message.wall = clock_wall();
	*app->last = queued;
	app->last = &queued->next;
	app_wake(app);
	return queued;
}

void app_post(struct app *app, const struct message *message)
{
	enqueue(app, message);
}

void app_post_reply(struct app *app, uint32_t ticket, struct identity_reply *reply)
{
	struct message message = {.kind = MESSAGE_REPLY};
	struct queued *queued = enqueue(app, &message);

	queued->reply = *reply;
	queued->message.reply.ticket = ticket;
	queued->message.reply.reply = &queued->reply;
	*reply = (struct identity_reply){0};
}

void app_fail(struct app *app, uint32_t ticket, enum identity_op op, const struct error *error)
{
	struct identity_reply reply = {.op = op, .outcome = OUTCOME_REFUSED, .error = *error};

	app_post_reply(app, ticket, &reply);
}

static void on_work(void *data, struct work_event *event)
{
	struct message message = {.kind = MESSAGE_WORK};
	struct queued *queued = enqueue(data, &message);

	queued->work = *event;
	queued->message.work = &queued->work;
	*event = (struct work_event){0};
}

struct app *app_create(
	uv_loop_t *loop, const struct app_options *options, const struct app_view *view)
{
	struct app *app = memory_alloc(sizeof(*app));

	app->loop = loop;
	app->options = *options;
	if (view != NULL) {
		app->view = *view;
	}
	app->last = &app->first;
	app->open_handles = TIMER_COUNT + 1;
	uv_idle_init(loop, &app->turn);
	app->turn.data = app;
	for (int id = 0; id < TIMER_COUNT; id++) {
		app->timers[id].app = app;
		app->timers[id].id = (enum timer_id)id;
		uv_timer_init(loop, &app->timers[id].handle);
		app->timers[id].handle.data = &app->timers[id];
	}
	error_set(&app->connect_error, ERROR_INTERNAL, "no service was chosen");
	model_init(&app->model, &options->model);
	const struct works_listener listener = {.event = on_work, .data = app};
	app->works = works_create(loop, &options->works, &listener);
	return app;
}

static void free_when_closed(struct app *app)
{
	if (--app->open_handles == 0) {
		memory_wipe(app, sizeof(*app));
		free(app);
	}
}

static void on_timer_closed(uv_handle_t *handle)
{
	const struct app_timer *timer = handle->data;

	free_when_closed(timer->app);
}

static void on_turn_closed(uv_handle_t *handle)
{
	free_when_closed(handle->data);
}

void app_destroy(struct app *app)
{
	if (app == NULL) {
		return;
	}
	works_destroy(app->works);
	credential_command_destroy(app->command);
	client_destroy(app->client);
	client_destroy(app->leaving);
	model_finish(&app->model);
	while (app->first != NULL) {
		free_queued(take_first(app));
	}
	for (int id = 0; id < TIMER_COUNT; id++) {
		uv_close((uv_handle_t *)&app->timers[id].handle, on_timer_closed);
	}
	uv_close((uv_handle_t *)&app->turn, on_turn_closed);
}

const struct model *app_model(const struct app *app)
{
	return &app->model;
}

int app_run(struct app *app, int *signal)
{
	app_post(app, &(struct message){.kind = MESSAGE_START});
	uv_run(app->loop, UV_RUN_DEFAULT);
	*signal = app->signal;
	return app->status;
}
