/* SPDX-License-Identifier: MIT */
#include "app_private.h"

#include <stdlib.h>

#include "keyturn/memory.h"

enum { REVOKE_MS = 2000 };

/* One message through the model. */
static bool on_message(void *data, struct message *message)
{
	struct app *app = data;
	struct effects effects = {0};

	if (app->quit) {
		return false;
	}
	if (model_update(&app->model, message, &effects)) {
		app->dirty = true;
	}
	effects_run(app, &effects);
	return !app->quit;
}

static void draw(struct app *app)
{
	if (app->view.draw != NULL && (app->dirty || app->repaint)) {
		app->view.draw(app->view.data, &app->model, app->repaint);
	}
	app->dirty = false;
	app->repaint = false;
}

/* The end of a turn: one picture. */
static void on_turn_over(void *data)
{
	struct app *app = data;

	connection_tidy(&app->connection);
	draw(app);
	if (app->quit) {
		uv_stop(app->loop);
	}
}

struct app *app_create(
	uv_loop_t *loop, const struct app_options *options, const struct app_view *view)
{
	struct app *app = memory_alloc(sizeof(*app));
	const struct driver_listener listener = {
		.message = on_message, .over = on_turn_over, .data = app};
	struct error error = {0};

	app->loop = loop;
	app->options = *options;
	if (view != NULL) {
		app->view = *view;
	}
	model_init(&app->model, &options->model);
	app->driver = driver_create(loop, &options->works, &listener);
	app->connection.driver = app->driver;
	error_set(&error, ERROR_INTERNAL, "no service was chosen");
	driver_use(app->driver, NULL, &error);
	return app;
}

static void on_patience_over(uv_timer_t *timer)
{
	*(bool *)timer->data = true;
}

static void on_timer_closed(uv_handle_t *handle)
{
	*(bool *)handle->data = false;
}

/* Or the token would stay valid, for a day, after whoever leaves thinks it gone. The terminal has been
 * given back; a service that does not answer is not waited for long. */
static void wait_for_revocation(struct app *app)
{
	bool over = false, open = true;
	uv_timer_t patience;

	uv_timer_init(app->loop, &patience);
	patience.data = &over;
	uv_timer_start(&patience, on_patience_over, REVOKE_MS, 0);
	while (!over && connection_revokes(&app->connection)) {
		uv_run(app->loop, UV_RUN_ONCE);
	}
	patience.data = &open;
	uv_close((uv_handle_t *)&patience, on_timer_closed);
	while (open) {
		uv_run(app->loop, UV_RUN_ONCE);
	}
}

void app_destroy(struct app *app)
{
	if (app == NULL) {
		return;
	}
	app->view = (struct app_view){0};
	if (connection_revokes(&app->connection)) {
		wait_for_revocation(app);
	}
	credential_command_destroy(app->command);
	connection_close(&app->connection);
	driver_destroy(app->driver);
	model_finish(&app->model);
	memory_wipe(app, sizeof(*app));
	free(app);
}

void app_post(struct app *app, const struct message *message)
{
	driver_post(app->driver, message);
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
