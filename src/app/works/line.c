/* SPDX-License-Identifier: MIT
 * The line of jobs: one after another on the worker thread, in the order they were asked for. */
#include <stdio.h>

#include "keyturn/memory.h"
#include "works_private.h"

void works_tell(struct works *works, struct work_event *event)
{
	works->listener.event(works->listener.data, event);
	work_event_finish(event);
}

static void on_notice(struct works *works, const struct error *error)
{
	struct work_event event = {.kind = WORK_EVENT_OUTPUT};
	char message[2 * ERROR_DETAIL_MAX];

	snprintf(event.line, sizeof(event.line), "keyturn's own records: %.200s",
		error_message(error, message, sizeof(message)));
	works_tell(works, &event);
}

/* ---- one job after another ---- */

static void run_first(struct works *works);

static void on_thread(uv_work_t *request)
{
	const struct works *works = request->data;

	job_run(works->first);
}

static void deliver(struct works *works, struct job *job)
{
	if (works->ending) {
		job_destroy(job);
		return;
	}
	if (job->done != NULL) {
		job->done(works, job);
		return;
	}
	bool waited_for = job->result.ticket != 0;
	bool answers = job->result.kind != WORK_EVENT_DONE;

	if (!waited_for && !job->result.ok) {
		on_notice(works, &job->result.error);
	}
	if (waited_for || answers) {
		works_tell(works, &job->result);
	}
	job_destroy(job);
}

static void on_done(uv_work_t *request, int status)
{
	struct works *works = request->data;
	struct job *job = works->first;

	works->busy = false;
	works->first = job->next;
	if (works->first == NULL) {
		works->last = &works->first;
	}
	if (status == UV_ECANCELED) {
		job_destroy(job);
		return;
	}
	run_first(works); /* before the listener, which may ask for more */
	deliver(works, job);
}

static void run_first(struct works *works)
{
	if (works->first != NULL && !works->busy) {
		works->busy = true;
		works->request.data = works;
		uv_queue_work(works->loop, &works->request, on_thread, on_done);
	}
}

void works_add(struct works *works, struct job *job)
{
	job->next = NULL;
	*works->last = job;
	works->last = &job->next;
	run_first(works);
}

struct job *job_create(struct works *works, enum job_kind kind, enum work_event_kind answer)
{
	struct job *job = memory_alloc(sizeof(*job));

	job->works = works;
	job->kind = kind;
	job->result.kind = answer;
	return job;
}

/* What only tells of something that has happened is still written down. */
static bool is_note(const struct job *job)
{
	return job->kind == JOB_RECORD || job->kind == JOB_HOOK_NOTE ||
		(job->kind == JOB_ORDER && job->order->kind == WORK_ABANDON);
}

/* A file is never left between two writes: the job under way ends. What waits behind it is left to
 * the next start, but for notes. */
void works_finish_jobs(struct works *works)
{
	works->ending = true;
	works->last = works->busy ? &works->first->next : &works->first;
	for (struct job *job = *works->last, *next; job != NULL; job = next) {
		next = job->next;
		if (is_note(job)) {
			*works->last = job;
			works->last = &job->next;
		} else {
			job_destroy(job);
		}
	}
	*works->last = NULL;
	while (works->busy) {
		uv_run(works->loop, UV_RUN_ONCE);
	}
}
