/* SPDX-License-Identifier: MIT */
#include "undoing.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "holder_print.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "keyturn/restore.h"
#include "keyturn/rotation_kind.h"
#include "keyturn/text.h"
#include "output.h"

/* ---- looking ---- */

static char *reason_of(enum rewrite_result result, const struct error *error)
{
	switch (result) {
	case REWRITE_DONE:
	case REWRITE_ALREADY:
		break;
	case REWRITE_CHANGED:
		return memory_text("it is gone or was changed since keyturn updated it; "
				   "compare it with its backup");
	case REWRITE_FAILED:
		return memory_text(error->detail);
	}
	return NULL;
}

static void settle(struct undoing_file *file, enum rewrite_result result, const struct error *why)
{
	free(file->reason);
	file->result = result;
	file->reason = reason_of(result, why);
}

static void look(struct undoing *undoing, struct undoing_file *file)
{
	struct error why = {0};

	settle(file,
		file->place->status == HOLDER_RESTORED
			? REWRITE_ALREADY
			: restore_look(file->place, undoing->begun, &why),
		&why);
}

bool undoing_open(struct undoing *undoing, struct store *store, const struct journal_record *record,
	struct error *error)
{
	*undoing = (struct undoing){
		.store = store, .record = *record, .begun = record->phase == JOURNAL_UNDOING};
	if (rotation_kind_find(record->kind) == NULL) {
		return error_set(error, ERROR_STATE_NEWER,
			"a newer keyturn made this rotation; undo it with that one");
	}
	if (!journal_places(store, record->id, &undoing->places, &undoing->place_count, error)) {
		return false;
	}
	undoing->files = memory_array(undoing->place_count, sizeof(*undoing->files));
	for (size_t i = 0; i < undoing->place_count; i++) {
		const struct holder *place = undoing->places[i];
		if (place->kind == HOLDER_FILE && place->backup != NULL) {
			struct undoing_file *file = &undoing->files[undoing->file_count++];
			*file = (struct undoing_file){.index = i, .place = place};
			look(undoing, file);
		}
	}
	return true;
}

void undoing_finish(struct undoing *undoing)
{
	for (size_t i = 0; i < undoing->file_count; i++) {
		free(undoing->files[i].reason);
	}
	for (size_t i = 0; i < undoing->place_count; i++) {
		holder_destroy(undoing->places[i]);
	}
	free(undoing->files);
	free(undoing->places);
	*undoing = (struct undoing){0};
}

size_t undoing_count(const struct undoing *undoing, enum rewrite_result result)
{
	size_t count = 0;

	for (size_t i = 0; i < undoing->file_count; i++) {
		count += undoing->files[i].result == result;
	}
	return count;
}

static size_t count_back(const struct undoing *undoing)
{
	return undoing_count(undoing, REWRITE_ALREADY) + undoing_count(undoing, REWRITE_DONE);
}

enum exit_status undoing_status(const struct undoing *undoing)
{
	const size_t back = count_back(undoing);

	return back == undoing->file_count ? EXIT_STATUS_DONE
		: back > 0                 ? EXIT_STATUS_PARTLY
					   : EXIT_STATUS_FAILED;
}

static const char *outcome_name(const struct undoing *undoing)
{
	const enum exit_status status = undoing_status(undoing);

	return status == EXIT_STATUS_DONE      ? "done"
		: status == EXIT_STATUS_PARTLY ? "partial"
					       : "failed";
}

/* ---- doing ---- */

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

enum { SIGNALS = 3 };
static const int signals[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

/* The file at hand is finished first. */
static void watch(struct sigaction before[SIGNALS])
{
	stopped = 0;
	for (int i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN) {
			sigaction(signals[i], &(struct sigaction){.sa_handler = on_signal}, NULL);
		}
	}
}

static void watch_no_more(const struct sigaction before[SIGNALS])
{
	for (int i = 0; i < SIGNALS; i++) {
		sigaction(signals[i], &before[i], NULL);
	}
}

static bool record(const struct undoing *undoing, enum history_event event, const char *result,
	const char *detail, struct error *error)
{
	struct history_entry entry;

	/* From the new key back to the old one. */
	history_entry_init(&entry, event, undoing->record.service, undoing->record.user,
		undoing->record.new_trace.fingerprint);
	snprintf(entry.new_fingerprint, sizeof(entry.new_fingerprint), "%s",
		undoing->record.old_trace.fingerprint);
	snprintf(entry.result, sizeof(entry.result), "%s", result);
	snprintf(entry.detail, sizeof(entry.detail), "%s", detail);
	return history_add(undoing->store, &entry, error);
}

static const char *result_name(const struct undoing *undoing, enum rewrite_result result)
{
	switch (result) {
	case REWRITE_DONE:
		return undoing->done ? "restored" : "planned";
	case REWRITE_ALREADY:
		return "restored";
	case REWRITE_CHANGED:
		return "changed-meanwhile";
	case REWRITE_FAILED:
		break;
	}
	return "failed";
}

/* In the journal it stays UPDATED where it could not be put back, so that another undo tries again. */
static bool put_back(struct undoing *undoing, struct undoing_file *file, struct error *error)
{
	struct error why = {0};

	if (file->place->status == HOLDER_RESTORED) {
		return true;
	}
	settle(file, restore_file(file->place, undoing->begun, &why), &why);
	if (file->result != REWRITE_DONE && file->result != REWRITE_ALREADY) {
		return record(undoing, HISTORY_LEFT, result_name(undoing, file->result),
			file->place->path, error);
	}
	return journal_set_place(undoing->store, undoing->record.id, file->index, HOLDER_RESTORED,
		       NULL, NULL, error) &&
		record(undoing, HISTORY_RESTORED, "done", file->place->path, error);
}

static bool put_back_all(struct undoing *undoing, struct error *error)
{
	bool ok = true;

	for (size_t i = 0; ok && i < undoing->file_count; i++) {
		if (stopped) {
			return error_set(error, ERROR_INTERRUPTED,
				"'keyturn undo %lld' goes on from here",
				(long long)undoing->record.id);
		}
		ok = put_back(undoing, &undoing->files[i], error);
	}
	return ok;
}

static bool close_undo(const struct undoing *undoing, struct error *error)
{
	char detail[80];

	snprintf(detail, sizeof(detail), "%zu of %zu files put back", count_back(undoing),
		undoing->file_count);
	return record(undoing, HISTORY_UNDONE, outcome_name(undoing), detail, error) &&
		journal_set_phase(
			undoing->store, undoing->record.id, JOURNAL_FINISHED, NULL, error);
}

bool undoing_run(struct undoing *undoing, struct error *error)
{
	struct sigaction before[SIGNALS];

	if (!journal_undo(undoing->store, undoing->record.id, error)) {
		return false;
	}
	watch(before);
	undoing->done = true;
	const bool ok = put_back_all(undoing, error) && close_undo(undoing, error);
	watch_no_more(before);
	journal_release(undoing->store, undoing->record.service, undoing->record.user);
	return ok;
}

/* ---- telling ---- */

/* What is true of the keys now, which no file shows. */
static void say_keys(const struct undoing *undoing, char *out, size_t size)
{
	snprintf(out, size,
		"The service keeps the new key (%s). The files %s the old one (%s), which the reset "
		"ended: what reads them cannot sign in until it has the new key again.",
		undoing->record.new_trace.fingerprint,
		undoing->done || undoing_count(undoing, REWRITE_DONE) == 0 ? "hold" : "would hold",
		undoing->record.old_trace.fingerprint);
}

static struct json_object *left_json(const struct undoing *undoing, const struct mask *mask)
{
	struct json_object *left = json_object_new_array();
	char text[8192];

	for (size_t i = 0; i < undoing->file_count; i++) {
		const struct undoing_file *file = &undoing->files[i];
		if (file->reason != NULL) {
			snprintf(text, sizeof(text), "%s: %s", file->place->path, file->reason);
			char *hidden = masked(text, mask);
			json_object_array_add(left, json_object_new_string(hidden));
			free(hidden);
		}
	}
	return left;
}

struct json_object *undoing_json(const struct undoing *undoing)
{
	struct json_object *object = json_object_new_object();
	struct json_object *holders = json_object_new_array();
	const struct mask mask = mask_of_trace(&undoing->record.old_trace);
	const struct credential_type *type = rotation_kind_find(undoing->record.kind)->type;
	char keys[512];

	json_object_object_add(object, "id", json_object_new_int64(undoing->record.id));
	output_member(object, "user", undoing->record.user);
	output_member(object, "service", undoing->record.service);
	output_member(object, "outcome", undoing->done ? outcome_name(undoing) : "planned");
	output_member(object, "old_fingerprint", undoing->record.old_trace.fingerprint);
	output_member(object, "new_fingerprint", undoing->record.new_trace.fingerprint);
	for (size_t i = 0; i < undoing->file_count; i++) {
		const struct undoing_file *file = &undoing->files[i];
		struct json_object *one = holder_json(file->place, type, &mask, true);
		output_member(one, "status", result_name(undoing, file->result));
		if (file->reason != NULL) {
			output_member(one, "reason", file->reason);
		}
		json_object_array_add(holders, one);
	}
	json_object_object_add(object, "holders", holders);
	json_object_object_add(object, "left", left_json(undoing, &mask));
	say_keys(undoing, keys, sizeof(keys));
	output_member(object, "keys", count_back(undoing) > 0 ? keys : "");
	return object;
}

static const char *label_of(const struct undoing *undoing, enum rewrite_result result)
{
	return result == REWRITE_ALREADY ? "is back"
		: result != REWRITE_DONE ? "left alone"
		: undoing->done          ? "put back"
					 : "to put back";
}

static void print_files(FILE *out, const struct undoing *undoing)
{
	const struct mask mask = mask_of_trace(&undoing->record.old_trace);

	for (size_t i = 0; i < undoing->file_count; i++) {
		const struct undoing_file *file = &undoing->files[i];
		const bool bad = file->reason != NULL;
		char line[8192];
		snprintf(line, sizeof(line), "%s%s%s", file->place->path, bad ? ": " : "",
			bad ? file->reason : "");
		char *hidden = masked(line, &mask);
		output_row_to(out, bad ? PAPER_WARNING : PAPER_PLAIN,
			label_of(undoing, file->result), hidden);
		free(hidden);
		if (bad) {
			hidden = masked(file->place->backup, &mask);
			output_row_to(out, PAPER_PLAIN, "its backup", hidden);
			free(hidden);
		}
	}
}

void undoing_print(FILE *out, const struct undoing *undoing)
{
	char line[1024], minute[32], ago[32];

	snprintf(line, sizeof(line), "%lld, %s (%s)", (long long)undoing->record.id,
		clock_minute(undoing->record.started, minute, sizeof(minute)),
		clock_ago(undoing->record.started, clock_wall(), ago, sizeof(ago)));
	output_row_to(out, PAPER_PLAIN, "Rotation", line);
	snprintf(line, sizeof(line), "%s at %s", undoing->record.user, undoing->record.service);
	output_row_to(out, PAPER_PLAIN, "Key of", line);
	print_files(out, undoing);
	if (count_back(undoing) > 0) {
		say_keys(undoing, line, sizeof(line));
		output_row_to(out, PAPER_WARNING, "Keys", line);
	}
}
