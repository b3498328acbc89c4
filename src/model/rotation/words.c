/* SPDX-License-Identifier: MIT */
#include "keyturn/rotation_words.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- steps ---- */

_Static_assert(ROTATION_LEARN_TRIES == 8, "the sentence of LEARNING tells it");

static const char *revoking_text(const struct rotation *rotation)
{
	return rotation->user_id[0] == '\0' ? "Revoking this session's token."
					    : "Revoking the tokens found on this machine.";
}

const char *rotation_step_text(const struct rotation *rotation)
{
	static const char *const texts[ROTATION_STEP_COUNT] = {
		[ROTATION_READING_OLD] = "Reading the current key.",
		[ROTATION_CONFIRMING] = "Searching this machine for the key.",
		[ROTATION_BEGINNING] = "Writing the plan to the journal.",
		[ROTATION_ISSUING] = "Reset sent; waiting for the answer.",
		[ROTATION_LEARNING] = "No clear answer. Reading the key, 8 times at most, to see "
				      "whether it changed.",
		[ROTATION_REMOVING] = "Deleting the new key: its secret never arrived.",
		[ROTATION_NOTING_NEW] = "Noting the new key in the journal.",
		[ROTATION_KEEPING] = "Writing the new key into its file.",
		[ROTATION_PROVING_NEW] = "Checking both keys.",
		[ROTATION_PROVING_OLD] = "Checking both keys.",
		[ROTATION_UPDATING] = "Updating the files that held the old key.",
		[ROTATION_RECHECKING] = "Looking for the old key in the updated files.",
		[ROTATION_HOOKING] = "Running the configured commands.",
		[ROTATION_DELETING] = "Deleting the old key.",
		[ROTATION_CLOSING] = "Writing the outcome to the journal.",
	};

	if (rotation->step == ROTATION_REVOKING) {
		return revoking_text(rotation);
	}
	return texts[rotation->step] != NULL ? texts[rotation->step] : "";
}

/* ---- proofs ---- */

const char *rotation_proof_name(enum rotation_proof proof)
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

const char *rotation_hook_status_name(enum rotation_hook_status status)
{
	switch (status) {
	case HOOK_WAITING:
	case HOOK_RUNNING:
		break;
	case HOOK_OK:
		return "done";
	case HOOK_FAILED:
		return "failed";
	case HOOK_UNKNOWN:
		return "unknown";
	}
	return "not-run";
}

const char *rotation_new_proof_text(const struct rotation *rotation)
{
	switch (rotation->new_proof) {
	case PROOF_ACCEPTED:
		return "the new key signs in";
	case PROOF_REFUSED:
		return "the new key does not sign in yet; try it again before you change anything";
	case PROOF_NONE:
	case PROOF_UNKNOWN:
		break;
	}
	return "it is not known whether the new key signs in";
}

const char *rotation_old_proof_text(const struct rotation *rotation)
{
	switch (rotation->old_proof) {
	case PROOF_NONE:
		return rotation_had_old(rotation) ? "the old key was not tried"
						  : "there was no old key";
	case PROOF_ACCEPTED:
		return "the old key STILL signs in";
	case PROOF_REFUSED:
		return "the old key is refused";
	case PROOF_UNKNOWN:
		break;
	}
	return "it is not known whether the old key is refused";
}

const char *rotation_new_proof_note(const struct rotation *rotation)
{
	static const char *const notes[] = {
		[PROOF_NONE] = "",
		[PROOF_ACCEPTED] = "",
		[PROOF_REFUSED] = "the service still refuses it",
		[PROOF_UNKNOWN] = "no answer",
	};

	return notes[rotation->new_proof];
}

const char *rotation_old_proof_note(const struct rotation *rotation)
{
	static const char *const notes[] = {
		[PROOF_NONE] = "",
		[PROOF_ACCEPTED] = "it still signs in",
		[PROOF_REFUSED] = "",
		[PROOF_UNKNOWN] = "no answer",
	};

	if (rotation->resumed && rotation->old_proof == PROOF_UNKNOWN) {
		return "not known here any more";
	}
	return rotation_had_old(rotation) ? notes[rotation->old_proof] : "there was none";
}

static const char *tried(enum rotation_proof proof)
{
	return proof == PROOF_NONE ? "not tried" : rotation_proof_name(proof);
}

void rotation_proofs_text(const struct rotation *rotation, char *out, size_t size)
{
	snprintf(out, size, "new key %s, old key %s", tried(rotation->new_proof),
		tried(rotation->old_proof));
}

/* ---- outcomes ---- */

const char *rotation_outcome_name(const struct rotation *rotation)
{
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

const char *rotation_outcome_line(const struct rotation *rotation)
{
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

/* One that was not begun says nothing of the key: another one may be at it. */
static enum rotation_outcome told_outcome(const struct rotation *rotation)
{
	return rotation->outcome == ROTATION_OUTCOME_UNCHANGED && rotation->journal == 0
		? ROTATION_OUTCOME_NONE
		: rotation->outcome;
}

const char *rotation_outcome_text(const struct rotation *rotation)
{
	static const char *const texts[] = {
		[ROTATION_OUTCOME_NONE] = "No reset was sent.",
		[ROTATION_OUTCOME_UNDETERMINED] = "It is not known whether the key was changed.",
		[ROTATION_OUTCOME_UNCHANGED] =
			"The key was not changed. The old one is still the key.",
		[ROTATION_OUTCOME_NEW] = "The key is new.",
	};

	return texts[told_outcome(rotation)];
}

const char *rotation_outcome_next(const struct rotation *rotation)
{
	static const char *const texts[] = {
		[ROTATION_OUTCOME_NONE] =
			"Nothing is left to do. Try again once the cause is removed.",
		[ROTATION_OUTCOME_UNDETERMINED] =
			"Next: run 'keyturn resume', or start keyturn again, to find out. Do "
			"not reset the key before that.",
		[ROTATION_OUTCOME_UNCHANGED] =
			"Nothing is left to do. Try again once the cause is removed.",
		[ROTATION_OUTCOME_NEW] =
			"Applications on other machines still need the new key. Tokens they hold last "
			"up to 24 hours.",
	};

	return texts[told_outcome(rotation)];
}

/* ---- what is left ---- */

struct saying {
	void (*say)(void *data, const char *sentence);
	void *data;
	const struct rotation *rotation;
};

static void say(const struct saying *saying, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct saying *saying, const char *format, ...)
{
	const struct credential_trace *trace = &saying->rotation->old_trace;
	char sentence[8192];
	va_list args;

	va_start(args, format);
	vsnprintf(sentence, sizeof(sentence), format, args);
	va_end(args);
	for (size_t i = 0; i < CREDENTIAL_PARTS_MAX; i++) { /* one may be in the name of a file */
		secret_mask_hash(sentence, trace->parts[i].hash, trace->parts[i].length);
	}
	saying->say(saying->data, sentence);
}

static void say_left_by_hand(const struct saying *saying, const struct holder *place)
{
	const char *reason = place->reason != NULL ? place->reason : "";

	if (place->action == HOLDER_RESTART) {
		say(saying, "restart %s (process %d)",
			place->name != NULL ? place->name : place->path, (int)place->pid);
	} else {
		say(saying, "%s: edit it yourself: %s", place->path, reason);
	}
}

/* A process that is to be restarted is told of by itself. */
static void say_afterwards(const struct saying *saying, const struct holder *place)
{
	if (place->afterwards != NULL && !rotation_is_restarted(saying->rotation, place)) {
		say(saying, "%s: %s", place->path, place->afterwards);
	}
}

/* Some of them by name; the others can be listed again. */
static void say_unreadable(const struct saying *saying, const struct rotation *rotation)
{
	enum { NAMED = 5 };
	const struct unsearched_list *list = &rotation->unsearched;
	size_t named = 0;

	for (size_t i = 0; i < list->count && named < NAMED; i++) {
		if (list->items[i].kind == UNSEARCHED_UNREADABLE) {
			say(saying, "%s: could not be read (%s): see whether it holds the old key",
				list->items[i].path, list->items[i].reason);
			named++;
		}
	}
	if (rotation->unreadable > named) {
		const size_t rest = rotation->unreadable - named;
		const char *what = rest == 1 ? "file or directory" : "files or directories";
		say(saying, "%zu %s could not be read: 'keyturn scan' lists what cannot be", rest,
			named > 0 ? "more" : what);
	}
}

static void say_place(const struct saying *saying, const struct holder *place)
{
	switch (place->status) {
	case HOLDER_UPDATED:
		say_afterwards(saying, place);
		break;
	case HOLDER_RESTORED:
		break;
	case HOLDER_EXCLUDED:
		say(saying, "%s: you skipped it", place->path);
		break;
	case HOLDER_FOUND: /* the journal is open still */
		say(saying, "%s: not reached yet; 'keyturn resume' updates it", place->path);
		break;
	case HOLDER_CHANGED_MEANWHILE:
	case HOLDER_FAILED:
		say(saying, "%s: %s", place->path, place->reason != NULL ? place->reason : "");
		break;
	case HOLDER_LEFT:
		say_left_by_hand(saying, place);
		break;
	}
}

static void say_proofs(const struct saying *saying, const struct rotation *rotation)
{
	if (rotation->new_proof != PROOF_ACCEPTED) {
		say(saying, "check that the new key signs in; it did not here");
	}
	if (!rotation_had_old(rotation) || rotation->old_proof == PROOF_REFUSED) {
		return;
	}
	if (rotation->kind->overlap && !rotation->old_deleted) {
		say(saying,
			"the old key still works, for what could not be updated: delete it "
			"when that has the new one");
	} else {
		say(saying, "%s",
			rotation->old_proof == PROOF_ACCEPTED
				? "the old key STILL signs in: ask the service"
				: "check that the old key is refused; keyturn could not");
	}
}

static void say_unstored(const struct saying *saying, const struct rotation *rotation)
{
	if (rotation_is_unstored(rotation)) {
		say(saying, "its new key is not in %s yet: 'keyturn resume' writes it",
			rotation->keys_dir);
	}
}

static void say_hook(const struct saying *saying, const struct rotation_hook *hook)
{
	if (hook->status == HOOK_WAITING) {
		say(saying, "hook %s was not run: 'keyturn resume' runs it", hook->name);
	} else if (hook->status == HOOK_UNKNOWN) {
		say(saying, "it is not known whether hook %s succeeded: %s", hook->name, hook->why);
	} else if (hook->status != HOOK_OK) {
		say(saying, "run hook %s again: %s", hook->name, hook->why);
	}
}

static void say_tokens(const struct saying *saying, const struct rotation *rotation)
{
	if (rotation->leaked && rotation->user_id[0] == '\0' && !rotation->token_revoked) {
		say(saying, "revoke this session's token; keyturn could not");
	}
	if (rotation->tokens_revoked < rotation->token_count) {
		say(saying, "%zu tokens in ~/.rack/cache may still be valid",
			rotation->token_count - rotation->tokens_revoked);
	}
}

void rotation_each_left(
	const struct rotation *rotation, void (*each)(void *data, const char *sentence), void *data)
{
	const struct saying saying = {each, data, rotation};
	char message[2 * ERROR_DETAIL_MAX];

	if (rotation->outcome == ROTATION_OUTCOME_UNDETERMINED) {
		say(&saying, "run 'keyturn resume': it finds out, and finishes");
	}
	if (rotation->outcome != ROTATION_OUTCOME_NEW) {
		return;
	}
	say_proofs(&saying, rotation);
	say_unstored(&saying, rotation);
	if (!rotation_had_old(rotation)) {
		say(&saying,
			"there was no old key to look for: put the new one wherever it is needed");
	}
	for (size_t i = 0; i < rotation->place_count; i++) {
		say_place(&saying, rotation->places[i]);
	}
	say_unreadable(&saying, rotation);
	for (size_t i = 0; i < rotation->hook_count; i++) {
		say_hook(&saying, &rotation->hooks[i]);
	}
	say_tokens(&saying, rotation);
	if (rotation->search == SEARCH_STOPPED) {
		say(&saying,
			"the search was stopped early, and the old key can no longer be searched for");
	}
	if (rotation->error.kind != ERROR_NONE) {
		say(&saying, "%s", error_message(&rotation->error, message, sizeof(message)));
	}
}
