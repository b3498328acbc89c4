/* SPDX-License-Identifier: MIT */
#include "runner.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/works.h"
#include "signals.h"

enum { PENDING_MAX = 8, SIGNALS = 3 };

struct pending {
	uint64_t id;
	uint32_t ticket;
};

struct runner {
	struct call *call;
	struct works *works;
	struct rotation rotation;
	struct runner_listener listener;
	uint32_t next_ticket;
	struct pending pending[PENDING_MAX];
	size_t pending_count;
	uv_timer_t timer;
	uv_signal_t signals[SIGNALS];
	int interrupts;
	int open_handles;
};

/* ---- the machine ---- */

static void feed(struct runner *runner, const struct rotation_event *event);

static void send_request(struct runner *runner, struct effect *effect)
{
	if (runner->pending_count == PENDING_MAX) {
		runner->pending_count--; /* the oldest waits for nothing any more */
		memmove(runner->pending, runner->pending + 1,
			runner->pending_count * sizeof(*runner->pending));
	}
	runner->pending[runner->pending_count++] = (struct pending){
		identity_send(call_identity(runner->call), &effect->request), effect->ticket};
}

static void cancel(struct runner *runner, uint32_t ticket)
{
	for (size_t i = 0; i < runner->pending_count; i++) {
		if (runner->pending[i].ticket == ticket) {
			identity_cancel(call_identity(runner->call), runner->pending[i].id);
			runner->pending[i] = runner->pending[--runner->pending_count];
			return;
		}
	}
}

static void on_timer(uv_timer_t *timer)
{
	feed(timer->data, &(struct rotation_event){.kind = ROTATION_EVENT_TIMER});
}

static void run_effect(struct runner *runner, struct effect *effect)
{
	switch (effect->kind) {
	case EFFECT_REQUEST:
		send_request(runner, effect);
		break;
	case EFFECT_CANCEL:
		cancel(runner, effect->ticket);
		break;
	case EFFECT_TIMER_START:
		uv_update_time(call_loop(runner->call));
		uv_timer_start(&runner->timer, on_timer, (uint64_t)effect->milliseconds, 0);
		break;
	case EFFECT_TIMER_STOP:
		uv_timer_stop(&runner->timer);
		break;
	case EFFECT_SEARCH:
		works_search(runner->works, effect->secret);
		break;
	case EFFECT_SEARCH_STOP:
		works_search_stop(runner->works);
		break;
	case EFFECT_WORK:
		works_start(runner->works, &runner->rotation, effect->work, effect->index,
			effect->ticket);
		break;
	case EFFECT_WORK_STOP:
		works_hook_stop(runner->works);
		break;
	case EFFECT_CONNECT:
	case EFFECT_SIGN_IN:
	case EFFECT_COPY:
	case EFFECT_CLEAR_CLIPBOARD:
	case EFFECT_REPAINT:
	case EFFECT_SUSPEND:
	case EFFECT_HISTORY:
	case EFFECT_UNFINISHED:
	case EFFECT_RECORD:
	case EFFECT_QUIT:
		break; /* the panel's; the machine asks for none of them */
	}
}

/* A command waits while the machine has something to wait for. */
static bool at_rest(const struct rotation *rotation)
{
	switch (rotation->step) {
	case ROTATION_IDLE:
	case ROTATION_FINISHED:
		return true;
	case ROTATION_CONFIRMING:
		return rotation->search != SEARCH_RUNNING;
	case ROTATION_READING_OLD:
	case ROTATION_BEGINNING:
	case ROTATION_RESETTING:
	case ROTATION_LEARNING:
	case ROTATION_NOTING_NEW:
	case ROTATION_PROVING_NEW:
	case ROTATION_PROVING_OLD:
	case ROTATION_UPDATING:
	case ROTATION_RECHECKING:
	case ROTATION_HOOKING:
	case ROTATION_REVOKING:
	case ROTATION_CLOSING:
	case ROTATION_STEP_COUNT:
		break;
	}
	return false;
}

static void feed(struct runner *runner, const struct rotation_event *event)
{
	struct effects effects = {0};
	enum rotation_step before = runner->rotation.step;

	if (rotation_update(&runner->rotation, event, &runner->next_ticket, &effects)) {
		runner->listener.changed(runner->listener.data, &runner->rotation, before);
	}
	for (size_t i = 0; i < effects.count; i++) {
		run_effect(runner, &effects.items[i]);
	}
	effects_finish(&effects);
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
	struct runner *runner = data;
	struct rotation_event event = {.kind = ROTATION_EVENT_REPLY, .reply = reply};

	for (size_t i = 0; i < runner->pending_count; i++) {
		if (runner->pending[i].id == reply->id) {
			event.ticket = runner->pending[i].ticket;
			runner->pending[i] = runner->pending[--runner->pending_count];
			feed(runner, &event);
			return;
		}
	}
}

static void on_work(void *data, struct work_event *work)
{
	struct runner *runner = data;
	const struct rotation_event event = {.kind = ROTATION_EVENT_WORK, .work = work};

	if (work->kind == WORK_EVENT_OUTPUT) {
		runner->listener.said(runner->listener.data, work->line);
	} else {
		feed(runner, &event);
	}
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct runner *runner = handle->data;
	const struct rotation_event stop = {.kind = ROTATION_EVENT_CANCEL};

	if (number == SIGHUP && rotation_under_way(&runner->rotation)) {
		return; /* what was confirmed is finished without a terminal */
	}
	if (++runner->interrupts == 1 && rotation_under_way(&runner->rotation)) {
		runner->listener.said(runner->listener.data,
			"the reset is under way and is being finished; once more stops waiting");
		return;
	}
	feed(runner, &stop);
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
	const struct works_listener works = {.event = on_work, .data = runner};
	const struct identity_listener replies = {.replied = on_reply, .data = runner};
	runner->call = call;
	runner->listener = *listener;
	rotation_init(&runner->rotation, context_url(context), id, name);
	runner->rotation.leaked = context->options->leaked;
	set_hooks(runner, &options);
	runner->works = works_create(call_loop(call), &options, &works);
	call_listen(call, &replies);
	uv_timer_init(call_loop(call), &runner->timer);
	runner->timer.data = runner;
	runner->open_handles = 1;
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
	works_destroy(runner->works);
	rotation_finish(&runner->rotation);
	uv_close((uv_handle_t *)&runner->timer, on_closed);
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
	struct journal_record record;
	struct rotation_event event = {.kind = ROTATION_EVENT_RESUME, .record = &record};

	if (!works_unfinished(runner->works, rotation->service, rotation->user_name, &record,
		    &event.places, &event.place_count, error)) {
		if (error->kind == ERROR_NONE) { /* it was there a moment ago */
			error_set(error, ERROR_UNFINISHED, "by another keyturn");
		}
		return false;
	}
	run(runner, &event);
	return true;
}

bool runner_wait(struct runner *runner, int fd)
{
	struct pollfd ready[] = {{.fd = fd, .events = POLLIN},
		{.fd = uv_backend_fd(call_loop(runner->call)), .events = POLLIN}};

	while (!runner_interrupted(runner) && ready[0].revents == 0) {
		poll(ready, 2, -1);
	}
	return runner->interrupts == 0;
}

bool runner_interrupted(struct runner *runner)
{
	uv_run(call_loop(runner->call), UV_RUN_NOWAIT);
	return runner->interrupts > 0;
}
