/* SPDX-License-Identifier: MIT
 * keyturn rotate: find, confirm, reset, prove, update, run hooks, report. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "keyturn/identity.h"
#include "keyturn/memory.h"
#include "keyturn/prompt.h"
#include "option_table.h"
#include "output.h"
#include "report.h"
#include "rotate_many.h"
#include "runner.h"
#include "whose.h"

/* One user whose key is to be rotated. */
struct subject {
	char id[ACCOUNT_ID_SIZE]; /* "" = who signed in */
	char name[ACCOUNT_NAME_SIZE];
};

struct subjects {
	struct subject list[USERS_MAX];
	size_t count;
};

/* ---- who ---- */

static bool find_user(
	struct call *call, const char *name, struct subject *subject, struct error *error)
{
	struct user user;

	if (!whose_named(call, name, &user, error)) {
		return false;
	}
	memcpy(subject->id, user.id, sizeof(subject->id));
	memcpy(subject->name, user.name, sizeof(subject->name));
	return true;
}

/* Who may not read a key may not reset it. Having none yet is no hindrance. */
static bool may_read(struct call *call, const struct subject *subject, struct error *error)
{
	struct identity_request request = {.op = IDENTITY_GET_KEY};
	struct identity_reply reply;

	memcpy(request.user_id, subject->id, sizeof(subject->id));
	memcpy(request.username, subject->name, sizeof(request.username));
	bool ok = call_send(call, &request, &reply) || reply.error.kind == ERROR_NOT_FOUND;
	if (!ok) {
		*error = reply.error;
	}
	identity_reply_finish(&reply);
	return ok;
}

static bool is_known(const struct subjects *subjects, const char *name)
{
	for (size_t i = 0; i < subjects->count; i++) {
		if (strcmp(subjects->list[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static void add_own(struct subjects *subjects, const struct session *session)
{
	struct subject *subject = &subjects->list[subjects->count++];

	memcpy(subject->name, session->user_name, sizeof(subject->name));
}

/* Each once, and the caller's own last: with that key gone the session may end. */
static bool find_subjects(struct call *call, const struct session *session,
	const struct options *options, struct subjects *subjects, struct error *error)
{
	bool own = options->user_count == 0;

	for (size_t i = 0; i < options->user_count; i++) {
		const char *name = options->users[i];
		struct subject *subject = &subjects->list[subjects->count];
		if (strcmp(name, session->user_name) == 0) {
			own = true;
		} else if (!is_known(subjects, name)) {
			if (!find_user(call, name, subject, error) ||
				!may_read(call, subject, error)) {
				return false;
			}
			subjects->count++;
		}
	}
	if (own) {
		add_own(subjects, session);
	}
	return true;
}

/* ---- yes ---- */

/* The name has to be typed: a reset cannot be undone. */
static bool ask(const struct rotation *rotation, struct error *error)
{
	FILE *tty = fopen("/dev/tty", "we");
	char line[ACCOUNT_NAME_SIZE + 1];

	if (tty == NULL) {
		return error_set(error, ERROR_UNCONFIRMED, "there is no terminal to ask on");
	}
	report_plan(tty, rotation);
	fclose(tty);
	if (!prompt_line("Type the username to reset its key, anything else to leave it: ", line,
		    sizeof(line), error) ||
		strcmp(line, rotation->user_name) != 0) {
		return error_set(error, ERROR_INTERRUPTED, "not confirmed; nothing was changed");
	}
	return true;
}

/* What can be known of the answer before the search. */
static bool can_be_confirmed(
	const struct options *options, const struct subjects *subjects, struct error *error)
{
	if (options->dry_run) {
		return true;
	}
	if (options->confirm == NULL) {
		if (!options->no_input && prompt_possible()) {
			return true;
		}
		return error_set(error, ERROR_UNCONFIRMED, "%s",
			options->no_input ? "--no-input forbids asking"
					  : "there is no terminal to ask on");
	}
	for (size_t i = 0; i < subjects->count; i++) {
		if (!option_confirms(options, subjects->list[i].name)) {
			return error_set(error, ERROR_UNCONFIRMED, "--confirm does not name %s",
				subjects->list[i].name);
		}
	}
	return true;
}

/* ---- doing it ---- */

/* What the users' rotations have in common. */
struct series {
	struct context *context;
	struct call *call;
	struct json_object *list; /* json: one object a user */
	bool interrupted;
};

static bool plan_and_rotate(
	struct runner *runner, const struct options *options, struct error *error)
{
	const struct rotation *rotation = runner_rotation(runner);

	if (!runner_plan(runner)) {
		*error = rotation->error;
		if (runner_interrupted(runner)) {
			error_set(error, ERROR_INTERRUPTED, "nothing was changed");
		}
		return false;
	}
	if (options->dry_run) {
		return true;
	}
	if (options->confirm == NULL && !ask(rotation, error)) {
		return false;
	}
	if (runner_interrupted(runner)) {
		return error_set(error, ERROR_INTERRUPTED, "nothing was changed");
	}
	runner_rotate(runner);
	return true;
}

/* Prints what came of one user, or appends it to the list (json). `label` says whom an error is about,
 * where there are several. */
static enum exit_status rotate_one(
	struct series *series, const struct subject *subject, const char *label)
{
	const struct options *options = series->context->options;
	const struct runner_listener listener = report_progress(options);
	struct error error = {0};
	struct runner *runner = runner_create(
		series->context, series->call, subject->id, subject->name, &listener, &error);
	enum exit_status status;

	if (runner == NULL || !plan_and_rotate(runner, options, &error)) {
		status = report_failure(options, label, &error, series->list);
	} else {
		status = report_result(options, runner_rotation(runner), series->list);
	}
	series->interrupted = runner != NULL && runner_interrupted(runner);
	runner_destroy(runner);
	return status;
}

/* One user gives one object; several give {"rotations":[…]}. */
static enum exit_status print_list(struct json_object *list, bool several)
{
	struct json_object *object;

	if (several) {
		object = json_object_new_object();
		json_object_object_add(object, "rotations", list);
	} else {
		object = json_object_get(json_object_array_get_idx(list, 0));
		json_object_put(list);
	}
	return output_json(object);
}

static enum exit_status not_begun(const struct series *series, const struct subject *subject)
{
	struct error error;

	error_set(&error, ERROR_INTERRUPTED, "the key of %s was not reset", subject->name);
	return report_failure(series->context->options, subject->name, &error, series->list);
}

/* The first failure stops the rest, and so does an interruption. */
static enum exit_status rotate_each(struct series *series, const struct subjects *subjects)
{
	enum exit_status status = EXIT_STATUS_DONE;

	for (size_t i = 0; i < subjects->count; i++) {
		const struct subject *subject = &subjects->list[i];
		if (series->interrupted) {
			return not_begun(series, subject);
		}
		enum exit_status one = rotate_one(
			series, subject, subjects->count > 1 ? subject->name : NULL);
		status = one != EXIT_STATUS_DONE ? one : status;
		if (one != EXIT_STATUS_DONE && one != EXIT_STATUS_PARTLY) {
			break;
		}
	}
	return status;
}

static enum exit_status rotate_all(
	struct context *context, struct call *call, const struct subjects *subjects)
{
	struct series series = {.context = context, .call = call, .list = json_object_new_array()};
	enum exit_status status = rotate_each(&series, subjects);

	if (!context->options->json) {
		json_object_put(series.list);
		return report_status(context->options, status, output_end());
	}
	return report_status(
		context->options, status, print_list(series.list, subjects->count > 1));
}

enum exit_status command_rotate(struct options *options)
{
	struct context context;
	struct subjects subjects = {0};
	struct session *session = NULL;
	struct error error = {0};
	struct call *call = NULL;
	const bool many = rotate_many_wanted(options);
	enum exit_status status;

	if (!context_open(&context, options, &error) || !context_choose(&context, &error) ||
		(many && !rotate_many_possible(&context, &error)) ||
		(call = context_sign_in(&context, &session, &error)) == NULL) {
		status = output_error(options->json, &error);
	} else if (many) {
		status = rotate_many(&context, call, session);
	} else if (!find_subjects(call, session, options, &subjects, &error) ||
		!can_be_confirmed(options, &subjects, &error)) {
		status = output_error(options->json, &error);
	} else {
		status = rotate_all(&context, call, &subjects);
	}
	free(session);
	call_destroy(call);
	context_close(&context);
	return status;
}
