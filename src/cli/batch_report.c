/* SPDX-License-Identifier: MIT */
#include "batch_report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/key_file.h"
#include "keyturn/rotation_words.h"
#include "keyturn/text.h"
#include "output.h"

enum { TEXT_SIZE = 1024, BAR = 20, DRAW_MS = 100 };

static const char *users(size_t count)
{
	return count == 1 ? "user" : "users";
}

static void clean_name(const struct batch_row *row, char out[2 * ACCOUNT_NAME_SIZE])
{
	text_clean(out, 2 * ACCOUNT_NAME_SIZE, row->record.user, strlen(row->record.user));
}

static void print_row(FILE *out, enum paper_style style, const struct batch_row *row)
{
	char name[2 * ACCOUNT_NAME_SIZE], text[TEXT_SIZE];

	clean_name(row, name);
	output_row_to(out, style, name, batch_row_text(row, text, sizeof(text)));
}

/* Those in this state, each on a line. */
static void print_rows(
	FILE *out, enum paper_style style, const struct batch *batch, enum batch_row_state state)
{
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->rows[i].state == state) {
			print_row(out, style, &batch->rows[i]);
		}
	}
}

/* ---- before ---- */

static void print_where(FILE *out, const struct batch *batch)
{
	char line[KEYS_DIR_SIZE + 64];

	if (batch->keys_dir[0] != '\0') {
		snprintf(line, sizeof(line), "one file for each user in %s", batch->keys_dir);
		output_row_to(out, PAPER_PLAIN, "New keys", line);
	}
	for (size_t i = 0; i < batch->hook_count; i++) {
		snprintf(line, sizeof(line), "%s, for each user", batch->hooks[i]);
		output_row_to(out, PAPER_PLAIN, "Hook", line);
	}
}

void batch_report_plan(FILE *out, const struct batch *batch)
{
	const struct batch_counts counts = batch_count(batch);
	char line[TEXT_SIZE];

	snprintf(line, sizeof(line), "%zu %s can be reset, %zu cannot.", counts.ready,
		users(counts.ready), counts.barred + counts.stopped);
	paper_text(out, 0, PAPER_HEADING, line);
	print_rows(out, PAPER_PLAIN, batch, BATCH_ROW_READY);
	print_rows(out, PAPER_WARNING, batch, BATCH_ROW_BARRED);
	print_rows(out, PAPER_WARNING, batch, BATCH_ROW_STOPPED);
	print_where(out, batch);
	output_row_to(out, PAPER_WARNING, "Not searched", batch_unsearched_text);
	paper_text(out, 0, PAPER_PLAIN,
		"Applications that use an old key are disconnected until they have the new one. "
		"Tokens issued before stay valid for up to 24 hours.");
}

/* ---- after ---- */

static enum paper_style style_of(const struct batch_row *row)
{
	const char *outcome = batch_row_outcome(row);

	if (strcmp(outcome, "done") == 0) {
		return PAPER_GOOD;
	}
	return strcmp(outcome, "unknown") == 0 ? PAPER_DANGER : PAPER_WARNING;
}

static void print_counts(const struct batch *batch)
{
	const struct batch_counts counts = batch_count(batch);
	char line[TEXT_SIZE];

	snprintf(line, sizeof(line),
		"%zu done, %zu with something left, %zu not reset, %zu unknown", counts.done,
		counts.partly, counts.failed, counts.unknown);
	output_row("Users", line);
	if (counts.barred + counts.kept + counts.stopped > 0) {
		snprintf(line, sizeof(line),
			"%zu could not be reset from the start, %zu were not begun", counts.barred,
			counts.kept + counts.stopped);
		output_row("", line);
	}
	if (counts.kept > 0) {
		output_row("Left for you", "run 'keyturn resume': it goes on with those not begun");
	}
}

struct said {
	const struct batch_row *row;
};

static void print_left(void *data, const char *sentence)
{
	const struct said *said = data;

	(void)said;
	output_row("", sentence);
}

void batch_report_print(const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_row *row = &batch->rows[i];
		struct said said = {row};
		if (row->own && row->state == BATCH_ROW_READY) {
			continue; /* it has a report of its own */
		}
		print_row(stdout, style_of(row), row);
		if (row->state == BATCH_ROW_ENDED && rotation_something_left(&row->rotation)) {
			rotation_each_left(&row->rotation, print_left, &said);
		}
	}
	print_counts(batch);
	print_where(stdout, batch);
	output_row("Not searched", batch_unsearched_text);
}

static void add_sentence(void *data, const char *sentence)
{
	json_object_array_add(data, json_object_new_string(sentence));
}

static void add_ended(struct json_object *object, const struct rotation *rotation)
{
	struct json_object *left = json_object_new_array();
	char name[KEY_FILE_NAME_SIZE], path[KEYS_DIR_SIZE + KEY_FILE_NAME_SIZE + 1];

	output_member(object, "new_fingerprint", rotation->new_trace.fingerprint);
	output_member(object, "new_key", rotation_proof_name(rotation->new_proof));
	output_member(object, "old_key", rotation_proof_name(rotation->old_proof));
	if (rotation->stored) {
		key_file_name(rotation->user_name, name);
		snprintf(path, sizeof(path), "%s/%s", rotation->keys_dir, name);
		output_member(object, "file", path);
	}
	rotation_each_left(rotation, add_sentence, left);
	json_object_object_add(object, "left", left);
}

static struct json_object *row_json(const struct batch_row *row)
{
	struct json_object *object = json_object_new_object();
	const struct error *error = batch_row_error(row);

	output_member(object, "user", row->record.user);
	output_member(object, "user_id", row->record.user_id);
	output_member(object, "outcome", batch_row_outcome(row));
	output_member(object, "old_fingerprint", row->record.old_trace.fingerprint);
	if (row->state == BATCH_ROW_ENDED) {
		add_ended(object, &row->rotation);
	}
	if (error->kind != ERROR_NONE) {
		output_add_error(object, error);
	}
	return object;
}

static void add_count(struct json_object *object, const char *name, size_t count)
{
	json_object_object_add(object, name, json_object_new_int64((int64_t)count));
}

struct json_object *batch_report_json(const struct batch *batch)
{
	const struct batch_counts counts = batch_count(batch);
	struct json_object *object = json_object_new_object();
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < batch->count; i++) {
		json_object_array_add(list, row_json(&batch->rows[i]));
	}
	json_object_object_add(object, "users", list);
	add_count(object, "to_reset", counts.ready);
	add_count(object, "barred", counts.barred);
	add_count(object, "done", counts.done);
	add_count(object, "partial", counts.partly);
	add_count(object, "refused", counts.failed);
	add_count(object, "unknown", counts.unknown);
	add_count(object, "not_begun", counts.kept + counts.stopped + counts.remaining);
	json_object_object_add(object, "searched", json_object_new_boolean(false));
	if (batch->error.kind != ERROR_NONE) {
		output_add_error(object, &batch->error);
	}
	return object;
}

/* Why the first that was not reset was not. */
static enum exit_status first_failure(const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_row *row = &batch->rows[i];
		const struct error *error = batch_row_error(row);
		if (row->state != BATCH_ROW_BARRED && error->kind != ERROR_NONE) {
			return error_exit_status(error->kind);
		}
	}
	return batch->error.kind != ERROR_NONE ? error_exit_status(batch->error.kind)
					       : EXIT_STATUS_FAILED;
}

enum exit_status batch_report_status(const struct batch *batch)
{
	const struct batch_counts counts = batch_count(batch);
	const size_t not_reset = counts.failed + counts.kept + counts.stopped;

	if (counts.unknown > 0) {
		return EXIT_STATUS_UNKNOWN;
	}
	if (counts.done + counts.partly > 0) {
		return counts.partly + not_reset > 0 ? EXIT_STATUS_PARTLY : EXIT_STATUS_DONE;
	}
	if (batch->stopping && counts.failed == 0) {
		return EXIT_STATUS_INTERRUPTED;
	}
	return not_reset > 0 ? first_failure(batch) : EXIT_STATUS_DONE;
}

/* ---- on the way ---- */

static size_t total(const struct batch_counts *counts, bool reading)
{
	return reading ? counts->ready + counts->barred + counts->remaining
		       : counts->done + counts->partly + counts->failed + counts->unknown +
			counts->remaining;
}

/* "42 a minute, 2 min left" */
static void say_pace(const struct batch *batch, int64_t now, char *out, size_t size)
{
	double per_minute;
	int64_t seconds, pause = batch_pause(batch, now);

	if (pause > 0) {
		snprintf(out, size, ", the service limits requests; pausing %lld s",
			(long long)pause);
	} else if (!batch_pace(batch, now, &per_minute, &seconds)) {
		out[0] = '\0';
	} else if (seconds < 100) {
		snprintf(out, size, ", %.0f a minute, %lld s left", per_minute, (long long)seconds);
	} else {
		snprintf(out, size, ", %.0f a minute, %lld min left", per_minute,
			(long long)(seconds + 59) / 60);
	}
}

static void draw(struct batch_progress *progress, const struct batch *batch, int64_t now)
{
	const struct batch_counts counts = batch_count(batch);
	const bool reading = batch->step == BATCH_READING;
	const size_t all = total(&counts, reading), over = all - counts.remaining;
	const size_t filled = all > 0 ? BAR * over / all : 0;
	char bar[BAR + 1], pace[96];

	memset(bar, '.', BAR);
	memset(bar, '#', filled);
	bar[BAR] = '\0';
	say_pace(batch, now, pace, sizeof(pace));
	fprintf(stderr, "\r%s [%s] %zu of %zu%s\033[K", reading ? "Reading keys" : "Resetting", bar,
		over, all, pace);
	progress->line = true;
	progress->drawn = now;
}

void batch_report_clear(struct batch_progress *progress)
{
	if (progress->line) {
		fputs("\r\033[K", stderr);
		progress->line = false;
	}
}

static void say_row(const struct batch *batch, size_t index)
{
	const struct batch_row *row = &batch->rows[index];
	const struct batch_counts counts = batch_count(batch);
	const size_t all = total(&counts, false);
	char name[2 * ACCOUNT_NAME_SIZE], text[TEXT_SIZE], clean[TEXT_SIZE];

	clean_name(row, name);
	batch_row_text(row, text, sizeof(text));
	text_clean(clean, sizeof(clean), text, strlen(text));
	fprintf(stderr, "keyturn: %s: %s (%zu of %zu)\n", name, clean, all - counts.remaining, all);
}

static void say_rows(const struct batch *batch, const struct batch_news *news, int64_t now)
{
	for (size_t i = 0; i < news->count; i++) {
		if (news->items[i].kind == BATCH_ROW_OVER && batch->step > BATCH_PLANNING) {
			say_row(batch, news->items[i].index);
		} else if (news->items[i].kind == BATCH_SLOWED) {
			fprintf(stderr,
				"keyturn: the service limits requests; going on in %lld s, %zu at "
				"once\n",
				(long long)batch_pause(batch, now), batch->limit);
		}
	}
}

static void changed(
	void *data, const struct batch *batch, const struct batch_news *news, int64_t now)
{
	struct batch_progress *progress = data;
	const struct options *options = progress->options;
	const bool moves = batch->step == BATCH_READING || batch->step == BATCH_RUNNING;

	if (!output_notices(options)) {
		return;
	}
	if (!output_progress(options) || options->accessible) {
		say_rows(batch, news, now);
	} else if (moves && (news->count > 0 || now - progress->drawn >= DRAW_MS)) {
		draw(progress, batch, now);
	} else if (!moves) {
		batch_report_clear(progress);
	}
}

static void said(void *data, const char *line, bool wrong)
{
	struct batch_progress *progress = data;
	const struct options *options = progress->options;

	if (wrong ? !options->json : output_notices(options)) {
		batch_report_clear(progress);
		fprintf(stderr, "keyturn: %s\n", line);
	}
}

struct batch_runner_listener batch_report_progress(struct batch_progress *progress)
{
	return (struct batch_runner_listener){.changed = changed, .said = said, .data = progress};
}
