/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holder_print.h"
#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "output.h"

/* The old key, which may still be the key. */
static struct mask mask_for(const struct rotation *rotation)
{
	struct mask mask = {.length = rotation->old_length};

	memcpy(mask.hash, rotation->old_hash, sizeof(mask.hash));
	return mask;
}

/* ---- words ---- */

static const char *outcome_name(const struct rotation *rotation, bool planned)
{
	if (planned) {
		return "planned";
	}
	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NEW:
		return rotation_something_left(rotation) ? "partial" : "done";
	case ROTATION_OUTCOME_NONE:
	case ROTATION_OUTCOME_UNCHANGED:
		return "refused";
	case ROTATION_OUTCOME_UNDETERMINED:
		break;
	}
	return "unknown";
}

static const char *proof_name(enum rotation_proof proof)
{
	switch (proof) {
	case PROOF_ACCEPTED:
		return "accepted";
	case PROOF_REFUSED:
		return "refused";
	case PROOF_NONE:
	case PROOF_UNKNOWN:
		break;
	}
	return "unknown";
}

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
	struct mask mask;
};

static void say_clean(const struct saying *saying, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say_clean(const struct saying *saying, const char *format, ...)
{
	char raw[8192], clean[8192];
	va_list args;

	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	char *hidden = masked(raw, &saying->mask);
	text_clean(clean, sizeof(clean), hidden, strlen(hidden));
	free(hidden);
	saying->say(saying->data, clean);
}

static void say_place(const struct saying *saying, const struct holder *place)
{
	const char *reason = place->reason != NULL ? place->reason : "";

	switch (place->status) {
	case HOLDER_UPDATED:
		return;
	case HOLDER_EXCLUDED:
		say_clean(saying, "%s: you left it out", place->path);
		return;
	case HOLDER_FOUND: /* the journal is open still */
		say_clean(
			saying, "%s: it was not reached: 'keyturn resume' updates it", place->path);
		return;
	case HOLDER_CHANGED_MEANWHILE:
	case HOLDER_FAILED:
		say_clean(saying, "%s: %s", place->path, reason);
		return;
	case HOLDER_LEFT:
		break;
	}
	if (place->action == HOLDER_RESTART) {
		say_clean(saying, "restart %s (process %d)",
			place->name != NULL ? place->name : place->path, (int)place->pid);
	} else {
		say_clean(saying, "%s: set the new key by hand: %s", place->path, reason);
	}
}

static void say_proofs(const struct saying *saying, const struct rotation *rotation)
{
	if (rotation->new_proof != PROOF_ACCEPTED) {
		say_clean(saying, "try whether the new key signs in; it did not here");
	}
	if (rotation->old_length > 0 && rotation->old_proof != PROOF_REFUSED) {
		say_clean(saying,
			rotation->old_proof == PROOF_ACCEPTED
				? "the old key STILL signs in: ask the service"
				: "try whether the old key is refused; it is not known here");
	}
}

static void say_hook(const struct saying *saying, const struct rotation_hook *hook)
{
	if (hook->status == HOOK_WAITING) {
		say_clean(saying, "hook %s was not run: 'keyturn resume' runs it", hook->name);
	} else if (hook->status != HOOK_OK) {
		say_clean(saying, "run hook %s again: %s", hook->name, hook->why);
	}
}

static void say_left(const struct saying *saying, const struct rotation *rotation)
{
	char message[2 * ERROR_DETAIL_MAX];

	if (rotation->outcome == ROTATION_OUTCOME_UNDETERMINED) {
		say_clean(saying, "run 'keyturn resume': it finds out, and finishes");
	}
	if (rotation->outcome != ROTATION_OUTCOME_NEW) {
		return;
	}
	say_proofs(saying, rotation);
	for (size_t i = 0; i < rotation->place_count; i++) {
		say_place(saying, rotation->places[i]);
	}
	for (size_t i = 0; i < rotation->hook_count; i++) {
		say_hook(saying, &rotation->hooks[i]);
	}
	if (rotation->leaked && rotation->user_id[0] == '\0' && !rotation->token_revoked) {
		say_clean(saying, "revoke this session's token: it could not be done here");
	}
	if (rotation->tokens_revoked < rotation->token_count) {
		say_clean(saying, "%zu tokens in ~/.rack/cache could not be shown to be dead",
			rotation->token_count - rotation->tokens_revoked);
	}
	if (rotation->search == SEARCH_STOPPED) {
		say_clean(saying,
			"the search was stopped: 'keyturn scan' cannot find the old key any more");
	}
	if (rotation->error.kind != ERROR_NONE) {
		say_clean(saying, "%s", error_message(&rotation->error, message, sizeof(message)));
	}
}

/* ---- json ---- */

static struct json_object *hooks_json(const struct rotation *rotation)
{
	static const char *const names[] = {[HOOK_WAITING] = "not-run",
		[HOOK_RUNNING] = "not-run",
		[HOOK_OK] = "done",
		[HOOK_FAILED] = "failed"};
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < rotation->hook_count; i++) {
		const struct rotation_hook *hook = &rotation->hooks[i];
		struct json_object *object = json_object_new_object();
		output_member(object, "name", hook->name);
		output_member(object, "status", names[hook->status]);
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
	const struct mask mask = mask_for(rotation);

	output_member(object, "user", rotation->user_name);
	output_member(object, "outcome", outcome_name(rotation, planned));
	output_member(object, "old_fingerprint", rotation->old_fingerprint);
	output_member(object, "new_fingerprint", rotation->new_fingerprint);
	output_member(object, "new_key", proof_name(rotation->new_proof));
	output_member(object, "old_key", proof_name(rotation->old_proof));
	for (size_t i = 0; i < rotation->place_count; i++) {
		json_object_array_add(holders, holder_json(rotation->places[i], &mask, !planned));
	}
	json_object_object_add(object, "holders", holders);
	json_object_object_add(object, "hooks", hooks_json(rotation));
	json_object_object_add(
		object, "tokens_revoked", json_object_new_int64((int64_t)tokens_revoked(rotation)));
	say_left(&(struct saying){add_sentence, left, mask}, rotation);
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

static void print_unreadable(FILE *out, const struct rotation *rotation)
{
	char line[80];

	if (rotation->unreadable > 0) {
		snprintf(line, sizeof(line), "%zu could not be read: 'keyturn scan' lists them",
			rotation->unreadable);
		output_row_to(out, "Unreadable", line);
	}
}

static void print_places(FILE *out, const struct rotation *rotation)
{
	const struct mask mask = mask_for(rotation);

	for (size_t i = 0; i < rotation->place_count; i++) {
		const struct holder *place = rotation->places[i];
		char line[8192];
		snprintf(line, sizeof(line), "%s%s%s%s%s", place->path,
			place->name != NULL ? "  " : "", place->name != NULL ? place->name : "",
			place->reason != NULL ? ": " : "",
			place->reason != NULL ? place->reason : "");
		char *hidden = masked(line, &mask);
		output_row_to(out, holder_action_name(place->action), hidden);
		free(hidden);
	}
	print_unreadable(out, rotation);
}

void report_plan(FILE *out, const struct rotation *rotation)
{
	const struct rotation_counts counts = rotation_count(rotation);
	char name[2 * ACCOUNT_NAME_SIZE];

	text_clean(name, sizeof(name), rotation->user_name, strlen(rotation->user_name));
	fprintf(out,
		"A new key replaces the one %s uses now. This machine holds it in %zu place%s:\n"
		"%zu file%s that keyturn will update, %zu it will not, %zu process%s to restart.\n",
		name, rotation->place_count, rotation->place_count == 1 ? "" : "s", counts.update,
		counts.update == 1 ? "" : "s", counts.manual, counts.restart,
		counts.restart == 1 ? "" : "es");
	print_places(out, rotation);
	fprintf(out,
		"Tokens given out before outlive the old key, for up to 24 hours; %s that can be "
		"found.\n",
		rotation->leaked ? "this revokes those" : "--leaked revokes those");
}

static const char *outcome_sentence(const struct rotation *rotation, bool planned)
{
	if (planned) {
		return "nothing was changed (dry run)";
	}
	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NEW:
		return "the key is new";
	case ROTATION_OUTCOME_UNDETERMINED:
		return "it is not known whether the key was reset; 'keyturn resume' finds out";
	case ROTATION_OUTCOME_NONE:
	case ROTATION_OUTCOME_UNCHANGED:
		break;
	}
	return rotation->error.kind == ERROR_STALE
		? "nothing was changed by this"
		: "nothing was changed: the old key is still the key";
}

static void print_rotation(const struct rotation *rotation, bool planned)
{
	const struct rotation_counts counts = rotation_count(rotation);
	char line[256];
	bool first = true;

	output_row("User", rotation->user_name);
	output_row("Outcome", outcome_sentence(rotation, planned));
	snprintf(line, sizeof(line), "%s -> %s",
		rotation->old_fingerprint[0] != '\0' ? rotation->old_fingerprint : "none",
		rotation->new_fingerprint[0] != '\0' ? rotation->new_fingerprint : "?");
	output_row("Fingerprint", line);
	if (planned) {
		print_places(stdout, rotation);
		return;
	}
	output_row("New key", proof_name(rotation->new_proof));
	output_row("Old key", proof_name(rotation->old_proof));
	snprintf(line, sizeof(line), "%zu of %zu", counts.updated,
		counts.updated + counts.update + counts.failed);
	output_row("Files updated", line);
	if (rotation->hook_count > 0) {
		snprintf(line, sizeof(line), "%zu of %zu", rotation_hooks_done(rotation),
			rotation->hook_count);
		output_row("Commands run", line);
	}
	if (rotation->leaked) {
		snprintf(line, sizeof(line), "%zu", tokens_revoked(rotation));
		output_row("Tokens revoked", line);
	}
	say_left(&(struct saying){print_sentence, &first, mask_for(rotation)}, rotation);
	print_unreadable(stdout, rotation);
}

/* ---- one of several ---- */

enum exit_status report_result(
	const struct options *options, const struct rotation *rotation, struct json_object *list)
{
	if (options->json) {
		json_object_array_add(list, rotation_json(rotation, options->dry_run));
	} else {
		print_rotation(rotation, options->dry_run);
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

static void changed(void *data, const struct rotation *rotation, enum rotation_step before)
{
	const struct options *options = data;
	static const char *const lines[ROTATION_STEP_COUNT] = {
		[ROTATION_READING_OLD] = "reading the present key",
		[ROTATION_CONFIRMING] = "searching for what holds it",
		[ROTATION_RESETTING] = "asking for a new key",
		[ROTATION_LEARNING] = "reading the key to learn what happened",
		[ROTATION_NOTING_NEW] = "new key issued",
		[ROTATION_PROVING_NEW] = "does the new key sign in?",
		[ROTATION_PROVING_OLD] = "is the old key refused?",
		[ROTATION_UPDATING] = "updating files",
		[ROTATION_RECHECKING] = "looking for the old key in the updated files",
		[ROTATION_HOOKING] = "running hooks",
		[ROTATION_REVOKING] = "revoking this session's token",
	};

	if (!options->json && rotation->step != before && lines[rotation->step] != NULL) {
		fprintf(stderr, "keyturn: %s\n", lines[rotation->step]);
	}
}

static void said(void *data, const char *line)
{
	const struct options *options = data;

	if (!options->json) {
		fprintf(stderr, "keyturn: %s\n", line);
	}
}

struct runner_listener report_progress(const struct options *options)
{
	return (struct runner_listener){
		.changed = changed, .said = said, .data = (void *)(uintptr_t)options};
}
