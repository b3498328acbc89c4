/* SPDX-License-Identifier: MIT
 * Several changes, one after another, and what came of all of them. */
#include <stdio.h>

#include "contacts.h"
#include "output.h"

void contacts_begin(struct contacts_series *series, struct context *context, struct call *call,
	const struct session *session)
{
	*series = (struct contacts_series){.context = context,
		.call = call,
		.session = session,
		.list = json_object_new_array()};
}

enum exit_status contacts_failed(struct contacts_series *series, const char *command,
	const char *name, const struct error *error)
{
	struct json_object *object;

	if (!series->context->options->json) {
		output_row("User", name);
		output_row_to(stdout, PAPER_WARNING, "Outcome", "nothing was sent");
		return output_error(false, error);
	}
	object = json_object_new_object();
	output_member(object, "user", name);
	output_member(object, "service", context_url(series->context));
	output_member(object, "change", command);
	output_member(object, "outcome", "refused");
	output_add_error(object, error);
	json_object_array_add(series->list, object);
	return error_exit_status(error->kind);
}

enum exit_status contacts_change(struct contacts_series *series, struct changing *changing)
{
	struct error error = {0};
	enum exit_status status;

	changing->list = series->list;
	if (changing_go(changing, series->context, series->call, &error)) {
		status = changing_tell(changing, series->context);
	} else {
		status = contacts_failed(series, changing->command, changing->user.name, &error);
	}
	changing_finish(changing);
	return status;
}

bool contacts_stopped(struct contacts_series *series, const char *command, const char *name)
{
	struct error error;

	if (series->status != EXIT_STATUS_INTERRUPTED && !call_interrupted(series->call)) {
		return false;
	}
	error_set(&error, ERROR_INTERRUPTED, "%s was not begun", name);
	contacts_count(series, contacts_failed(series, command, name, &error));
	return true;
}

void contacts_count(struct contacts_series *series, enum exit_status status)
{
	series->tried++;
	series->done += status == EXIT_STATUS_DONE;
	if (status != EXIT_STATUS_DONE && series->status != EXIT_STATUS_UNKNOWN) {
		series->status = status;
	}
}

/* What is not known outweighs what failed. */
static enum exit_status status_of(const struct contacts_series *series)
{
	return series->status == EXIT_STATUS_DONE || series->status == EXIT_STATUS_UNKNOWN ||
			series->done == 0
		? series->status
		: EXIT_STATUS_PARTLY;
}

/* One change gives one object; several give {"changes":[…]}. */
static enum exit_status print_json(struct contacts_series *series)
{
	struct json_object *object;

	if (series->tried == 1) {
		object = json_object_get(json_object_array_get_idx(series->list, 0));
		json_object_put(series->list);
	} else {
		object = json_object_new_object();
		json_object_object_add(object, "changes", series->list);
	}
	return output_json(object);
}

enum exit_status contacts_end(struct contacts_series *series)
{
	enum exit_status printed;

	if (series->context->options->json) {
		printed = print_json(series);
	} else {
		json_object_put(series->list);
		printed = output_end();
	}
	return status_of(series) != EXIT_STATUS_DONE ? status_of(series) : printed;
}
