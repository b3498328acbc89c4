/* SPDX-License-Identifier: MIT
 * keyturn undo: put back the files of one rotation from their backups. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backups.h"
#include "commands.h"
#include "context.h"
#include "keyturn/prompt.h"
#include "output.h"
#include "undoing.h"

/* ---- which ---- */

static bool read_id(const char *text, int64_t *id, struct error *error)
{
	char *end;

	errno = 0;
	*id = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *id <= 0) {
		return error_set(error, ERROR_USAGE,
			"'%s' is not the number of a rotation; 'keyturn history' lists them", text);
	}
	return true;
}

/* One that was begun, or else the newest. */
static const struct journal_record *newest(const struct backups *backups)
{
	for (size_t i = 0; i < backups->count; i++) {
		if (backups->records[i].phase == JOURNAL_UNDOING) {
			return &backups->records[i];
		}
	}
	return backups->count > 0 ? &backups->records[0] : NULL;
}

static const struct journal_record *of_id(
	const struct backups *backups, const char *text, struct error *error)
{
	int64_t id;

	if (!read_id(text, &id, error)) {
		return NULL;
	}
	for (size_t i = 0; i < backups->count; i++) {
		if (backups->records[i].id == id) {
			return &backups->records[i];
		}
	}
	error_set(error, ERROR_NO_BACKUP, "rotation %lld has no backups here", (long long)id);
	return NULL;
}

static const struct journal_record *choose(
	const struct options *options, const struct backups *backups, struct error *error)
{
	const struct journal_record *record = options->argc > 0
		? of_id(backups, options->argv[0], error)
		: newest(backups);

	if (record == NULL && error->kind == ERROR_NONE) {
		error_set(error, ERROR_NO_BACKUP, "no rotation made here has backups");
	}
	if (record != NULL && record->phase < JOURNAL_FINISHED) {
		error_set(error, ERROR_UNFINISHED, "finish rotation %lld first",
			(long long)record->id);
		return NULL;
	}
	return record;
}

static void list_others(
	FILE *out, const struct backups *backups, const struct journal_record *chosen)
{
	char line[512];
	size_t used = 0;

	for (size_t i = 0; i < backups->count && used + 32 < sizeof(line); i++) {
		if (backups->records[i].id != chosen->id) {
			used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%lld",
				used > 0 ? ", " : "", (long long)backups->records[i].id);
		}
	}
	if (used > 0) {
		snprintf(line + used, sizeof(line) - used, " ('keyturn history' tells of each)");
		output_row_to(out, PAPER_PLAIN, "Others", line);
	}
}

/* ---- yes ---- */

static bool ask(const struct undoing *undoing, const struct backups *backups, struct error *error)
{
	FILE *tty = fopen("/dev/tty", "we");
	char line[ACCOUNT_NAME_SIZE + 1];

	if (tty == NULL) {
		return error_set(error, ERROR_UNDO_UNCONFIRMED, "there is no terminal to ask on");
	}
	undoing_print(tty, undoing);
	list_others(tty, backups, &undoing->record);
	fclose(tty);
	if (!prompt_line("Type the username to put these files back, anything else to leave them: ",
		    line, sizeof(line), error) ||
		strcmp(line, undoing->record.user) != 0) {
		return error_set(error, ERROR_INTERRUPTED, "not confirmed; nothing was changed");
	}
	return true;
}

/* What was begun was confirmed then. */
static bool is_confirmed(const struct options *options, const struct undoing *undoing,
	const struct backups *backups, struct error *error)
{
	if (undoing->begun) {
		return true;
	}
	if (options->confirm != NULL) {
		return strcmp(options->confirm, undoing->record.user) == 0 ||
			error_set(error, ERROR_UNDO_UNCONFIRMED, "--confirm does not name %s",
				undoing->record.user);
	}
	if (options->no_input || !prompt_possible()) {
		return error_set(error, ERROR_UNDO_UNCONFIRMED, "%s",
			options->no_input ? "--no-input forbids asking"
					  : "there is no terminal to ask on");
	}
	return ask(undoing, backups, error);
}

/* ---- */

/* Nothing to write, nothing to ask. */
static bool is_needed(const struct undoing *undoing)
{
	return undoing->begun || undoing_count(undoing, REWRITE_DONE) > 0;
}

static enum exit_status tell(
	const struct options *options, const struct undoing *undoing, const struct backups *backups)
{
	enum exit_status status = options->dry_run ? EXIT_STATUS_DONE : undoing_status(undoing);
	enum exit_status printed;

	if (options->json) {
		printed = output_json(undoing_json(undoing));
	} else {
		undoing_print(stdout, undoing);
		if (options->dry_run) {
			list_others(stdout, backups, &undoing->record);
			output_row("Outcome", "nothing was changed (dry run)");
		}
		printed = output_end();
	}
	return status != EXIT_STATUS_DONE ? status : printed;
}

static enum exit_status undo(const struct options *options, struct store *store,
	const struct backups *backups, const struct journal_record *record)
{
	struct undoing undoing = {0};
	struct error error = {0};
	enum exit_status status;
	bool ok = undoing_open(&undoing, store, record, &error);

	if (ok && !options->dry_run && is_needed(&undoing)) {
		ok = is_confirmed(options, &undoing, backups, &error) &&
			undoing_run(&undoing, &error);
	}
	status = ok ? tell(options, &undoing, backups) : output_error(options->json, &error);
	undoing_finish(&undoing);
	return status;
}

/* Where nothing was ever written there is nothing to put back, and nothing is made. */
static struct store *open_store(struct context *context, struct error *error)
{
	struct works_options works;
	char path[4096];

	if (!context_works(context, &works, error)) {
		return NULL;
	}
	snprintf(path, sizeof(path), "%s/state.db", works.state_dir);
	if (access(path, F_OK) != 0) {
		error_set(error, ERROR_NO_BACKUP, "no rotation was made here");
		return NULL;
	}
	return store_open(works.state_dir, error);
}

enum exit_status command_undo(struct options *options)
{
	struct context context;
	struct error error = {0};
	struct backups backups = {0};
	struct store *store = NULL;
	const struct journal_record *record = NULL;
	enum exit_status status;

	if (!context_open(&context, options, &error) ||
		(store = open_store(&context, &error)) == NULL ||
		!backups_find(&backups, store, &error) ||
		(record = choose(options, &backups, &error)) == NULL) {
		status = output_error(options->json, &error);
	} else {
		status = undo(options, store, &backups, record);
	}
	backups_finish(&backups);
	store_close(store);
	context_close(&context);
	return status;
}
