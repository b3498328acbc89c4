/* SPDX-License-Identifier: MIT
 * keyturn resume: finish what an interrupted rotation left. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "keyturn/batch.h"
#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "output.h"
#include "report.h"
#include "rotate_many.h"
#include "runner.h"
#include "undoing.h"

enum { RECORDS_MAX = 64 + BATCH_ROWS_MAX };

struct unfinished {
	struct journal_record records[RECORDS_MAX];
	size_t count;
	struct json_object *undone; /* json: an object for each undo that was finished */
	bool undid;
	enum exit_status undo_status;
};

static bool collect(void *data, const struct journal_record *record)
{
	struct unfinished *unfinished = data;

	unfinished->records[unfinished->count++] = *record;
	return unfinished->count < RECORDS_MAX;
}

/* An undo that was interrupted: it needs no sign-in. */
static bool finish_undo(struct unfinished *unfinished, struct store *store,
	const struct journal_record *record, const struct options *options, struct error *error)
{
	struct undoing undoing = {0};
	const bool ok = undoing_open(&undoing, store, record, error) &&
		undoing_run(&undoing, error);

	unfinished->undid = true;
	if (ok && options->json) {
		json_object_array_add(unfinished->undone, undoing_json(&undoing));
	} else if (ok) {
		undoing_print(stdout, &undoing);
	}
	if (ok && undoing_status(&undoing) != EXIT_STATUS_DONE) {
		unfinished->undo_status = undoing_status(&undoing);
	}
	undoing_finish(&undoing);
	return ok;
}

/* Those are done with here; what stays in the list are rotations. */
static bool finish_undos(struct unfinished *unfinished, struct store *store,
	const struct options *options, struct error *error)
{
	size_t kept = 0;
	bool ok = true;

	for (size_t i = 0; ok && i < unfinished->count; i++) {
		const struct journal_record record = unfinished->records[i];
		if (record.phase == JOURNAL_UNDOING) {
			ok = finish_undo(unfinished, store, &record, options, error);
		} else {
			unfinished->records[kept++] = record;
		}
	}
	unfinished->count = kept;
	return ok;
}

static bool read_journal(
	struct context *context, struct unfinished *unfinished, struct error *error)
{
	struct store *store = context_store(context, error);
	bool ok = store != NULL && journal_unfinished(store, collect, unfinished, error) &&
		finish_undos(unfinished, store, context->options, error);
	store_close(store);
	return ok;
}

/* What came of both, as one object. */
static struct json_object *result_json(struct unfinished *unfinished, struct json_object *rotations)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "rotations", rotations);
	if (json_object_array_length(unfinished->undone) > 0) {
		json_object_object_add(object, "undone", json_object_get(unfinished->undone));
	}
	return object;
}

/* Signing in with the old key fails once the reset was done. */
static void explain_refusal(struct error *error)
{
	if (error->kind == ERROR_SIGN_IN_REFUSED) {
		error_set_text(error, error->kind, error->http,
			"the interrupted reset may have ended this API key: sign in with the "
			"password (--password-fd) or the new key (--api-key-fd)");
	}
}

/* Is this one for the account that is signed in? Another's is told, and left. */
static bool is_ours(const struct context *context, const struct session *session,
	const struct journal_record *record)
{
	return strcmp(record->service, context_url(context)) == 0 &&
		(record->user_id[0] != '\0' || strcmp(record->user, session->user_name) == 0);
}

static void tell_of_other(const struct options *options, const struct journal_record *record)
{
	char user[2 * ACCOUNT_NAME_SIZE], service[2 * ACCOUNT_URL_SIZE];

	if (options->quiet) {
		return;
	}
	text_clean(user, sizeof(user), record->user, strlen(record->user));
	text_clean(service, sizeof(service), record->service, strlen(record->service));
	fprintf(stderr, "keyturn: a rotation of another account is unfinished: %s at %s\n", user,
		service);
}

static enum exit_status resume_one(struct context *context, struct call *call,
	const struct journal_record *record, struct json_object *list)
{
	const struct options *options = context->options;
	const struct runner_listener listener = report_progress(options);
	struct error error = {0};
	enum exit_status status;

	if (record->phase == JOURNAL_PLANNED) {
		return rotate_many_own(context, call, record, list);
	}
	struct runner *runner = runner_create(
		context, call, record->user_id, record->user, &listener, &error);

	if (runner == NULL || !runner_resume(runner, &error)) {
		status = report_failure(options, record->user, &error, list);
	} else {
		status = report_result(options, runner_rotation(runner), list);
	}
	runner_destroy(runner);
	return status;
}

/* Those of another account are told, and left. */
static void keep_ours(
	struct context *context, const struct session *session, struct unfinished *unfinished)
{
	size_t kept = 0;

	for (size_t i = 0; i < unfinished->count; i++) {
		const struct journal_record *record = &unfinished->records[i];
		if (is_ours(context, session, record)) {
			unfinished->records[kept++] = *record;
		} else {
			tell_of_other(context->options, record);
		}
	}
	unfinished->count = kept;
}

/* Batches first, at once; one's own, planned with one, comes after it if it has come to its end. */
static enum exit_status resume_all(struct context *context, struct call *call,
	const struct unfinished *unfinished, struct json_object *list, struct json_object **batch)
{
	bool ended = true;
	enum exit_status status = rotate_many_resume(
		context, call, unfinished->records, unfinished->count, &ended, batch);

	for (size_t i = 0; i < unfinished->count; i++) {
		const struct journal_record *record = &unfinished->records[i];
		if (rotate_many_has(record) || (record->phase == JOURNAL_PLANNED && !ended)) {
			continue;
		}
		enum exit_status one = resume_one(context, call, record, list);
		status = one != EXIT_STATUS_DONE ? one : status;
	}
	return status;
}

static enum exit_status nothing_more(const struct options *options, struct unfinished *unfinished)
{
	enum exit_status printed;

	if (options->json) {
		printed = output_json(result_json(unfinished, json_object_new_array()));
	} else {
		printf("%s", unfinished->undid ? "" : "Nothing is unfinished.\n");
		printed = output_end();
	}
	return unfinished->undo_status != EXIT_STATUS_DONE ? unfinished->undo_status : printed;
}

static enum exit_status sign_in_and_resume(struct context *context, struct unfinished *unfinished)
{
	const struct options *options = context->options;
	struct session *session = NULL;
	struct error error = {0};
	struct call *call = NULL;
	enum exit_status status;

	if (!context_choose(context, &error) ||
		(call = context_sign_in(context, &session, &error)) == NULL) {
		explain_refusal(&error);
		return output_error(options->json, &error);
	}
	struct json_object *list = json_object_new_array(), *batch = NULL;
	keep_ours(context, session, unfinished);
	status = resume_all(context, call, unfinished, list, &batch);
	if (options->json) {
		struct json_object *result = result_json(unfinished, list);
		if (batch != NULL) {
			json_object_object_add(result, "batch", batch);
		}
		status = report_status(options, status, output_json(result));
	} else {
		json_object_put(list);
		status = report_status(options, status, output_end());
	}
	free(session);
	call_destroy(call);
	return status != EXIT_STATUS_DONE ? status : unfinished->undo_status;
}

enum exit_status command_resume(struct options *options)
{
	struct unfinished *unfinished = memory_alloc(sizeof(*unfinished));
	struct context context;
	struct error error = {0};
	enum exit_status status;

	unfinished->undone = json_object_new_array();
	if (!context_open(&context, options, &error) ||
		!read_journal(&context, unfinished, &error)) {
		status = output_error(options->json, &error);
	} else if (unfinished->count == 0) {
		status = nothing_more(options, unfinished);
	} else {
		status = sign_in_and_resume(&context, unfinished);
	}
	context_close(&context);
	json_object_put(unfinished->undone);
	free(unfinished);
	return status;
}
