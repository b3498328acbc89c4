/* SPDX-License-Identifier: MIT
 * What a change came to, for people and for scripts. */
#include <stdio.h>
#include <string.h>

#include "changing.h"
#include "output.h"

bool changing_done(const struct changing *changing)
{
	return !changing->planned && !changing->already && changing->change.outcome == CHANGE_DONE;
}

/* The error that an outcome means, for its sentence, next step and exit status; false when it was done. */
static bool failure(const struct changing *changing, struct error *error)
{
	const struct change *change = &changing->change;

	if (changing->planned || changing->already) {
		return false;
	}
	*error = change->error;
	switch (change->outcome) {
	case CHANGE_STALE:
		error_set_text(error, ERROR_CHANGED_SINCE, 0, NULL);
		return true;
	case CHANGE_UNCHANGED:
		error_set_text(
			error, ERROR_NOT_CARRIED_OUT, change->error.http, change->error.detail);
		return true;
	case CHANGE_REFUSED:
	case CHANGE_UNKNOWN:
		return true;
	case CHANGE_DONE:
	case CHANGE_OUTCOME_COUNT:
		break;
	}
	return false;
}

/* The service made a secret that only it could tell, and it has not arrived, or could not be kept. */
static bool is_lost(const struct changing *changing)
{
	return changing->told.member != NULL && changing_done(changing) &&
		(changing->change.reply.secret == NULL || changing->untold.kind != ERROR_NONE);
}

static bool is_told(const struct changing *changing)
{
	return changing->told.member != NULL && changing_done(changing) && !is_lost(changing);
}

static bool is_stale(const struct changing *changing)
{
	return !changing->planned && !changing->already && changing->change.outcome == CHANGE_STALE;
}

/* ---- json ---- */

static void add_value(
	struct json_object *object, const struct changing_value *value, const char *text)
{
	json_object_object_add(object, value->member,
		value->flag ? json_object_new_boolean(strcmp(text, "yes") == 0)
			    : json_object_new_string(text));
}

static void add_values(const struct changing *changing, struct json_object *object)
{
	struct json_object *before = json_object_new_object();
	struct json_object *after = json_object_new_object();
	struct json_object *now = json_object_new_object();

	for (size_t i = 0; i < changing->count; i++) {
		const struct changing_value *value = &changing->values[i];
		if (value->was) {
			add_value(before, value, value->before);
			add_value(now, value, value->now);
		}
		if (value->becomes) {
			add_value(after, value, value->after);
		}
	}
	json_object_object_add(object, "before", before);
	json_object_object_add(object, "after", after);
	if (is_stale(changing)) {
		json_object_object_add(object, "now", now);
	} else {
		json_object_put(now);
	}
}

static const char *outcome_name(const struct changing *changing)
{
	return changing->already    ? "already"
		: changing->planned ? "planned"
				    : change_outcome_name(changing->change.outcome);
}

static enum exit_status print_json(
	const struct changing *changing, const struct context *context, const struct error *error)
{
	struct json_object *object = output_user_json(context_url(context), &changing->user);

	output_member(object, "change", changing->command);
	output_member(object, "outcome", outcome_name(changing));
	add_values(changing, object);
	if (changing->found != NULL) {
		output_member(object, changing->found_member, changing->found);
	}
	if (is_told(changing)) {
		told_once_json(&changing->told, changing->change.reply.secret, object);
	}
	if (error->kind != ERROR_NONE) {
		output_add_error(object, error);
	}
	if (changing->list != NULL) {
		json_object_array_add(changing->list, object);
		return EXIT_STATUS_DONE;
	}
	return output_json(object);
}

/* ---- text ---- */

static const char *or_none(const char *text)
{
	return text[0] != '\0' ? text : "none";
}

void changing_print(FILE *out, const struct changing *changing)
{
	char line[2 * CHANGING_TEXT_SIZE + 32];

	output_row_to(out, PAPER_PLAIN, "User", changing->user.name);
	for (size_t i = 0; i < changing->count; i++) {
		const struct changing_value *value = &changing->values[i];
		const char *after = value->becomes ? or_none(value->after) : "removed";
		if (value->was) {
			snprintf(line, sizeof(line), "%s -> %s", or_none(value->before), after);
		} else {
			snprintf(line, sizeof(line), "%s", after);
		}
		output_row_to(out, PAPER_PLAIN, value->label, line);
	}
	if (changing->leads_to != NULL && !changing->already) {
		output_row_to(out, PAPER_WARNING, "Note", changing->leads_to);
	}
}

static const char *outcome_line(const struct changing *changing)
{
	static const char *const lines[CHANGE_OUTCOME_COUNT] = {
		[CHANGE_DONE] = "done",
		[CHANGE_REFUSED] = "refused; nothing was changed",
		[CHANGE_STALE] = "not sent: it is not as it was shown",
		[CHANGE_UNCHANGED] =
			"not done: no answer came, and three looks showed it as before",
		[CHANGE_UNKNOWN] = "not known: it was sent, and no answer came",
	};

	if (changing->already) {
		return "nothing to do: it is so already";
	}
	if (changing->planned) {
		return "nothing was changed (dry run)";
	}
	if (changing_done(changing) && changing->change.seen) {
		return "done: no answer came, but a look showed it";
	}
	return lines[changing->change.outcome];
}

static enum paper_style outcome_style(const struct changing *changing)
{
	if (changing->planned || changing->already) {
		return PAPER_PLAIN;
	}
	return changing_done(changing)                       ? PAPER_GOOD
		: changing->change.outcome == CHANGE_UNKNOWN ? PAPER_DANGER
							     : PAPER_WARNING;
}

static void print_now(const struct changing *changing)
{
	char line[CHANGING_TEXT_SIZE + 16];

	for (size_t i = 0; i < changing->count; i++) {
		if (changing->values[i].was) {
			snprintf(line, sizeof(line), "now %s", or_none(changing->values[i].now));
			output_row(changing->values[i].label, line);
		}
	}
}

static void print_next(const struct changing *changing)
{
	char line[CHANGING_TEXT_SIZE];

	if (changing_done(changing) && changing->next != NULL) {
		output_row("Next", changing->next);
	} else if (changing->change.sent && changing->change.outcome == CHANGE_UNKNOWN &&
		changing->look != NULL) {
		snprintf(line, sizeof(line), "%s shows what it is now", changing->look);
		output_row("Next", line);
	}
}

static enum exit_status print_text(const struct changing *changing, const struct error *error)
{
	changing_print(stdout, changing);
	output_row_to(stdout, outcome_style(changing), "Outcome", outcome_line(changing));
	if (is_stale(changing)) {
		print_now(changing);
	}
	if (changing->found != NULL) {
		output_row(changing->found_label, changing->found);
	}
	if (is_told(changing)) {
		told_once_print(&changing->told, changing->change.reply.secret);
	}
	print_next(changing);
	if (error->kind != ERROR_NONE) {
		output_error(false, error);
	}
	return changing->list != NULL ? EXIT_STATUS_DONE : output_end();
}

/* ---- both ---- */

/* What is done stays done when it cannot be told. */
static enum exit_status status_of(
	const struct changing *changing, const struct error *error, enum exit_status printed)
{
	if (is_lost(changing) || changing->partly) {
		return EXIT_STATUS_PARTLY;
	}
	if (error->kind != ERROR_NONE) {
		return error_exit_status(error->kind);
	}
	return printed == EXIT_STATUS_DONE || changing->planned ? printed : EXIT_STATUS_PARTLY;
}

/* Either it did not arrive, or it could not be written down. */
static void lost(const struct changing *changing, struct error *error)
{
	const bool named = changing->lost != ERROR_NONE;

	if (changing->untold.kind != ERROR_NONE) {
		*error = changing->untold;
		error->kind = named ? changing->lost : error->kind;
	} else if (named) {
		error_set_text(error, changing->lost, 0, NULL);
	} else {
		error_set(error, ERROR_TOLD_ONCE, "the %s", changing->told.label);
	}
}

enum exit_status changing_tell(const struct changing *changing, const struct context *context)
{
	struct error error = {0};
	enum exit_status printed;

	if (is_lost(changing)) {
		lost(changing, &error);
	} else {
		failure(changing, &error);
	}
	printed = context->options->json ? print_json(changing, context, &error)
					 : print_text(changing, &error);
	return status_of(changing, &error, printed);
}
