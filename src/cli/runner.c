/* SPDX-License-Identifier: MIT */
#include "runner.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "keyturn/driver.h"
#include "keyturn/log.h"
#include "keyturn/memory.h"
#include "keyturn/rotation_words.h"
#include "signals.h"

enum { SIGNALS = 3 };

struct runner {
	struct call *call;
	struct driver *driver;
	struct rotation rotation;
	struct runner_listener listener;
	uint32_t next_ticket;
	uv_signal_t signals[SIGNALS];
	int interrupts;
	int open_handles;
};

/* ---- the machine ---- */

static void run_effects(struct runner *runner, struct effects *effects)
{
	for (size_t i = 0; i < effects->count; i++) {
		/* The panel's own effects are none that the machine asks for. */
		driver_run(runner->driver, &effects->items[i]);
	}
	effects_finish(effects);
}

/* A command waits while the machine has something to wait for. */
static bool at_rest(const struct rotation *rotation)
{
	return rotation->step == ROTATION_CONFIRMING
		? rotation->search != SEARCH_RUNNING
		: rotation->step == ROTATION_IDLE || rotation->step == ROTATION_FINISHED;
}

/* ---- the log ---- */

static const char *const news_names[] = {
	[ROTATION_STEPPED] = "step",
	[ROTATION_SEARCHED] = "searched",
	[ROTATION_ISSUED] = "new key issued",
	[ROTATION_STORED] = "new key in its file",
	[ROTATION_NEW_PROVED] = "new key",
	[ROTATION_OLD_PROVED] = "old key",
	[ROTATION_PLACED] = "place",
	[ROTATION_RECHECKED] = "files looked at again",
	[ROTATION_NOT_RECHECKED] = "files not looked at again",
	[ROTATION_HOOK_STARTED] = "hook started",
	[ROTATION_HOOK_ENDED] = "hook ended",
	[ROTATION_OLD_DELETED] = "old key deleted",
	[ROTATION_REVOKED] = "tokens revoked",
};

static void log_news(
	const struct rotation *rotation, enum rotation_news_kind kind, const size_t index)
{
	const char *name = news_names[kind];

	if (kind == ROTATION_STEPPED) {
		log_line("rotation: step %d: %s", (int)rotation->step,
			rotation->step == ROTATION_FINISHED ? rotation_outcome_name(rotation)
							    : rotation_step_text(rotation));
	} else if (kind == ROTATION_NEW_PROVED || kind == ROTATION_OLD_PROVED) {
		log_line("rotation: %s %s", name,
			rotation_proof_name(kind == ROTATION_NEW_PROVED ? rotation->new_proof
									: rotation->old_proof));
	} else if (kind == ROTATION_PLACED) {
		log_line("rotation: place %zu of %zu tried", index + 1, rotation->place_count);
	} else if (kind == ROTATION_HOOK_STARTED) {
		log_line("rotation: %s: %s", name, rotation->hooks[index].name);
	} else if (kind == ROTATION_HOOK_ENDED) {
		log_line("rotation: %s: %s, %s", name, rotation->hooks[index].name,
			rotation_hook_status_name(rotation->hooks[index].status));
	} else {
		log_line("rotation: %s", name);
	}
}

static void log_all_news(const struct rotation *rotation, const struct rotation_news *news)
{
	for (size_t i = 0; i < news->count; i++) {
		log_news(rotation, news->items[i].kind, news->items[i].index);
	}
}

static void feed(struct runner *runner, const struct rotation_event *event)
{
	struct effects effects = {0};
	struct rotation_news news = {.count = 0};

	if (rotation_update(&runner->rotation, event, &runner->next_ticket, &effects, &news)) {
		log_all_news(&runner->rotation, &news);
		runner->listener.changed(runner->listener.data, &runner->rotation, &news);
	}
	run_effects(runner, &effects);
	if (at_rest(&runner->rotation)) {
		uv_stop(call_loop(runner->call));
	}
}

static void run(struct runner *runner, const struct rotation_event *event)
{
	feed(runner, event);
	while (!at_rest(&runner->rotation)) {
		uv_run(call_loop(runner->call), UV_RUN_DEFAULT);
	}
}

/* ---- what comes back ---- */

static void on_reply(void *data, struct identity_reply *reply)
{
	const struct runner *runner = data;

	driver_replied(runner->driver, reply);
}

/* What a message is to the machine; false: nothing. */
static bool read_message(const struct message *message, struct rotation_event *event)
{
	if (message->kind == MESSAGE_WORK) {
		event->kind = ROTATION_EVENT_WORK;
		event->work = message->work;
	} else if (message->kind == MESSAGE_REPLY) {
		event->kind = ROTATION_EVENT_REPLY;
		event->ticket = message->reply.ticket;
		event->reply = message->reply.reply;
	} else if (message->kind == MESSAGE_TIMER) {
		event->kind = ROTATION_EVENT_TIMER;
	} else if (message->kind == MESSAGE_TERMINATE) {
		event->kind = ROTATION_EVENT_CANCEL;
	} else {
		return false;
	}
	return true;
}

static bool on_message(void *data, struct message *message)
{
	struct runner *runner = data;
	struct rotation_event event = {0};

	if (message->kind == MESSAGE_WORK && message->work->kind == WORK_EVENT_OUTPUT) {
		runner->listener.said(
			runner->listener.data, message->work->line, !message->work->ok);
	} else if (read_message(message, &event)) {
		feed(runner, &event);
	}
	return true;
}

/* Behind an answer that has come already: what it says must not be lost. */
static void stop(struct runner *runner)
{
	if (at_rest(&runner->rotation)) {
		feed(runner, &(struct rotation_event){.kind = ROTATION_EVENT_CANCEL});
	} else {
		driver_post(runner->driver, &(struct message){.kind = MESSAGE_TERMINATE});
	}
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct runner *runner = handle->data;

	if (number == SIGHUP && rotation_under_way(&runner->rotation)) {
		return; /* what was confirmed is finished without a terminal */
	}
	if (++runner->interrupts == 1 && rotation_under_way(&runner->rotation)) {
		runner->listener.said(runner->listener.data,
			"finishing the reset under way; press Ctrl-C again to stop waiting", false);
		return;
	}
	stop(runner);
}

/* ---- beginning and end ---- */

static void watch_signals(struct runner *runner)
{
	static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

	for (int i = 0; i < SIGNALS; i++) {
		signals_watch(call_loop(runner->call), &runner->signals[i], numbers[i], on_signal);
		runner->signals[i].data = runner;
		runner->open_handles++;
	}
}

/* Those that the works would run: none in the demo. */
static void set_hooks(struct runner *runner, const struct works_options *works)
{
	const char **names = memory_array(works->hook_count, sizeof(*names));

	for (size_t i = 0; i < works->hook_count; i++) {
		names[i] = works->hooks[i].name;
	}
	rotation_set_hooks(&runner->rotation, names, works->hook_count);
	free(names);
}

struct runner *runner_create(struct context *context, struct call *call, const char *id,
	const char *name, const struct runner_listener *listener, struct error *error)
{
	struct works_options options;

	if (!context_works(context, &options, error)) {
		return NULL;
	}
	struct runner *runner = memory_alloc(sizeof(*runner));
	const struct driver_listener told = {.message = on_message, .data = runner};
	const struct identity_listener replies = {.replied = on_reply, .data = runner};
	runner->call = call;
	runner->listener = *listener;
	rotation_init(&runner->rotation, &rotation_of_api_key, context_url(context), id, name);
	runner->rotation.leaked = context->options->leaked;
	set_hooks(runner, &options);
	runner->driver = driver_create(call_loop(call), &options, &told);
	driver_use(runner->driver, call_identity(call), NULL);
	call_listen(call, &replies);
	watch_signals(runner);
	return runner;
}

static void on_closed(uv_handle_t *handle)
{
	struct runner *runner = handle->data;

	if (--runner->open_handles == 0) {
		free(runner);
	}
}

void runner_destroy(struct runner *runner)
{
	if (runner == NULL) {
		return;
	}
	struct call *call = runner->call;
	call_listen(call, NULL);
	driver_destroy(runner->driver);
	rotation_finish(&runner->rotation);
	for (int i = 0; i < SIGNALS; i++) {
		uv_close((uv_handle_t *)&runner->signals[i], on_closed);
	}
	uv_run(call_loop(call), UV_RUN_NOWAIT);
}

struct rotation *runner_rotation(struct runner *runner)
{
	return &runner->rotation;
}

bool runner_plan(struct runner *runner)
{
	run(runner, &(struct rotation_event){.kind = ROTATION_EVENT_START});
	return runner->rotation.step == ROTATION_CONFIRMING && runner->interrupts == 0;
}

void runner_rotate(struct runner *runner)
{
	run(runner, &(struct rotation_event){.kind = ROTATION_EVENT_CONFIRM});
}

bool runner_resume(struct runner *runner, struct error *error)
{
	const struct rotation *rotation = &runner->rotation;
	struct work_event found = {.kind = WORK_EVENT_UNFINISHED};

	if (!driver_unfinished(
		    runner->driver, rotation->service, rotation->user_name, &found, error)) {
		work_event_finish(&found);
		if (error->kind == ERROR_NONE) { /* it was there a moment ago */
			error_set(error, ERROR_UNFINISHED, "by another keyturn");
		}
		return false;
	}
	const struct rotation_event event = {.kind = ROTATION_EVENT_RESUME,
		.record = &found.record,
		.places = found.places,
		.place_count = found.place_count};
	found.places = NULL;
	run(runner, &event);
	work_event_finish(&found);
	return true;
}

bool runner_interrupted(struct runner *runner)
{
	uv_run(call_loop(runner->call), UV_RUN_NOWAIT);
	return runner->interrupts > 0;
}
