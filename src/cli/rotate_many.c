/* SPDX-License-Identifier: MIT */
#include "rotate_many.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch_report.h"
#include "keyturn/memory.h"
#include "keyturn/prompt.h"
#include "output.h"
#include "report.h"
#include "runner.h"

bool rotate_many_wanted(const struct options *options)
{
	return options->all_contacts || options->keys_dir != NULL;
}

/* ---- where the new keys go ---- */

static bool has_hook(const struct config *config)
{
	for (size_t i = 0; i < config->hook_count; i++) {
		if (config->hooks[i].whose == HOOK_CONTACTS &&
			config->hooks[i].key == HOOK_KEY_STDIN) {
			return true;
		}
	}
	return false;
}

bool rotate_many_possible(const struct context *context, struct error *error)
{
	const struct options *options = context->options;

	if (options->leaked) {
		return error_set(error, ERROR_USAGE,
			"--leaked is for one user at a time; leave it out, or name --user alone");
	}
	if (options->all_contacts && options->user_count > 0) {
		return error_set(error, ERROR_USAGE, "give --all-contacts or --user, not both");
	}
	if (options->keys_dir == NULL && (context->demo != NULL || !has_hook(context->config))) {
		return error_set(error, ERROR_USAGE,
			"where should the new keys go? Give --keys-dir=DIR, or configure a hook with "
			"'whose = contacts' and 'key = stdin'");
	}
	return true;
}

/* 'keyturn resume' may run elsewhere. */
static bool find_keys_dir(
	const struct options *options, char out[KEYS_DIR_SIZE], struct error *error)
{
	const char *dir = options->keys_dir;
	char here[PATH_MAX] = "";

	if (dir == NULL) {
		out[0] = '\0';
		return true;
	}
	if (dir[0] == '\0') {
		return error_set(error, ERROR_USAGE, "--keys-dir needs a directory");
	}
	if (dir[0] != '/' && getcwd(here, sizeof(here)) == NULL) {
		return error_set(error, ERROR_SYSTEM, "the current directory: %s", strerror(errno));
	}
	const int len = snprintf(
		out, KEYS_DIR_SIZE, "%s%s%s", here, here[0] != '\0' ? "/" : "", dir);
	return len < KEYS_DIR_SIZE || error_set(error, ERROR_USAGE, "--keys-dir is too long");
}

/* ---- who ---- */

static bool is_there(const struct batch *batch, const char *name)
{
	for (size_t i = 0; i < batch->count; i++) {
		if (strcmp(batch->rows[i].record.user, name) == 0) {
			return true;
		}
	}
	return false;
}

/* The caller's own comes later. */
static bool add_user(struct batch *batch, const struct user *user, const struct session *session,
	bool *own, struct error *error)
{
	if (strcmp(user->id, session->user_id) == 0) {
		*own = true;
		return true;
	}
	if (is_there(batch, user->name)) {
		return true;
	}
	if (!batch_add(batch, user->id, user->name)) {
		return error_set(error, ERROR_USAGE, "more than %d users at once", BATCH_ROWS_MAX);
	}
	if (!user->enabled) {
		batch_bar(batch, ERROR_USER_DISABLED,
			"nobody can sign in with its key, so that a new one could not be checked");
	}
	return true;
}

static bool add_reply(struct batch *batch, const struct identity_reply *reply,
	const struct session *session, bool *own, struct error *error)
{
	bool ok = true;

	for (size_t i = 0; ok && i < reply->users->count; i++) {
		ok = add_user(batch, &reply->users->users[i], session, own, error);
	}
	return ok;
}

static bool ask_users(struct call *call, struct identity_request *request, struct batch *batch,
	const struct session *session, bool *own, struct error *error)
{
	struct identity_reply reply;
	bool ok = call_send(call, request, &reply);

	if (!ok) {
		*error = reply.error;
	} else {
		ok = add_reply(batch, &reply, session, own, error);
	}
	identity_reply_finish(&reply);
	return ok;
}

/* Whom the service does not show cannot be reset; anything else is no answer. */
static bool bar_unfound(struct batch *batch, const char *name, const struct error *error)
{
	if ((error->kind != ERROR_FORBIDDEN && error->kind != ERROR_NOT_FOUND) ||
		!batch_add(batch, NULL, name)) {
		return false;
	}
	batch_bar(batch, error->kind, error->detail);
	return true;
}

static bool ask_named(struct call *call, const char *name, struct batch *batch,
	const struct session *session, bool *own, struct error *error)
{
	struct identity_request request = {.op = IDENTITY_FIND_USER};

	if (strlen(name) >= sizeof(request.username)) {
		return error_set(error, ERROR_USAGE, "the username of --user is too long");
	}
	memcpy(request.username, name, strlen(name) + 1);
	return ask_users(call, &request, batch, session, own, error) ||
		bar_unfound(batch, name, error);
}

static bool find_users(const struct options *options, struct call *call, struct batch *batch,
	const struct session *session, struct error *error)
{
	struct identity_request all = {.op = IDENTITY_LIST_USERS};
	bool ok = true, own = !options->all_contacts && options->user_count == 0;

	if (options->all_contacts) {
		ok = ask_users(call, &all, batch, session, &own, error);
	}
	for (size_t i = 0; ok && i < options->user_count; i++) {
		ok = ask_named(call, options->users[i], batch, session, &own, error);
	}
	if (ok && own && !batch_add(batch, "", session->user_name)) {
		return error_set(error, ERROR_USAGE, "more than %d users at once", BATCH_ROWS_MAX);
	}
	return ok;
}

/* ---- yes ---- */

/* The number has to be typed: nobody types a wrong one by habit. */
static bool ask(const struct batch *batch, size_t count, struct error *error)
{
	FILE *tty = fopen("/dev/tty", "we");
	char question[128], line[32], want[32];

	if (tty == NULL) {
		return error_set(error, ERROR_UNCONFIRMED, "there is no terminal to ask on");
	}
	batch_report_plan(tty, batch);
	fclose(tty);
	snprintf(want, sizeof(want), "%zu", count);
	snprintf(question, sizeof(question),
		"Type %zu to reset the key%s of %zu user%s, anything else to leave %s: ", count,
		count == 1 ? "" : "s", count, count == 1 ? "" : "s", count == 1 ? "it" : "them");
	if (!prompt_line(question, line, sizeof(line), error) || strcmp(line, want) != 0) {
		return error_set(error, ERROR_INTERRUPTED, "not confirmed; nothing was changed");
	}
	return true;
}

static bool is_confirmed(
	const struct options *options, const struct batch *batch, struct error *error)
{
	const size_t count = batch_count(batch).ready;
	char want[32];

	if (count == 0) {
		return error_set(error, ERROR_FORBIDDEN, "none of these users can be reset");
	}
	if (options->confirm == NULL && (options->no_input || !prompt_possible())) {
		return error_set(error, ERROR_BATCH_UNCONFIRMED,
			"%zu user%s can be reset: --confirm=%zu does it", count,
			count == 1 ? "" : "s", count);
	}
	if (options->confirm == NULL) {
		return ask(batch, count, error);
	}
	snprintf(want, sizeof(want), "%zu", count);
	return strcmp(options->confirm, want) == 0 ||
		error_set(error, ERROR_BATCH_UNCONFIRMED,
			"%zu user%s can be reset, which is not what --confirm says", count,
			count == 1 ? "" : "s");
}

/* ---- one's own ---- */

/* One that is not to be done any more. */
static void drop(struct context *context, const struct journal_record *record)
{
	struct error ignored = {0};
	struct store *store = context_store(context, &ignored);

	if (store != NULL && journal_adopt(store, record->id, &ignored)) {
		journal_set_phase(store, record->id, JOURNAL_FINISHED, NULL, &ignored);
	}
	store_close(store);
}

enum exit_status rotate_many_own(struct context *context, struct call *call,
	const struct journal_record *record, struct json_object *list)
{
	const struct options *options = context->options;
	const struct runner_listener listener = report_progress(options);
	struct error error = {0};
	struct runner *runner = runner_create(
		context, call, record->user_id, record->user, &listener, &error);
	enum exit_status status;

	if (runner == NULL || !runner_planned(runner, record, &error)) {
		status = report_failure(options, record->user, &error, list);
	} else {
		status = report_result(options, runner_rotation(runner), list);
	}
	runner_destroy(runner);
	if (error.kind == ERROR_STALE) {
		drop(context, record);
	}
	return status;
}

/* ---- doing it ---- */

/* What came of the batch, and why it went no further; with --json into `object`. */
static enum exit_status report(
	const struct options *options, const struct batch *batch, struct json_object **object)
{
	if (options->json) {
		*object = batch_report_json(batch);
		return batch_report_status(batch);
	}
	batch_report_print(batch);
	if (batch->error.kind != ERROR_NONE) {
		output_error(false, &batch->error);
	}
	return batch_report_status(batch);
}

/* Of both a batch and one's own: what is not the same is partly done. */
static enum exit_status together(enum exit_status status, enum exit_status own)
{
	return status == own                                                  ? status
		: status == EXIT_STATUS_UNKNOWN || own == EXIT_STATUS_UNKNOWN ? EXIT_STATUS_UNKNOWN
									      : EXIT_STATUS_PARTLY;
}

/* Last, with a report of its own. */
static enum exit_status finish_own(struct context *context, struct call *call,
	const struct batch *batch, enum exit_status status, struct json_object *object)
{
	const struct batch_row *own = batch_own(batch);
	struct json_object *list = json_object_new_array();

	if (own != NULL && own->state == BATCH_ROW_READY) {
		enum exit_status one = rotate_many_own(context, call, &own->record, list);
		status = batch_count(batch).ready == batch->count ? one : together(status, one);
	}
	if (object != NULL) {
		json_object_object_add(object, "rotations", list);
	} else {
		json_object_put(list);
	}
	return status;
}

static enum exit_status run(struct context *context, struct call *call, struct batch *batch,
	struct batch_runner *runner, struct json_object **object)
{
	batch_runner_confirm(runner);
	batch_runner_close(runner);
	const enum exit_status status = report(context->options, batch, object);
	return batch->step == BATCH_FINISHED && !batch->stopping && !batch->halted
		? finish_own(context, call, batch, status, *object)
		: status;
}

static void show_plan(
	const struct options *options, const struct batch *batch, struct json_object **object)
{
	if (options->json) {
		*object = batch_report_json(batch);
	} else {
		batch_report_plan(stdout, batch);
	}
}

/* Reads the keys, which shows who can be reset, and does it when it is confirmed. */
static enum exit_status preview_and_run(struct context *context, struct call *call,
	struct batch *batch, struct batch_runner *runner)
{
	const struct options *options = context->options;
	struct json_object *object = NULL;
	struct error error = {0};
	enum exit_status status = EXIT_STATUS_DONE;

	batch_runner_start(runner);
	if (batch_runner_interrupted(runner)) {
		error_set(&error, ERROR_INTERRUPTED, "nothing was changed");
		return output_error(options->json, &error);
	}
	if (options->dry_run) {
		show_plan(options, batch, &object);
	} else if (!is_confirmed(options, batch, &error)) {
		return output_error(options->json, &error);
	} else {
		status = run(context, call, batch, runner, &object);
	}
	return report_status(options, status, object != NULL ? output_json(object) : output_end());
}

enum exit_status rotate_many(
	struct context *context, struct call *call, const struct session *session)
{
	const struct options *options = context->options;
	struct batch_progress progress = {.options = options};
	const struct batch_runner_listener listener = batch_report_progress(&progress);
	char keys_dir[KEYS_DIR_SIZE];
	struct batch batch = {0};
	struct batch_runner *runner = NULL;
	struct error error = {0};
	enum exit_status status;

	if (!find_keys_dir(options, keys_dir, &error) ||
		!batch_runner_init(&batch, context, keys_dir, &error) ||
		!find_users(options, call, &batch, session, &error) ||
		(runner = batch_runner_create(context, call, &batch, &listener, &error)) == NULL) {
		status = output_error(options->json, &error);
	} else {
		status = preview_and_run(context, call, &batch, runner);
	}
	batch_runner_destroy(runner);
	batch_finish(&batch);
	return status;
}

/* ---- finishing it ---- */

static enum exit_status resume(struct context *context, struct call *call, struct batch *batch,
	struct json_object **object)
{
	const struct options *options = context->options;
	struct batch_progress progress = {.options = options};
	const struct batch_runner_listener listener = batch_report_progress(&progress);
	struct error error = {0};
	struct batch_runner *runner = batch_runner_create(context, call, batch, &listener, &error);

	if (runner == NULL) {
		return output_error(options->json, &error);
	}
	batch_runner_start(runner);
	batch_runner_destroy(runner);
	return report(options, batch, object);
}

bool rotate_many_has(const struct journal_record *record)
{
	return record->kind == rotation_of_contact_key.number;
}

enum exit_status rotate_many_resume(struct context *context, struct call *call,
	const struct journal_record *records, size_t count, bool *ended,
	struct json_object **object)
{
	struct batch batch = {0};
	struct error error = {0};
	enum exit_status status = EXIT_STATUS_DONE;

	if (!batch_runner_init(&batch, context, "", &error)) {
		return output_error(context->options->json, &error);
	}
	for (size_t i = 0; i < count; i++) {
		if (rotate_many_has(&records[i])) {
			batch_add_record(&batch, &records[i]);
		}
	}
	if (batch.count > 0) {
		status = resume(context, call, &batch, object);
		*ended = batch_count(&batch).kept == 0;
	}
	batch_finish(&batch);
	return status;
}
