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
#include "keyturn/rewrite.h"
#include "keyturn/tokens.h"

enum { BACKUP_DAYS = 7, HISTORY_MAX = 500 };

void job_destroy(struct job *job)
{
	for (size_t i = 0; i < job->holder_count; i++) {
		holder_destroy(job->holders[i]);
	}
	free(job->holders);
	secret_unlink(job->new_key);
	work_event_finish(&job->result);
	free(job);
}

/* ---- history ---- */

static bool record(const struct job *job, enum history_event event, const char *result,
	const char *detail, struct error *error)
{
	struct history_entry entry = {.event = event};

	snprintf(entry.service, sizeof(entry.service), "%s", job->record.service);
	snprintf(entry.user, sizeof(entry.user), "%s", job->record.user);
	snprintf(entry.fingerprint, sizeof(entry.fingerprint), "%s", job->record.old_fingerprint);
	snprintf(entry.new_fingerprint, sizeof(entry.new_fingerprint), "%s",
		job->record.new_fingerprint);
	snprintf(entry.result, sizeof(entry.result), "%s", result);
	snprintf(entry.detail, sizeof(entry.detail), "%s", detail);
	return history_add(job->works->store, &entry, error);
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
	const struct holder *holder = job->holders[0];
	struct rewrite rewrite = {.holder = holder,
		.old_length = job->record.old_length,
		.new_key = job->new_key,
		.backup_dir = job->works->backup_dir};
	struct work_event *result = &job->result;
	struct error why = {0};

	memcpy(rewrite.old_hash, job->record.old_hash, sizeof(rewrite.old_hash));
	result->status = status_of(rewrite_file(&rewrite, &result->backup, &why));
	result->again = result->status == HOLDER_FAILED && why.kind == ERROR_DISK_FULL;
	say_why(result, &why);
	return journal_set_place(job->works->store, job->record.id, job->index, result->status,
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
	bool ok = journal_begin(job->works->store, &job->record,
		(const struct holder *const *)job->holders, job->holder_count, error);
	job->result.journal = job->record.id;
	return ok;
}

static bool note_new(struct job *job, struct error *error)
{
	return journal_set_phase(job->works->store, job->record.id, JOURNAL_NEW,
		       job->record.new_fingerprint, error) &&
		record(job, job->noted ? HISTORY_RESUMED : HISTORY_RESET, "new", "", error);
}

static bool record_left(const struct job *job, struct error *error)
{
	bool ok = true;

	for (size_t i = 0; i < job->holder_count && ok; i++) {
		const struct holder *holder = job->holders[i];
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
	static const char *const proofs[] = {
		[PROOF_NONE] = "not tried",
		[PROOF_ACCEPTED] = "accepted",
		[PROOF_REFUSED] = "refused",
		[PROOF_UNKNOWN] = "unknown",
	};
	char detail[64];
	bool ok;

	if (job->outcome == ROTATION_OUTCOME_NEW) {
		snprintf(detail, sizeof(detail), "new key %s, old key %s", proofs[job->new_proof],
			proofs[job->old_proof]);
		ok = record_left(job, error) && record(job, HISTORY_PROVED, "done", detail, error);
	} else {
		ok = record(job, HISTORY_RESET, "unchanged", "", error);
	}
	ok = journal_set_phase(job->works->store, job->record.id, JOURNAL_FINISHED, NULL, error) &&
		ok;
	expire_backups(job);
	return ok;
}

static bool abandon(struct job *job, struct error *error)
{
	bool ok = job->outcome != ROTATION_OUTCOME_UNDETERMINED ||
		record(job, HISTORY_RESET, "unknown", "'keyturn resume' finishes it", error);

	journal_release(job->works->store);
	return ok;
}

/* ---- hooks ---- */

static bool ask_hook(struct job *job, struct error *error)
{
	job->hook_done_before = journal_hook_done(job->works->store, job->record.id, job->hook);
	return job->hook_done_before ||
		journal_set_hook(job->works->store, job->record.id, job->hook, "started", error);
}

static bool note_hook(struct job *job, struct error *error)
{
	const char *status = job->hook_ok ? "done" : "failed";
	const char *noted = job->hook_ok && job->again ? "early" : status;

	job->result.seconds = job->seconds;
	if (!journal_set_hook(job->works->store, job->record.id, job->hook, noted, error) ||
		!record(job, HISTORY_HOOK, status, job->hook, error)) {
		return false;
	}
	return job->hook_ok || error_set(error, ERROR_SYSTEM, "%s", job->why);
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

	if (works_unfinished(job->works, job->record.service, job->record.user, &result->record,
		    &result->places, &result->place_count, error)) {
		result->kind = WORK_EVENT_UNFINISHED;
		return true;
	}
	expire_backups(job); /* the panel has been opened */
	return error->kind == ERROR_NONE;
}

/* ---- */

static bool run(struct job *job, struct error *error)
{
	switch (job->kind) {
	case JOB_BEGIN:
		return begin(job, error);
	case JOB_NEW:
		return note_new(job, error);
	case JOB_UPDATE:
		return update(job, error);
	case JOB_HOOK_ASK:
		return ask_hook(job, error);
	case JOB_HOOK_NOTE:
		return note_hook(job, error);
	case JOB_TOKENS:
		job->result.token_count = tokens_find(job->works->options.home, job->record.service,
			job->record.user, &job->result.tokens);
		return true;
	case JOB_CLOSE:
		return close_rotation(job, error);
	case JOB_ABANDON:
		return abandon(job, error);
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
