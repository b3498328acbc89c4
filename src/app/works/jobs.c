/* SPDX-License-Identifier: MIT
 * What the worker thread does: the journal, the history, the files. */
#include "works_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "keyturn/backup.h"
#include "keyturn/key_file.h"
#include "keyturn/rewrite.h"
#include "keyturn/tokens.h"

enum { BACKUP_DAYS = 7, HISTORY_MAX = 500 };

void job_destroy(struct job *job)
{
	work_order_destroy(job->order);
	work_event_finish(&job->result);
	free(job);
}

/* ---- history ---- */

/* Of this job's rotation, into the history. */
static bool record(const struct job *job, enum history_event event, const char *result,
	const char *detail, struct error *error)
{
	const struct journal_record *rotation = &job->order->record;
	struct history_entry entry;

	history_entry_init(
		&entry, event, rotation->service, rotation->user, rotation->old_trace.fingerprint);
	snprintf(entry.new_fingerprint, sizeof(entry.new_fingerprint), "%s",
		rotation->new_trace.fingerprint);
	snprintf(entry.result, sizeof(entry.result), "%s", result);
	snprintf(entry.detail, sizeof(entry.detail), "%.*s", (int)sizeof(entry.detail) - 1, detail);
	return history_add(job->works->store, &entry, error);
}

/* What the order says of itself. */
static bool record_note(const struct job *job, struct error *error)
{
	const struct history_entry *note = &job->order->note;

	return note->result[0] == '\0' ||
		record(job, note->event, note->result, note->detail, error);
}

/* ---- files ---- */

static enum holder_status status_of(enum rewrite_result result)
{
	switch (result) {
	case REWRITE_DONE:
	case REWRITE_ALREADY:
		return HOLDER_UPDATED;
	case REWRITE_CHANGED:
		return HOLDER_CHANGED_MEANWHILE;
	case REWRITE_FAILED:
		break;
	}
	return HOLDER_FAILED;
}

static void say_why(struct work_event *result, const struct error *error)
{
	char message[2 * ERROR_DETAIL_MAX];

	if (result->status == HOLDER_CHANGED_MEANWHILE) {
		result->reason = memory_text("it was changed after it was found");
	} else if (result->status == HOLDER_FAILED) {
		result->reason = memory_text(error->detail[0] != '\0'
				? error->detail
				: error_message(error, message, sizeof(message)));
	}
}

static bool update(struct job *job, struct error *error)
{
	const struct work_order *order = job->order;
	const struct holder *holder = order->places[0];
	struct rewrite rewrite = {.holder = holder,
		.old = &order->record.old_trace,
		.new_credential = &order->new_credential,
		.backup_dir = job->works->backup_dir};
	struct work_event *result = &job->result;
	struct error why = {0};

	result->status = status_of(rewrite_file(&rewrite, &result->backup, &why));
	result->again = result->status == HOLDER_FAILED && why.kind == ERROR_DISK_FULL;
	say_why(result, &why);
	return journal_set_place(job->works->store, order->record.id, order->index, result->status,
		       result->reason, result->backup, error) &&
		record(job, result->status == HOLDER_UPDATED ? HISTORY_UPDATED : HISTORY_LEFT,
			holder_status_name(result->status), holder->path, error);
}

/* ---- the rotation's ends ---- */

/* Without it no file could be updated, which is told before the reset. It is the user's alone even
 * where it was made otherwise. */
static bool make_backup_dir(const char *path, struct error *error)
{
	int fd = -1;
	bool ok = (mkdir(path, 0700) == 0 || errno == EEXIST) &&
		(fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) >= 0 &&
		fchmod(fd, 0700) == 0;

	if (!ok) {
		error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
	}
	if (fd >= 0) {
		close(fd);
	}
	return ok;
}

static bool begin(struct job *job, struct error *error)
{
	if (!make_backup_dir(job->works->backup_dir, error)) {
		return false;
	}
	struct work_order *order = job->order;
	bool ok = journal_begin(job->works->store, &order->record,
		(const struct holder *const *)order->places, order->place_count, error);
	job->result.journal = order->record.id;
	return ok;
}

/* What the service shows once would have to be kept here until it is in its places. */
static bool may_rely_on(const struct credential *credential, struct error *error)
{
	return credential->type == NULL || credential_type_is_readable(credential->type) ||
		error_set(error, ERROR_NOT_OFFERED,
			"keyturn cannot keep a secret that is shown only once");
}

static bool note_new(struct job *job, struct error *error)
{
	if (!may_rely_on(&job->order->new_credential, error)) {
		return false;
	}
	return journal_set_phase(job->works->store, job->order->record.id, JOURNAL_NEW,
		       &job->order->record.new_trace, error) &&
		record_note(job, error);
}

static bool record_left(const struct job *job, struct error *error)
{
	bool ok = true;

	for (size_t i = 0; i < job->order->place_count && ok; i++) {
		const struct holder *holder = job->order->places[i];
		if (holder->status == HOLDER_LEFT || holder->status == HOLDER_EXCLUDED) {
			ok = record(job, HISTORY_LEFT, holder_status_name(holder->status),
				holder->path, error);
		}
	}
	return ok;
}

static bool is_there(void *data, const struct journal_record *record)
{
	(void)record;
	*(bool *)data = true;
	return false;
}

/* Not while a rotation is unfinished, whoever's: a file half changed is put right from its backup. */
static void expire_backups(const struct job *job)
{
	struct error ignored;
	bool unfinished = false;

	if (journal_unfinished(job->works->store, is_there, &unfinished, &ignored) && !unfinished) {
		backup_expire(job->works->backup_dir, BACKUP_DAYS);
	}
}

static bool close_rotation(struct job *job, struct error *error)
{
	bool is_new = job->order->note.event == HISTORY_PROVED;
	bool ok = (!is_new || record_left(job, error)) && record_note(job, error);

	ok = journal_set_phase(
		     job->works->store, job->order->record.id, JOURNAL_FINISHED, NULL, error) &&
		ok;
	expire_backups(job);
	return ok;
}

static bool abandon(struct job *job, struct error *error)
{
	bool ok = record_note(job, error);

	journal_release(job->works->store, job->order->record.service, job->order->record.user);
	return ok;
}

/* ---- hooks ---- */

/* What the journal and the trace tell of it. A trace of an earlier run must not speak for this one. */
static bool ask_hook(struct job *job, struct error *error)
{
	struct store *store = job->works->store;
	const struct work_order *order = job->order;
	char trace[WORKS_PATH_SIZE], status[16];

	works_hook_trace(job->works, order, trace);
	if (!journal_hook_status(
		    store, order->record.id, order->hook, status, sizeof(status), error)) {
		return false;
	}
	job->hook_done_before = strcmp(status, "done") == 0;
	if (strcmp(status, "started") == 0) {
		job->hook_before = hook_trace_read(trace, &job->hook_pid);
	} else if (strcmp(status, "unknown") == 0) {
		job->hook_before = HOOK_HAS_ENDED;
	}
	if (job->hook_done_before || job->hook_before != HOOK_NEVER_BEGAN) {
		return true;
	}
	unlink(trace);
	return journal_set_hook(store, order->record.id, order->hook, "started", error);
}

static const char *hook_status(const struct job *job)
{
	return job->hook_ok ? "done" : job->hook_unknown ? "unknown" : "failed";
}

static bool note_hook(struct job *job, struct error *error)
{
	const struct work_order *order = job->order;
	const char *status = hook_status(job);
	const char *noted = job->hook_ok && order->early ? "early" : status;
	char trace[WORKS_PATH_SIZE];

	job->result.seconds = job->seconds;
	if (!journal_set_hook(job->works->store, order->record.id, order->hook, noted, error) ||
		!record(job, HISTORY_HOOK, status, order->hook, error)) {
		return false;
	}
	works_hook_trace(job->works, order, trace);
	unlink(trace);
	return job->hook_ok ||
		error_set(error, job->hook_unknown ? ERROR_OUTCOME_UNKNOWN : ERROR_SYSTEM, "%s",
			job->why);
}

/* ---- reading ---- */

static bool add_entry(void *data, const struct history_entry *entry)
{
	struct work_event *result = data;

	result->entries[result->entry_count++] = *entry;
	return result->entry_count < HISTORY_MAX;
}

static bool read_history(struct job *job, struct error *error)
{
	job->result.entries = memory_array(HISTORY_MAX, sizeof(*job->result.entries));
	return history_list(job->works->store, add_entry, &job->result, error);
}

/* None is no failure: nothing is told then. */
static bool find_unfinished(struct job *job, struct error *error)
{
	struct work_event *result = &job->result;

	if (works_find_unfinished(job->works->store, job->service, job->user, result, error)) {
		result->kind = WORK_EVENT_UNFINISHED;
		return true;
	}
	expire_backups(job); /* the panel has been opened */
	return error->kind == ERROR_NONE;
}

/* ---- a key in a file of its own ---- */

static bool keep(struct job *job, struct error *error)
{
	const struct journal_record *rotation = &job->order->record;
	char name[KEY_FILE_NAME_SIZE], path[KEYS_DIR_SIZE + KEY_FILE_NAME_SIZE + 1];

	key_file_name(rotation->user, name);
	snprintf(path, sizeof(path), "%s/%s", rotation->keys_dir, name);
	return key_file_write(rotation->keys_dir, rotation->user,
		       credential_secret(&job->order->new_credential), error) &&
		record(job, HISTORY_UPDATED, "written", path, error);
}

/* ---- */

static bool run_order(struct job *job, struct error *error)
{
	const struct journal_record *rotation = &job->order->record;

	switch (job->order->kind) {
	case WORK_BEGIN:
		return begin(job, error);
	case WORK_NEW:
		return note_new(job, error);
	case WORK_UPDATE:
		return update(job, error);
	case WORK_HOOK:
		return ask_hook(job, error);
	case WORK_TOKENS:
		job->result.token_count = tokens_find(job->works->options.home, rotation->service,
			rotation->user, &job->result.tokens);
		return true;
	case WORK_CLOSE:
		return close_rotation(job, error);
	case WORK_ABANDON:
		return abandon(job, error);
	case WORK_KEEP:
		return keep(job, error);
	case WORK_PLAN:
	case WORK_ADOPT:
	case WORK_DEFER:
	case WORK_DROP:
	case WORK_RELEASE:
		return job_batch(job, error);
	case WORK_RECHECK:
		break; /* a search of its own */
	}
	return error_set(error, ERROR_INTERNAL, "no job does that work");
}

static bool run(struct job *job, struct error *error)
{
	switch (job->kind) {
	case JOB_ORDER:
		return run_order(job, error);
	case JOB_HOOK_NOTE:
		return note_hook(job, error);
	case JOB_RECORD:
		return history_add(job->works->store, &job->entry, error);
	case JOB_HISTORY:
		return read_history(job, error);
	case JOB_UNFINISHED:
		return find_unfinished(job, error);
	}
	return false;
}

void job_run(struct job *job)
{
	struct works *works = job->works;

	if (works->store == NULL) {
		works->store = store_open(works->state_dir, &job->result.error);
	}
	job->result.ok = works->store != NULL && run(job, &job->result.error);
}
