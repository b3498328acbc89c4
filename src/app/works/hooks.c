/* SPDX-License-Identifier: MIT
 * The configured commands after a rotation, each noted in the journal before and after. */
#include "works_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct hook *find_hook(const struct works *works, const char *name)
{
	for (size_t i = 0; i < works->options.hook_count; i++) {
		if (strcmp(works->options.hooks[i].name, name) == 0) {
			return &works->options.hooks[i];
		}
	}
	return NULL;
}

static void output(void *data, const char *line)
{
	struct works *works = data;
	struct work_event event = {.kind = WORK_EVENT_OUTPUT, .ok = true};

	snprintf(event.line, sizeof(event.line), "%s", line);
	works_tell(works, &event);
}

static void note(struct works *works, struct job *job)
{
	works->hook_job = NULL;
	job->kind = JOB_HOOK_NOTE;
	job->done = NULL;
	credential_drop(&job->order->new_credential);
	credential_drop(&job->order->old_credential);
	works_add(works, job);
}

/* What came of it is noted first, then told. */
static void ended(void *data, const struct hook_result *result)
{
	struct works *works = data;
	struct job *job = works->hook_job;

	job->hook_ok = result->ok;
	job->seconds = result->seconds;
	snprintf(job->why, sizeof(job->why), "%s", result->why);
	note(works, job);
}

/* ---- one that an earlier process started ---- */

/* Its status went to a process that is gone. It may have gone well: it is not for us to run again. */
static void not_known(struct works *works, bool runs)
{
	struct job *job = works->hook_job;

	hook_wait_destroy(works->hook_wait);
	works->hook_wait = NULL;
	job->hook_unknown = true;
	if (runs) {
		snprintf(job->why, sizeof(job->why),
			"it is still running (process %d); see how it ends", (int)job->hook_pid);
	} else {
		snprintf(job->why, sizeof(job->why),
			"keyturn was killed while it ran; check, and run it again if it did not");
	}
	note(works, job);
}

static void await(struct works *works, struct job *job, const struct hook *hook)
{
	char trace[WORKS_PATH_SIZE], line[WORK_LINE_SIZE];

	snprintf(line, sizeof(line), "hook %s is still running (process %d); waiting", hook->name,
		(int)job->hook_pid);
	works->hook_job = job;
	output(works, line);
	works_hook_trace(works, job->order, trace);
	works->hook_wait = hook_wait_start(works, trace, (int)hook->timeout, not_known);
}

/* ---- */

/* True when the command need not run: it has, before an interruption, or cannot be noted. */
static bool settled(const struct works *works, struct job *job, const struct hook *hook)
{
	struct work_event *result = &job->result;

	if (!result->ok || job->hook_done_before) {
		return true;
	}
	if (works->hook_stopped) {
		result->ok = error_set(&result->error, ERROR_INTERRUPTED, "it was stopped");
		return true;
	}
	if (hook == NULL) {
		result->ok = error_set(&result->error, ERROR_CONFIG, "it is no longer configured");
		return true;
	}
	return false;
}

static void run(struct works *works, struct job *job, const struct hook *hook)
{
	const struct work_order *order = job->order;
	const struct hook_listener listener = {.output = output, .ended = ended, .data = works};
	char trace[WORKS_PATH_SIZE];

	works_hook_trace(works, order, trace);
	const struct hook_options options = {
		.name = hook->name,
		.argv = hook->run,
		.key_on_stdin = hook->key == HOOK_KEY_STDIN,
		.timeout_seconds = (int)hook->timeout,
		.new_credential = &order->new_credential,
		.old_credential = &order->old_credential,
		.username = order->record.user,
		.trace = trace,
	};
	hook_destroy(works->hook);
	works->hook_job = job;
	works->hook = hook_start(works->loop, &options, &listener);
}

/* Nothing is run twice: journal and trace have said by now whether it was run before. */
static void asked(struct works *works, struct job *job)
{
	const struct hook *hook = find_hook(works, job->order->hook);

	if (settled(works, job, hook)) {
		works_tell(works, &job->result);
		job_destroy(job);
	} else if (job->hook_before == HOOK_STILL_RUNS) {
		await(works, job, hook);
	} else if (job->hook_before == HOOK_HAS_ENDED) {
		works->hook_job = job;
		not_known(works, false);
	} else {
		run(works, job, hook);
	}
}

void works_hook(struct works *works, struct work_order *order)
{
	struct job *job = job_create(works, JOB_ORDER, WORK_EVENT_DONE);

	job->result.ticket = order->ticket;
	job->order = order;
	job->done = asked;
	works->hook_stopped = false;
	works_add(works, job);
}

/* One that is not ours is left running, and the journal as it is: the next resume looks again. */
static void stop_waiting(struct works *works)
{
	struct job *job = works->hook_job;

	hook_wait_destroy(works->hook_wait);
	works->hook_wait = NULL;
	works->hook_job = NULL;
	job->result.ok = error_set(&job->result.error, ERROR_OUTCOME_UNKNOWN,
		"it is still running (process %d); 'keyturn resume' waits for it",
		(int)job->hook_pid);
	works_tell(works, &job->result);
	job_destroy(job);
}

/* Ending its group makes it end; its listener hears of it. */
void works_hook_stop(struct works *works)
{
	const struct hook_result stopped = {.status = -1, .why = "it was stopped"};

	works->hook_stopped = true;
	if (works->hook_wait != NULL) {
		stop_waiting(works);
	} else if (works->hook_job != NULL) {
		hook_destroy(works->hook);
		works->hook = NULL;
		ended(works, &stopped);
	}
}

/* What is ended here is known to have failed: that is noted, so that it is run again. */
void works_hook_finish(struct works *works)
{
	if (works->hook_wait == NULL) {
		works_hook_stop(works);
	} else {
		hook_wait_destroy(works->hook_wait);
		works->hook_wait = NULL;
		job_destroy(works->hook_job);
		works->hook_job = NULL;
	}
	hook_destroy(works->hook);
	works->hook = NULL;
}
