/* SPDX-License-Identifier: MIT */
#include "works_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

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
	if (job->kind == JOB_HOOK_ASK) {
		works_hook_asked(works, job);
		return;
	}
	bool answers = job->result.kind == WORK_EVENT_HISTORY ||
		job->result.kind == WORK_EVENT_UNFINISHED;

	if (job->ticket == 0 && !job->result.ok) {
		on_notice(works, &job->result.error);
	}
	if (job->ticket != 0 || answers) {
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

/* ---- jobs from the rotation's state ---- */

static void copy_record(struct journal_record *record, const struct rotation *rotation)
{
	record->id = rotation->journal;
	snprintf(record->service, sizeof(record->service), "%s", rotation->service);
	snprintf(record->user, sizeof(record->user), "%s", rotation->user_name);
	snprintf(record->user_id, sizeof(record->user_id), "%s", rotation->user_id);
	snprintf(record->old_fingerprint, sizeof(record->old_fingerprint), "%s",
		rotation->old_fingerprint);
	snprintf(record->new_fingerprint, sizeof(record->new_fingerprint), "%s",
		rotation->new_fingerprint);
	memcpy(record->old_hash, rotation->old_hash, sizeof(record->old_hash));
	record->old_length = rotation->old_length;
	record->leaked = rotation->leaked;
}

struct job *works_job(
	struct works *works, const struct rotation *rotation, enum job_kind kind, uint32_t ticket)
{
	struct job *job = memory_alloc(sizeof(*job));

	job->works = works;
	job->kind = kind;
	job->ticket = ticket;
	job->result.kind = WORK_EVENT_DONE;
	job->result.ticket = ticket;
	job->outcome = rotation->outcome;
	job->again = rotation->again;
	job->new_proof = rotation->new_proof;
	job->old_proof = rotation->old_proof;
	job->noted = rotation->noted_fingerprint[0] != '\0';
	copy_record(&job->record, rotation);
	job->record.planned = works->planned;
	return job;
}

static void copy_holders(struct job *job, struct holder *const *holders, size_t count)
{
	job->holders = memory_array(count, sizeof(*job->holders));
	job->holder_count = count;
	for (size_t i = 0; i < count; i++) {
		job->holders[i] = holder_copy(holders[i]);
	}
}

void works_start(struct works *works, const struct rotation *rotation, enum work_kind kind,
	size_t index, uint32_t ticket)
{
	struct job *job;

	switch (kind) {
	case WORK_BEGIN:
		job = works_job(works, rotation, JOB_BEGIN, ticket);
		copy_holders(job, rotation->places, rotation->place_count);
		works_add(works, job);
		break;
	case WORK_NEW:
		works_add(works, works_job(works, rotation, JOB_NEW, ticket));
		break;
	case WORK_UPDATE:
		job = works_job(works, rotation, JOB_UPDATE, ticket);
		job->index = index;
		job->new_key = secret_copy(rotation->new_key);
		copy_holders(job, &rotation->places[index], 1);
		works_add(works, job);
		break;
	case WORK_RECHECK:
		works_recheck(works, rotation, ticket);
		break;
	case WORK_HOOK:
		works_hook(works, rotation, index, ticket);
		break;
	case WORK_TOKENS:
		works_add(works, works_job(works, rotation, JOB_TOKENS, ticket));
		break;
	case WORK_CLOSE:
		job = works_job(works, rotation, JOB_CLOSE, ticket);
		copy_holders(job, rotation->places, rotation->place_count);
		works_add(works, job);
		break;
	case WORK_ABANDON:
		works_add(works, works_job(works, rotation, JOB_ABANDON, 0));
		break;
	}
}

void works_record(struct works *works, enum history_event event, const char *service,
	const char *user, const char *fingerprint)
{
	struct job *job = memory_alloc(sizeof(*job));

	job->works = works;
	job->kind = JOB_RECORD;
	history_entry_init(&job->entry, event, service, user, fingerprint);
	works_add(works, job);
}

void works_history(struct works *works)
{
	struct job *job = memory_alloc(sizeof(*job));

	job->works = works;
	job->kind = JOB_HISTORY;
	job->result.kind = WORK_EVENT_HISTORY;
	works_add(works, job);
}

void works_ask_unfinished(struct works *works, const char *service, const char *user)
{
	struct job *job = memory_alloc(sizeof(*job));

	job->works = works;
	job->kind = JOB_UNFINISHED;
	snprintf(job->record.service, sizeof(job->record.service), "%s", service);
	snprintf(job->record.user, sizeof(job->record.user), "%s", user);
	works_add(works, job);
}

/* ---- what an earlier process left ---- */

struct wanted {
	const char *service, *user;
	struct journal_record *record;
	bool found;
};

static bool is_wanted(void *data, const struct journal_record *record)
{
	struct wanted *wanted = data;

	wanted->found = record->mine && strcmp(record->service, wanted->service) == 0 &&
		strcmp(record->user, wanted->user) == 0;
	if (wanted->found) {
		*wanted->record = *record;
	}
	return !wanted->found;
}

bool works_unfinished(struct works *works, const char *service, const char *user,
	struct journal_record *record, struct holder ***places, size_t *count, struct error *error)
{
	struct wanted wanted = {.service = service, .user = user, .record = record};

	if (works->store == NULL) {
		works->store = store_open(works->state_dir, error);
	}
	return works->store != NULL &&
		journal_unfinished(works->store, is_wanted, &wanted, error) && wanted.found &&
		journal_adopt(works->store, record->id, error) &&
		journal_places(works->store, record->id, places, count, error);
}

/* ---- beginning and end ---- */

struct works *works_create(
	uv_loop_t *loop, const struct works_options *options, const struct works_listener *listener)
{
	struct works *works = memory_alloc(sizeof(*works));
	size_t size = strlen(options->state_dir) + sizeof("/backups");

	works->loop = loop;
	works->options = *options;
	works->listener = *listener;
	works->state_dir = memory_text(options->state_dir);
	works->backup_dir = memory_alloc(size);
	snprintf(works->backup_dir, size, "%s/backups", options->state_dir);
	works->last = &works->first;
	uv_timer_init(loop, &works->later);
	works->later.data = works;
	return works;
}

static void on_closed(uv_handle_t *handle)
{
	struct works *works = handle->data;

	free(works->state_dir);
	free(works->backup_dir);
	free(works);
}

/* What only tells of something that has happened is still written down. */
static bool is_note(const struct job *job)
{
	return job->kind == JOB_RECORD || job->kind == JOB_HOOK_NOTE || job->kind == JOB_ABANDON;
}

/* A file is never left between two writes: the job under way ends. What waits behind it is left to
 * the next start, but for notes. */
static void finish_jobs(struct works *works)
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

void works_destroy(struct works *works)
{
	if (works == NULL) {
		return;
	}
	search_finish(works);
	works_hook_finish(works);
	finish_jobs(works);
	store_close(works->store);
	uv_close((uv_handle_t *)&works->later, on_closed);
}
