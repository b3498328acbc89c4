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

/* What came of it is noted first, then told. */
static void ended(void *data, const struct hook_result *result)
{
	struct works *works = data;
	struct job *job = works->hook_job;

	works->hook_job = NULL;
	job->kind = JOB_HOOK_NOTE;
	job->done = NULL;
	job->hook_ok = result->ok;
	job->seconds = result->seconds;
	snprintf(job->why, sizeof(job->why), "%s", result->why);
	credential_drop(&job->order->new_credential);
	credential_drop(&job->order->old_credential);
	works_add(works, job);
}

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
		result->ok = error_set(
			&result->error, ERROR_CONFIG, "it is not configured any more");
		return true;
	}
	return false;
}

/* Nothing is run twice: the journal has said by now whether it was run before. */
static void asked(struct works *works, struct job *job)
{
	const struct work_order *order = job->order;
	const struct hook *hook = find_hook(works, order->hook);
	const struct hook_listener listener = {.output = output, .ended = ended, .data = works};

	if (settled(works, job, hook)) {
		works_tell(works, &job->result);
		job_destroy(job);
		return;
	}
	const struct hook_options options = {
		.name = hook->name,
		.argv = hook->run,
		.key_on_stdin = hook->key == HOOK_KEY_STDIN,
		.timeout_seconds = (int)hook->timeout,
		.new_credential = &order->new_credential,
		.old_credential = &order->old_credential,
		.username = order->record.user,
	};
	hook_destroy(works->hook);
	works->hook_job = job;
	works->hook = hook_start(works->loop, &options, &listener);
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

/* Ending its group makes it end; its listener hears of it. */
void works_hook_stop(struct works *works)
{
	const struct hook_result stopped = {.status = -1, .why = "it was stopped"};

	works->hook_stopped = true;
	if (works->hook_job != NULL) {
		hook_destroy(works->hook);
		works->hook = NULL;
		ended(works, &stopped);
	}
}

void works_hook_finish(struct works *works)
{
	hook_destroy(works->hook);
	works->hook = NULL;
	if (works->hook_job != NULL) {
		job_destroy(works->hook_job);
		works->hook_job = NULL;
	}
}
