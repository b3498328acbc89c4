/* SPDX-License-Identifier: MIT */
#include "batch_runner.h"

#include <signal.h>
#include <stdlib.h>

#include "drive.h"
#include "keyturn/clock.h"
#include "keyturn/log.h"
#include "keyturn/memory.h"

struct batch_runner {
	struct drive *drive;
	struct batch *batch;
	struct batch_runner_listener listener;
	uint32_t next_ticket;
	bool interrupted;
};

static bool at_rest(const struct batch *batch)
{
	return batch->step == BATCH_IDLE || batch->step == BATCH_CONFIRMING ||
		batch->step == BATCH_FINISHED;
}

static void log_news(const struct batch *batch, const struct batch_news *news)
{
	for (size_t i = 0; i < news->count; i++) {
		const size_t index = news->items[i].index;
		switch (news->items[i].kind) {
		case BATCH_STEPPED:
			log_line("batch: step %d", (int)batch->step);
			break;
		case BATCH_ROW_OVER:
			log_line("batch: row %zu of %zu: %s", index + 1, batch->count,
				batch_row_outcome(&batch->rows[index]));
			break;
		case BATCH_SLOWED:
			log_line("batch: slower, %zu at once", batch->limit);
			break;
		case BATCH_HALTED:
			log_line("batch: halted: %s", error_name(batch->error.kind));
			break;
		}
	}
}

static void feed(struct batch_runner *runner, struct batch_event *event)
{
	struct effects effects = {0};
	struct batch_news news = {.count = 0};

	event->now = clock_monotonic();
	event->wall = clock_wall();
	batch_update(runner->batch, event, &runner->next_ticket, &effects, &news);
	log_news(runner->batch, &news);
	runner->listener.changed(runner->listener.data, runner->batch, &news, event->now);
	drive_effects(runner->drive, &effects);
	if (at_rest(runner->batch)) {
		drive_stop(runner->drive);
	}
}

static void run(struct batch_runner *runner, enum batch_event_kind kind)
{
	feed(runner, &(struct batch_event){.kind = kind});
	while (!at_rest(runner->batch)) {
		drive_run(runner->drive);
	}
}

/* What a message is to the machine; false: nothing. */
static bool read_message(const struct message *message, struct batch_event *event)
{
	if (message->kind == MESSAGE_WORK) {
		event->kind = BATCH_EVENT_WORK;
		event->work = message->work;
	} else if (message->kind == MESSAGE_REPLY) {
		event->kind = BATCH_EVENT_REPLY;
		event->ticket = message->reply.ticket;
		event->reply = message->reply.reply;
	} else if (message->kind == MESSAGE_WAIT) {
		event->kind = BATCH_EVENT_WAIT;
		event->ticket = message->wait.ticket;
		event->wait = &message->wait.wait;
	} else if (message->kind == MESSAGE_TIMER) {
		event->kind = BATCH_EVENT_TIMER;
	} else if (message->kind == MESSAGE_TERMINATE) {
		event->kind = BATCH_EVENT_CANCEL;
	} else {
		return false;
	}
	return true;
}

static void on_message(void *data, struct message *message)
{
	struct batch_runner *runner = data;
	struct batch_event event = {0};

	if (message->kind == MESSAGE_WORK && message->work->kind == WORK_EVENT_OUTPUT) {
		runner->listener.said(
			runner->listener.data, message->work->line, !message->work->ok);
	} else if (read_message(message, &event)) {
		feed(runner, &event);
	}
}

/* Behind an answer that has come already. */
static bool on_signal(void *data, int number, int before)
{
	struct batch_runner *runner = data;
	const bool confirmed = runner->batch->step > BATCH_CONFIRMING;

	if (number == SIGHUP && confirmed) {
		return false; /* what was confirmed is finished without a terminal */
	}
	runner->interrupted = true;
	if (confirmed && before == 0 && runner->batch->step != BATCH_FINISHED) {
		runner->listener.said(runner->listener.data,
			"finishing the resets under way, beginning no other; press Ctrl-C again to "
			"stop waiting",
			false);
	}
	driver_post(drive_driver(runner->drive), &(struct message){.kind = MESSAGE_TERMINATE});
	return true;
}

bool batch_runner_init(
	struct batch *batch, struct context *context, const char *keys_dir, struct error *error)
{
	struct works_options options;

	if (!context_works(context, &options, error)) {
		return false;
	}
	const char **names = memory_array(options.hook_count, sizeof(*names));
	batch_init(batch, context_url(context), keys_dir, names,
		hook_names(options.hooks, options.hook_count, HOOK_CONTACTS, names));
	free(names);
	return true;
}

struct batch_runner *batch_runner_create(struct context *context, struct call *call,
	struct batch *batch, const struct batch_runner_listener *listener, struct error *error)
{
	struct works_options options;

	if (!context_works(context, &options, error)) {
		return NULL;
	}
	struct batch_runner *runner = memory_alloc(sizeof(*runner));
	const struct drive_listener heard = {
		.message = on_message, .interrupted = on_signal, .waits = true, .data = runner};
	runner->batch = batch;
	runner->listener = *listener;
	runner->drive = drive_create(call, &options, &heard);
	return runner;
}

void batch_runner_close(struct batch_runner *runner)
{
	drive_destroy(runner->drive);
	runner->drive = NULL;
}

void batch_runner_destroy(struct batch_runner *runner)
{
	if (runner != NULL) {
		drive_destroy(runner->drive);
		free(runner);
	}
}

void batch_runner_start(struct batch_runner *runner)
{
	run(runner, BATCH_EVENT_START);
}

void batch_runner_confirm(struct batch_runner *runner)
{
	run(runner, BATCH_EVENT_CONFIRM);
}

bool batch_runner_interrupted(struct batch_runner *runner)
{
	return runner->interrupted ||
		(runner->drive != NULL && drive_interrupts(runner->drive) > 0);
}
