/* SPDX-License-Identifier: MIT */
#include "runner.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"
#include "keyturn/log.h"
#include "keyturn/memory.h"
#include "keyturn/rotation_words.h"

struct runner {
	struct drive *drive;
	struct rotation rotation;
	struct runner_listener listener;
	uint32_t next_ticket;
};

/* ---- the machine ---- */

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
	drive_effects(runner->drive, &effects);
	if (at_rest(&runner->rotation)) {
		drive_stop(runner->drive);
	}
}

static void run(struct runner *runner, const struct rotation_event *event)
{
	feed(runner, event);
	while (!at_rest(&runner->rotation)) {
		drive_run(runner->drive);
	}
}

/* ---- what comes back ---- */

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

static void on_message(void *data, struct message *message)
{
	struct runner *runner = data;
	struct rotation_event event = {0};

	if (message->kind == MESSAGE_WORK && message->work->kind == WORK_EVENT_OUTPUT) {
		runner->listener.said(
			runner->listener.data, message->work->line, !message->work->ok);
	} else if (read_message(message, &event)) {
		feed(runner, &event);
	}
}

/* Behind an answer that has come already: what it says must not be lost. */
static void stop(struct runner *runner)
{
	if (at_rest(&runner->rotation)) {
		feed(runner, &(struct rotation_event){.kind = ROTATION_EVENT_CANCEL});
	} else {
		driver_post(
			drive_driver(runner->drive), &(struct message){.kind = MESSAGE_TERMINATE});
	}
}

static bool on_signal(void *data, int number, int before)
{
	struct runner *runner = data;

	if (number == SIGHUP && rotation_under_way(&runner->rotation)) {
		return false; /* what was confirmed is finished without a terminal */
	}
	if (before == 0 && rotation_under_way(&runner->rotation)) {
		runner->listener.said(runner->listener.data,
			"finishing the reset under way; press Ctrl-C again to stop waiting", false);
	} else {
		stop(runner);
	}
	return true;
}

/* ---- beginning and end ---- */

/* Those that the works would run: none in the demo. */
static void set_hooks(struct runner *runner, const struct works_options *works)
{
	const char **names = memory_array(works->hook_count, sizeof(*names));

	rotation_set_hooks(&runner->rotation, names,
		hook_names(works->hooks, works->hook_count, HOOK_OWN, names));
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
	const struct drive_listener heard = {
		.message = on_message, .interrupted = on_signal, .data = runner};
	runner->listener = *listener;
	rotation_init(&runner->rotation, &rotation_of_api_key, context_url(context), id, name);
	runner->rotation.leaked = context->options->leaked;
	set_hooks(runner, &options);
	runner->drive = drive_create(call, &options, &heard);
	return runner;
}

void runner_destroy(struct runner *runner)
{
	if (runner != NULL) {
		drive_destroy(runner->drive);
		rotation_finish(&runner->rotation);
		free(runner);
	}
}

struct rotation *runner_rotation(struct runner *runner)
{
	return &runner->rotation;
}

bool runner_plan(struct runner *runner)
{
	run(runner, &(struct rotation_event){.kind = ROTATION_EVENT_START});
	return runner->rotation.step == ROTATION_CONFIRMING && drive_interrupts(runner->drive) == 0;
}

static bool is_as_planned(const struct rotation *rotation, const struct journal_record *record)
{
	return memcmp(rotation->old_trace.parts, record->old_trace.parts,
		       sizeof(record->old_trace.parts)) == 0;
}

bool runner_planned(struct runner *runner, const struct journal_record *record, struct error *error)
{
	if (!runner_plan(runner)) {
		*error = runner->rotation.error;
		return error->kind != ERROR_NONE
			? false
			: error_set(error, ERROR_INTERRUPTED, "'keyturn resume' goes on with it");
	}
	if (!is_as_planned(&runner->rotation, record)) {
		return error_set(error, ERROR_STALE, "since it was confirmed");
	}
	runner->rotation.journal = record->id;
	runner->rotation.batch = record->batch;
	runner_rotate(runner);
	return true;
}

void runner_rotate(struct runner *runner)
{
	run(runner, &(struct rotation_event){.kind = ROTATION_EVENT_CONFIRM});
}

bool runner_resume(struct runner *runner, struct error *error)
{
	const struct rotation *rotation = &runner->rotation;
	struct work_event found = {.kind = WORK_EVENT_UNFINISHED};

	if (!driver_unfinished(drive_driver(runner->drive), rotation->service, rotation->user_name,
		    &found, error)) {
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
	return drive_interrupts(runner->drive) > 0;
}
