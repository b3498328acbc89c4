/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holder_print.h"
#include "keyturn/memory.h"
#include "keyturn/place_words.h"
#include "keyturn/rotation_words.h"
#include "keyturn/text.h"
#include "output.h"

/* The old key, which may still be the key. */
static enum exit_status status_of(const struct rotation *rotation)
{
	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NEW:
		return rotation_something_left(rotation) ? EXIT_STATUS_PARTLY : EXIT_STATUS_DONE;
	case ROTATION_OUTCOME_UNDETERMINED:
		return EXIT_STATUS_UNKNOWN;
	case ROTATION_OUTCOME_NONE:
	case ROTATION_OUTCOME_UNCHANGED:
		break;
	}
	return rotation->error.kind == ERROR_NONE ? EXIT_STATUS_FAILED
						  : error_exit_status(rotation->error.kind);
}

/* There is no new key, or nobody knows, and it is known why. */
static bool is_failure(const struct rotation *rotation)
{
	return rotation->outcome != ROTATION_OUTCOME_NEW && rotation->error.kind != ERROR_NONE;
}

/* Those found on this machine, and this session's own. */
static size_t tokens_revoked(const struct rotation *rotation)
{
	return rotation->tokens_revoked + rotation->token_revoked;
}

/* ---- what is left, as sentences ---- */

struct saying {
	void (*say)(void *data, const char *sentence);
	void *data;
};

static void say_clean(void *data, const char *sentence)
{
	const struct saying *saying = data;
	char clean[8192];

	text_clean(clean, sizeof(clean), sentence, strlen(sentence));
	saying->say(saying->data, clean);
}

static void say_left(struct saying saying, const struct rotation *rotation)
{
	rotation_each_left(rotation, say_clean, &saying);
}

/* ---- json ---- */

static struct json_object *hooks_json(const struct rotation *rotation)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < rotation->hook_count; i++) {
		const struct rotation_hook *hook = &rotation->hooks[i];
		struct json_object *object = json_object_new_object();
		output_member(object, "name", hook->name);
		output_member(object, "status", rotation_hook_status_name(hook->status));
		json_object_object_add(object, "seconds", json_object_new_double(hook->seconds));
		json_object_array_add(list, object);
	}
	return list;
}

static void add_sentence(void *data, const char *sentence)
{
	json_object_array_add(data, json_object_new_string(sentence));
}

static struct json_object *rotation_json(const struct rotation *rotation, bool planned)
{
	struct json_object *object = json_object_new_object();
	struct json_object *holders = json_object_new_array();
	struct json_object *left = json_object_new_array();
	const struct mask mask = mask_of_trace(&rotation->old_trace);

	output_member(object, "user", rotation->user_name);
	output_member(object, "outcome", planned ? "planned" : rotation_outcome_name(rotation));
	output_member(object, "old_fingerprint", rotation->old_trace.fingerprint);
	output_member(object, "new_fingerprint", rotation->new_trace.fingerprint);
	output_member(object, "new_key", rotation_proof_name(rotation->new_proof));
	output_member(object, "old_key", rotation_proof_name(rotation->old_proof));
	for (size_t i = 0; i < rotation->place_count; i++) {
		json_object_array_add(holders,
			holder_json(rotation->places[i], rotation->kind->type, &mask, !planned));
	}
	json_object_object_add(object, "holders", holders);
	json_object_object_add(object, "hooks", hooks_json(rotation));
	json_object_object_add(
		object, "tokens_revoked", json_object_new_int64((int64_t)tokens_revoked(rotation)));
	unsearched_json(object, &rotation->unsearched, &mask);
	say_left((struct saying){add_sentence, left}, rotation);
	json_object_object_add(object, "left", left);
	if (!planned && is_failure(rotation)) {
		output_add_error(object, &rotation->error);
	}
	return object;
}

/* ---- text ---- */

static void print_sentence(void *data, const char *sentence)
{
	bool *first = data;

	output_row(*first ? "Left for you" : "", sentence);
	*first = false;
}

static void print_unsearched(FILE *out, const struct rotation *rotation)
{
	char line[UNSEARCHED_LINE_SIZE];

	unsearched_line(&rotation->unsearched, line);
	if (line[0] != '\0') {
		output_row_to(out, PAPER_WARNING, "Not searched", line);
		output_row_to(out, PAPER_WARNING, "", "'keyturn scan' lists them");
	}
}

static void print_places(FILE *out, const struct rotation *rotation)
{
	const struct mask mask = mask_of_trace(&rotation->old_trace);

	for (size_t i = 0; i < rotation->place_count; i++) {
		const struct holder *place = rotation->places[i];
		char line[PLACE_WORDS_SIZE];
		char *hidden = masked(place_sentence(place, line, sizeof(line)), &mask);
		output_row_to(out, PAPER_PLAIN, holder_action_name(place->action), hidden);
		free(hidden);
	}
	print_unsearched(out, rotation);
}

static const char nothing_searched[] =
	"Without an old key this machine cannot be searched; no file will be updated.";

void report_plan(FILE *out, const struct rotation *rotation)
{
	const struct rotation_counts counts = rotation_count(rotation);
	char name[2 * ACCOUNT_NAME_SIZE];

	text_clean(name, sizeof(name), rotation->user_name, strlen(rotation->user_name));
	char line[1024];

	if (!rotation_had_old(rotation)) {
		snprintf(line, sizeof(line), "%s has no key yet; the service will make one. %s",
			name, nothing_searched);
	} else {
		snprintf(line, sizeof(line),
			"A new key replaces the one %s uses now. This machine holds it in %zu place%s: "
			"%zu file%s that keyturn will update, %zu you must edit yourself, %zu "
			"process%s to restart.",
			name, rotation->place_count, rotation->place_count == 1 ? "" : "s",
			counts.update, counts.update == 1 ? "" : "s", counts.manual, counts.restart,
			counts.restart == 1 ? "" : "es");
	}
	paper_text(out, 0, PAPER_HEADING, line);
	print_places(out, rotation);
	snprintf(line, sizeof(line),
		"Tokens issued before stay valid for up to 24 hours; %s those it can find.",
		rotation->leaked ? "keyturn revokes" : "--leaked revokes");
	paper_text(out, 0, PAPER_PLAIN, line);
}

static void print_fingerprints(const struct rotation *rotation)
{
	const char *old = rotation_had_old(rotation) ? rotation->old_trace.fingerprint : "none";
	const char *new = rotation->new_trace.fingerprint;
	char line[256];

	if (rotation->outcome == ROTATION_OUTCOME_UNCHANGED) {
		snprintf(line, sizeof(line), "%s, as before", old);
	} else {
		snprintf(line, sizeof(line), "%s -> %s", old, new[0] != '\0' ? new : "?");
	}
	output_row("Fingerprint", line);
}

static void print_plan(const struct rotation *rotation)
{
	output_row("User", rotation->user_name);
	output_row("Outcome", "nothing was changed (dry run)");
	print_fingerprints(rotation);
	if (!rotation_had_old(rotation)) {
		output_row("Places", nothing_searched);
	}
	print_places(stdout, rotation);
}

static void print_backups(const struct rotation *rotation)
{
	const struct mask mask = mask_of_trace(&rotation->old_trace);
	char line[64];
	bool any = false;

	for (size_t i = 0; i < rotation->place_count; i++) {
		if (rotation->places[i]->backup != NULL) {
			char *hidden = masked(rotation->places[i]->backup, &mask);
			output_row(any ? "" : "Backups", hidden);
			any = true;
			free(hidden);
		}
	}
	if (any) {
		snprintf(line, sizeof(line), "'keyturn undo %lld' puts the files back",
			(long long)rotation->journal);
		output_row("", line);
	}
}

/* What a new key, or one that may be new, came to. */
static void print_consequences(const struct rotation *rotation)
{
	const struct rotation_counts counts = rotation_count(rotation);
	char line[256];

	output_row("New key", rotation_proof_name(rotation->new_proof));
	output_row("Old key", rotation_proof_name(rotation->old_proof));
	snprintf(line, sizeof(line), "%zu of %zu", counts.updated,
		counts.updated + counts.update + counts.failed);
	output_row("Files updated", line);
	print_backups(rotation);
	if (rotation->hook_count > 0) {
		snprintf(line, sizeof(line), "%zu of %zu", rotation_hooks_done(rotation),
			rotation->hook_count);
		output_row("Commands run", line);
	}
	if (rotation->leaked) {
		snprintf(line, sizeof(line), "%zu", tokens_revoked(rotation));
		output_row("Tokens revoked", line);
	}
}

static enum paper_style outcome_style(const struct rotation *rotation)
{
	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NEW:
		return rotation_something_left(rotation) ? PAPER_WARNING : PAPER_GOOD;
	case ROTATION_OUTCOME_UNDETERMINED:
		return PAPER_DANGER;
	case ROTATION_OUTCOME_NONE:
	case ROTATION_OUTCOME_UNCHANGED:
		break;
	}
	return PAPER_WARNING;
}

static void print_rotation(const struct rotation *rotation)
{
	bool first = true;

	output_row("User", rotation->user_name);
	output_row_to(stdout, outcome_style(rotation), "Outcome", rotation_outcome_line(rotation));
	print_fingerprints(rotation);
	if (rotation->outcome == ROTATION_OUTCOME_NEW ||
		rotation->outcome == ROTATION_OUTCOME_UNDETERMINED) {
		print_consequences(rotation);
	}
	say_left((struct saying){print_sentence, &first}, rotation);
	print_unsearched(stdout, rotation);
}

/* ---- one of several ---- */

enum exit_status report_result(
	const struct options *options, const struct rotation *rotation, struct json_object *list)
{
	if (options->json) {
		json_object_array_add(list, rotation_json(rotation, options->dry_run));
	} else if (options->dry_run) {
		print_plan(rotation);
	} else {
		print_rotation(rotation);
	}
	if (options->dry_run) {
		return EXIT_STATUS_DONE;
	}
	if (!options->json && is_failure(rotation)) {
		output_error(false, &rotation->error);
	}
	return status_of(rotation);
}

enum exit_status report_failure(const struct options *options, const char *user,
	const struct error *error, struct json_object *list)
{
	if (!options->json) {
		return output_error(false, error);
	}
	struct json_object *object = json_object_new_object();
	output_add_error(object, error);
	if (user != NULL) {
		output_member(object, "user", user);
	}
	json_object_array_add(list, object);
	return error_exit_status(error->kind);
}

enum exit_status report_status(
	const struct options *options, enum exit_status status, enum exit_status printed)
{
	if (status != EXIT_STATUS_DONE || printed == EXIT_STATUS_DONE) {
		return status;
	}
	return options->dry_run ? printed : EXIT_STATUS_PARTLY;
}

/* ---- on the way ---- */

static void changed(void *data, const struct rotation *rotation, const struct rotation_news *news)
{
	const struct options *options = data;
	const char *text = rotation_step_text(rotation);

	if (!output_progress(options)) {
		return;
	}
	for (size_t i = 0; i < news->count; i++) {
		if (news->items[i].kind == ROTATION_STEPPED && text[0] != '\0') {
			fprintf(stderr, "keyturn: %s\n", text);
		}
	}
}

static void said(void *data, const char *line, bool wrong)
{
	const struct options *options = data;

	if (wrong ? !options->json : output_notices(options)) {
		fprintf(stderr, "keyturn: %s\n", line);
	}
}

struct runner_listener report_progress(const struct options *options)
{
	return (struct runner_listener){
		.changed = changed, .said = said, .data = (void *)(uintptr_t)options};
}
