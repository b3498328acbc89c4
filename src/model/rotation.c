/* SPDX-License-Identifier: MIT
 * The reset's machine: pure, total, the same for the panel and the commands. */
#include "rotation_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

enum { PROBES_MAX = 5, UNKNOWN_OLD_MAX = 4, UNCHANGED_READS = 3, WAIT_SECONDS_MAX = 30 };

void rotation_init(struct rotation *rotation, const char *service, const char *id, const char *name)
{
	memset(rotation, 0, sizeof(*rotation));
	snprintf(rotation->service, sizeof(rotation->service), "%s", service);
	snprintf(rotation->user_id, sizeof(rotation->user_id), "%s", id);
	snprintf(rotation->user_name, sizeof(rotation->user_name), "%s", name);
}

void rotation_set_hooks(struct rotation *rotation, const char *const *names, size_t count)
{
	free(rotation->hooks);
	rotation->hooks = memory_array(count, sizeof(*rotation->hooks));
	rotation->hook_count = count;
	for (size_t i = 0; i < count; i++) {
		snprintf(rotation->hooks[i].name, sizeof(rotation->hooks[i].name), "%s", names[i]);
	}
}

void rotation_drop(struct secret **key)
{
	secret_unlink(*key);
	*key = NULL;
}

void rotation_finish(struct rotation *rotation)
{
	rotation_drop(&rotation->old_key);
	rotation_drop(&rotation->new_key);
	places_free(rotation);
	tokens_drop(rotation);
	free(rotation->hooks);
	rotation->hooks = NULL;
	rotation->hook_count = 0;
	rotation->ticket = 0;
	rotation->step = ROTATION_IDLE;
}

bool rotation_under_way(const struct rotation *rotation)
{
	return rotation->step >= ROTATION_BEGINNING && rotation->step < ROTATION_FINISHED;
}

/* ---- asking and waiting ---- */

uint32_t rotation_ticket(struct turn *turn)
{
	if (++*turn->next_ticket == 0) { /* 0 is no ticket */
		++*turn->next_ticket;
	}
	return *turn->next_ticket;
}

void rotation_enter(struct turn *turn, enum rotation_step step)
{
	turn->rotation->step = step;
	turn->rotation->ticket = 0;
	turn->rotation->tries = 0;
}

struct identity_request *rotation_ask(struct turn *turn, enum identity_op op)
{
	struct rotation *rotation = turn->rotation;
	struct effect *effect = effect_add(turn->effects, EFFECT_REQUEST);

	rotation->ticket = rotation_ticket(turn);
	rotation->tries++;
	effect->ticket = rotation->ticket;
	effect->request.op = op;
	memcpy(effect->request.user_id, rotation->user_id, sizeof(rotation->user_id));
	return &effect->request;
}

static void probe(struct turn *turn, struct secret *key)
{
	struct identity_request *request = rotation_ask(turn, IDENTITY_PROBE_KEY);

	memcpy(request->username, turn->rotation->user_name, sizeof(request->username));
	request->secret = secret_link(key);
}

/* 1, 2, 4, 8, 15, 30, 30 … seconds after the first, second … try of a step. */
static void wait(struct turn *turn, int number)
{
	static const int seconds[] = {1, 2, 4, 8, 15};
	struct effect *effect = effect_add(turn->effects, EFFECT_TIMER_START);
	int count = (int)(sizeof(seconds) / sizeof(*seconds));

	effect->timer = TIMER_ROTATION;
	if (number < 0) {
		number = 0; /* entered in mid-flow: no try was counted yet */
	}
	effect->milliseconds = 1000 * (number < count ? seconds[number] : WAIT_SECONDS_MAX);
	turn->rotation->ticket = 0;
}

/* ---- ends ---- */

void rotation_done(struct turn *turn)
{
	rotation_drop(&turn->rotation->old_key);
	tokens_forget(turn->rotation);
	rotation_enter(turn, ROTATION_FINISHED);
}

static void to_idle(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	places_search_stop(turn);
	places_free(rotation);
	rotation_drop(&rotation->old_key);
	rotation->old_length = 0;
	rotation->old_fingerprint[0] = '\0';
	rotation->search = SEARCH_NONE;
	rotation_enter(turn, ROTATION_IDLE);
}

static void learn(struct turn *turn)
{
	rotation_enter(turn, ROTATION_LEARNING);
	turn->rotation->unchanged_reads = 0;
	wait(turn, 0);
}

static void prove_old(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->old_key == NULL) {
		rotation->old_proof = rotation->old_length > 0 ? PROOF_UNKNOWN : PROOF_NONE;
		works_update(turn);
		return;
	}
	rotation_enter(turn, ROTATION_PROVING_OLD);
	probe(turn, rotation->old_key);
}

void rotation_prove_new(struct turn *turn)
{
	rotation_enter(turn, ROTATION_PROVING_NEW);
	probe(turn, turn->rotation->new_key);
}

static void take_new(struct turn *turn, struct secret **key)
{
	struct rotation *rotation = turn->rotation;

	rotation->new_key = *key;
	*key = NULL;
	secret_fingerprint(rotation->new_key, rotation->new_fingerprint);
	places_take_up(rotation);
	rotation->outcome = ROTATION_OUTCOME_NEW;
	memset(&rotation->error, 0, sizeof(rotation->error));
	works_note_new(turn);
}

/* Compared by hash: after an interruption that is all that is known of the old key. */
static bool is_old(const struct rotation *rotation, struct secret *key)
{
	unsigned char hash[SECRET_HASH_SIZE];

	if (rotation->old_length == 0 || secret_length(key) != rotation->old_length) {
		return false;
	}
	secret_hash(key, hash);
	return memcmp(hash, rotation->old_hash, sizeof(hash)) == 0;
}

static bool is_new(const struct rotation *rotation, const struct identity_reply *reply)
{
	return reply->outcome == OUTCOME_OK && reply->key != NULL && !is_old(rotation, reply->key);
}

/* ---- replies, one function a step ---- */

static void old_read(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (reply->outcome == OUTCOME_OK && reply->key != NULL) {
		rotation->old_key = reply->key;
		reply->key = NULL;
		secret_fingerprint(rotation->old_key, rotation->old_fingerprint);
		secret_hash(rotation->old_key, rotation->old_hash);
		rotation->old_length = secret_length(rotation->old_key);
		rotation_enter(turn, ROTATION_CONFIRMING);
		places_search(turn);
	} else if (reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_NOT_FOUND) {
		rotation_enter(turn, ROTATION_CONFIRMING); /* the user has no key yet */
		places_search(turn);
	} else {
		rotation->error = reply->error;
		if (reply->outcome == OUTCOME_OK) {
			error_set(&rotation->error, ERROR_REPLY, "no key in it");
		}
		to_idle(turn);
	}
}

static void reset_answered(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (is_new(rotation, reply)) {
		take_new(turn, &reply->key);
		return;
	}
	if (reply->outcome == OUTCOME_REFUSED) {
		rotation->error = reply->error;
		rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
		works_close(turn);
		return;
	}
	if (reply->outcome == OUTCOME_OK) {
		error_set(&rotation->error, ERROR_OUTCOME_UNKNOWN, "%s",
			reply->key != NULL ? "the service answered with the old key"
					   : "the service answered without a key");
	} else {
		rotation->error = reply->error;
	}
	learn(turn);
}

static void unchanged_again(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	/* What the journal knows to be new is not unchanged, whatever a stale read says. */
	if (rotation->noted_fingerprint[0] != '\0' ||
		++rotation->unchanged_reads < UNCHANGED_READS) {
		wait(turn, rotation->tries);
		return;
	}
	rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
	if (rotation->error.kind == ERROR_OUTCOME_UNKNOWN) { /* it is known now */
		rotation->error.kind = ERROR_SERVICE;
	}
	works_close(turn);
}

/* Asking again would not help: somebody else has to, or with another session. */
static bool may_not_read(const struct identity_reply *reply)
{
	return reply->outcome == OUTCOME_REFUSED &&
		(reply->error.kind == ERROR_FORBIDDEN || reply->error.kind == ERROR_SESSION_ENDED ||
			reply->error.kind == ERROR_USER_DISABLED);
}

static void key_read(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;
	bool none = reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_NOT_FOUND;
	bool same = reply->outcome == OUTCOME_OK && reply->key != NULL &&
		is_old(rotation, reply->key);

	if (is_new(rotation, reply)) {
		take_new(turn, &reply->key);
	} else if (same || (none && rotation->old_length == 0)) {
		unchanged_again(turn);
	} else if (may_not_read(reply)) {
		rotation->error = reply->error;
		works_abandon(turn);
	} else {
		wait(turn, rotation->tries);
	}
}

static void new_probed(struct turn *turn, const struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (reply->outcome != OUTCOME_OK && rotation->tries < PROBES_MAX) {
		wait(turn, rotation->tries - 1);
		return;
	}
	switch (reply->outcome) {
	case OUTCOME_OK:
		rotation->new_proof = PROOF_ACCEPTED;
		break;
	case OUTCOME_REFUSED:
		rotation->new_proof = PROOF_REFUSED;
		break;
	case OUTCOME_UNKNOWN:
		rotation->new_proof = PROOF_UNKNOWN;
		break;
	}
	prove_old(turn);
}

static void old_probed(struct turn *turn, const struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;
	int tries_max = reply->outcome == OUTCOME_OK ? PROBES_MAX : UNKNOWN_OLD_MAX;

	if (reply->outcome != OUTCOME_REFUSED && rotation->tries < tries_max) {
		wait(turn, rotation->tries - 1);
		return;
	}
	switch (reply->outcome) {
	case OUTCOME_OK:
		rotation->old_proof = PROOF_ACCEPTED;
		break;
	case OUTCOME_REFUSED:
		rotation->old_proof = PROOF_REFUSED;
		break;
	case OUTCOME_UNKNOWN:
		rotation->old_proof = PROOF_UNKNOWN;
		break;
	}
	works_update(turn);
}

static bool replied(struct turn *turn, const struct rotation_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (event->ticket == 0 || event->ticket != rotation->ticket) {
		return false;
	}
	switch (rotation->step) {
	case ROTATION_READING_OLD:
		old_read(turn, event->reply);
		return true;
	case ROTATION_RESETTING:
		reset_answered(turn, event->reply);
		return true;
	case ROTATION_LEARNING:
		key_read(turn, event->reply);
		return true;
	case ROTATION_PROVING_NEW:
		new_probed(turn, event->reply);
		return true;
	case ROTATION_PROVING_OLD:
		old_probed(turn, event->reply);
		return true;
	case ROTATION_REVOKING:
		return tokens_replied(turn, event->reply);
	case ROTATION_IDLE:
	case ROTATION_CONFIRMING:
	case ROTATION_BEGINNING:
	case ROTATION_NOTING_NEW:
	case ROTATION_UPDATING:
	case ROTATION_RECHECKING:
	case ROTATION_HOOKING:
	case ROTATION_CLOSING:
	case ROTATION_FINISHED:
	case ROTATION_STEP_COUNT:
		break;
	}
	return false;
}

/* ---- the other events ---- */

static bool start(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->step != ROTATION_IDLE) {
		return false;
	}
	memset(&rotation->error, 0, sizeof(rotation->error));
	rotation_enter(turn, ROTATION_READING_OLD);
	rotation_ask(turn, IDENTITY_GET_KEY);
	return true;
}

/* The key is read at once: since the interruption there was time enough. */
static bool resume(struct turn *turn, const struct rotation_event *event)
{
	struct rotation *rotation = turn->rotation;
	const struct journal_record *record = event->record;

	if (rotation->step != ROTATION_IDLE) {
		return false;
	}
	rotation->resumed = true;
	rotation->leaked = record->leaked;
	rotation->journal = record->id;
	rotation->outcome = ROTATION_OUTCOME_UNDETERMINED;
	rotation->old_length = record->old_length;
	snprintf(rotation->noted_fingerprint, sizeof(rotation->noted_fingerprint), "%.9s",
		record->new_fingerprint);
	memcpy(rotation->old_hash, record->old_hash, sizeof(rotation->old_hash));
	snprintf(rotation->old_fingerprint, sizeof(rotation->old_fingerprint), "%.9s",
		record->old_fingerprint);
	places_free(rotation);
	rotation->places = event->places;
	rotation->place_count = rotation->place_room = event->place_count;
	rotation->search = SEARCH_DONE;
	rotation_enter(turn, ROTATION_LEARNING);
	rotation_ask(turn, IDENTITY_GET_KEY);
	return true;
}

static bool confirm(struct turn *turn)
{
	if (turn->rotation->step != ROTATION_CONFIRMING) {
		return false;
	}
	places_search_stop(turn);
	works_begin(turn);
	return true;
}

/* Nobody waits any more. A reset that was sent is left to the service: its answer is not wanted,
 * but neither is it called back. */
static void stop_waiting(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->ticket != 0 && rotation->step != ROTATION_RESETTING) {
		effect_add(turn->effects, EFFECT_CANCEL)->ticket = rotation->ticket;
	} else if (rotation->ticket == 0 && rotation_under_way(rotation)) {
		effect_add(turn->effects, EFFECT_TIMER_STOP)->timer = TIMER_ROTATION;
	}
}

static enum rotation_proof or_unknown(enum rotation_proof proof)
{
	return proof == PROOF_NONE ? PROOF_UNKNOWN : proof;
}

void rotation_skip_proofs(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	rotation->new_proof = or_unknown(rotation->new_proof);
	if (rotation->old_length > 0) {
		rotation->old_proof = or_unknown(rotation->old_proof);
	}
	works_update(turn);
}

/* What is under way on this machine is short, and ends whole; what comes after it is left. */
static bool stop_working(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;
	bool first = !rotation->stopping;

	rotation->stopping = true;
	if (first && rotation->step == ROTATION_HOOKING) {
		effect_add(turn->effects, EFFECT_WORK_STOP);
	}
	return first;
}

static void stop_learning(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	stop_waiting(turn);
	rotation->stopping = true;
	if (rotation->error.kind == ERROR_NONE) {
		error_set(&rotation->error, ERROR_OUTCOME_UNKNOWN, "not waited for");
	}
	works_abandon(turn);
}

static bool cancel(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	switch (rotation->step) {
	case ROTATION_READING_OLD:
	case ROTATION_CONFIRMING:
		stop_waiting(turn);
		to_idle(turn);
		return true;
	case ROTATION_RESETTING:
	case ROTATION_LEARNING:
		stop_learning(turn);
		return true;
	case ROTATION_PROVING_NEW:
	case ROTATION_PROVING_OLD:
		stop_waiting(turn);
		rotation->stopping = true;
		rotation_skip_proofs(turn);
		return true;
	case ROTATION_BEGINNING:
	case ROTATION_NOTING_NEW:
	case ROTATION_UPDATING:
	case ROTATION_RECHECKING:
	case ROTATION_HOOKING:
		return stop_working(turn);
	case ROTATION_REVOKING:
		stop_waiting(turn);
		works_close(turn);
		return true;
	case ROTATION_IDLE:
	case ROTATION_CLOSING:
	case ROTATION_FINISHED:
	case ROTATION_STEP_COUNT:
		break;
	}
	return false;
}

static bool timer(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->ticket != 0) { /* a tick from before the request under way */
		return false;
	}
	switch (rotation->step) {
	case ROTATION_LEARNING:
		rotation_ask(turn, IDENTITY_GET_KEY);
		return true;
	case ROTATION_PROVING_NEW:
		probe(turn, rotation->new_key);
		return true;
	case ROTATION_PROVING_OLD:
		probe(turn, rotation->old_key);
		return true;
	case ROTATION_IDLE:
	case ROTATION_READING_OLD:
	case ROTATION_CONFIRMING:
	case ROTATION_BEGINNING:
	case ROTATION_RESETTING:
	case ROTATION_NOTING_NEW:
	case ROTATION_UPDATING:
	case ROTATION_RECHECKING:
	case ROTATION_HOOKING:
	case ROTATION_REVOKING:
	case ROTATION_CLOSING:
	case ROTATION_FINISHED:
	case ROTATION_STEP_COUNT:
		break;
	}
	return false;
}

static bool worked(struct turn *turn, struct work_event *event)
{
	switch (event->kind) {
	case WORK_EVENT_FOUND:
	case WORK_EVENT_PROGRESS:
	case WORK_EVENT_SEARCHED:
		return places_event(turn, event);
	case WORK_EVENT_DONE:
		return works_done(turn, event);
	case WORK_EVENT_OUTPUT:
	case WORK_EVENT_HISTORY:
	case WORK_EVENT_UNFINISHED:
	case WORK_EVENT_COUNT:
		break;
	}
	return false;
}

bool rotation_update(struct rotation *rotation, const struct rotation_event *event,
	uint32_t *next_ticket, struct effects *effects)
{
	struct turn turn = {rotation, next_ticket, effects};

	switch (event->kind) {
	case ROTATION_EVENT_START:
		return start(&turn);
	case ROTATION_EVENT_RESUME:
		return resume(&turn, event);
	case ROTATION_EVENT_CONFIRM:
		return confirm(&turn);
	case ROTATION_EVENT_CANCEL:
		return cancel(&turn);
	case ROTATION_EVENT_REPLY:
		return replied(&turn, event);
	case ROTATION_EVENT_TIMER:
		return timer(&turn);
	case ROTATION_EVENT_WORK:
		return worked(&turn, event->work);
	case ROTATION_EVENT_EXCLUDE:
		return places_exclude(&turn, event->index);
	case ROTATION_EVENT_COUNT:
		break;
	}
	return false;
}
