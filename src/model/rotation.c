/* SPDX-License-Identifier: MIT
 * The reset's machine: pure, total, the same for the panel and the commands. */
#include "keyturn/rotation.h"

#include <stdio.h>
#include <string.h>

enum { PROBES_MAX = 5, UNKNOWN_OLD_MAX = 4, UNCHANGED_READS = 3, WAIT_SECONDS_MAX = 30 };

/* What one turn of the machine works with. */
struct turn {
	struct rotation *rotation;
	uint32_t *next_ticket;
	struct effects *effects;
};

void rotation_init(struct rotation *rotation, const char *id, const char *name)
{
	memset(rotation, 0, sizeof(*rotation));
	snprintf(rotation->user_id, sizeof(rotation->user_id), "%s", id);
	snprintf(rotation->user_name, sizeof(rotation->user_name), "%s", name);
}

static void drop(struct secret **key)
{
	secret_unlink(*key);
	*key = NULL;
}

void rotation_finish(struct rotation *rotation)
{
	drop(&rotation->old_key);
	drop(&rotation->new_key);
	rotation->ticket = 0;
	rotation->step = ROTATION_IDLE;
}

bool rotation_under_way(const struct rotation *rotation)
{
	switch (rotation->step) {
	case ROTATION_RESETTING:
	case ROTATION_LEARNING:
	case ROTATION_PROVING_NEW:
	case ROTATION_PROVING_OLD:
		return true;
	case ROTATION_IDLE:
	case ROTATION_READING_OLD:
	case ROTATION_CONFIRMING:
	case ROTATION_FINISHED:
	case ROTATION_STEP_COUNT:
		break;
	}
	return false;
}

/* ---- asking and waiting ---- */

/* The one place where the step changes. */
static void enter(struct turn *turn, enum rotation_step step)
{
	turn->rotation->step = step;
	turn->rotation->ticket = 0;
	turn->rotation->tries = 0;
}

static struct identity_request *ask(struct turn *turn, enum identity_op op)
{
	struct rotation *rotation = turn->rotation;
	struct effect *effect = effect_add(turn->effects, EFFECT_REQUEST);

	if (++*turn->next_ticket == 0) { /* 0 is no ticket */
		++*turn->next_ticket;
	}
	rotation->ticket = *turn->next_ticket;
	rotation->tries++;
	effect->ticket = rotation->ticket;
	effect->request.op = op;
	memcpy(effect->request.user_id, rotation->user_id, sizeof(rotation->user_id));
	return &effect->request;
}

static void probe(struct turn *turn, struct secret *key)
{
	struct identity_request *request = ask(turn, IDENTITY_PROBE_KEY);

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

static void finish(struct turn *turn)
{
	drop(&turn->rotation->old_key);
	enter(turn, ROTATION_FINISHED);
}

static void to_idle(struct turn *turn)
{
	drop(&turn->rotation->old_key);
	enter(turn, ROTATION_IDLE);
}

static void learn(struct turn *turn)
{
	enter(turn, ROTATION_LEARNING);
	turn->rotation->unchanged_reads = 0;
	wait(turn, 0);
}

static void prove_old(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->old_key == NULL) {
		finish(turn);
		return;
	}
	enter(turn, ROTATION_PROVING_OLD);
	probe(turn, rotation->old_key);
}

static void prove_new(struct turn *turn, struct secret **key)
{
	struct rotation *rotation = turn->rotation;

	rotation->new_key = *key;
	*key = NULL;
	secret_fingerprint(rotation->new_key, rotation->new_fingerprint);
	rotation->outcome = ROTATION_OUTCOME_NEW;
	memset(&rotation->error, 0, sizeof(rotation->error));
	enter(turn, ROTATION_PROVING_NEW);
	probe(turn, rotation->new_key);
}

static bool is_new(const struct rotation *rotation, const struct identity_reply *reply)
{
	return reply->outcome == OUTCOME_OK && reply->key != NULL &&
		!secret_equal(reply->key, rotation->old_key);
}

/* ---- replies, one function a step ---- */

static void old_read(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (reply->outcome == OUTCOME_OK && reply->key != NULL) {
		rotation->old_key = reply->key;
		reply->key = NULL;
		secret_fingerprint(rotation->old_key, rotation->old_fingerprint);
		enter(turn, ROTATION_CONFIRMING);
	} else if (reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_NOT_FOUND) {
		enter(turn, ROTATION_CONFIRMING); /* the user has no key yet */
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
		prove_new(turn, &reply->key);
		return;
	}
	if (reply->outcome == OUTCOME_REFUSED) {
		rotation->error = reply->error;
		rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
		finish(turn);
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

	if (++rotation->unchanged_reads < UNCHANGED_READS) {
		wait(turn, rotation->tries);
		return;
	}
	rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
	if (rotation->error.kind == ERROR_OUTCOME_UNKNOWN) { /* it is known now */
		rotation->error.kind = ERROR_SERVICE;
	}
	finish(turn);
}

static void key_read(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;
	bool none = reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_NOT_FOUND;
	bool same = reply->outcome == OUTCOME_OK && secret_equal(reply->key, rotation->old_key);

	if (is_new(rotation, reply)) {
		prove_new(turn, &reply->key);
	} else if (same || (none && rotation->old_key == NULL)) {
		unchanged_again(turn);
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
	finish(turn);
}

static bool replied(struct turn *turn, const struct rotation_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (event->ticket == 0 || event->ticket != rotation->ticket) {
		return false;
	}
	rotation->ticket = 0;
	switch (rotation->step) {
	case ROTATION_READING_OLD:
		old_read(turn, event->reply);
		break;
	case ROTATION_RESETTING:
		reset_answered(turn, event->reply);
		break;
	case ROTATION_LEARNING:
		key_read(turn, event->reply);
		break;
	case ROTATION_PROVING_NEW:
		new_probed(turn, event->reply);
		break;
	case ROTATION_PROVING_OLD:
		old_probed(turn, event->reply);
		break;
	case ROTATION_IDLE:
	case ROTATION_CONFIRMING:
	case ROTATION_FINISHED:
	case ROTATION_STEP_COUNT:
		return false;
	}
	return true;
}

/* ---- the other events ---- */

static bool start(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->step != ROTATION_IDLE) {
		return false;
	}
	memset(&rotation->error, 0, sizeof(rotation->error));
	enter(turn, ROTATION_READING_OLD);
	ask(turn, IDENTITY_GET_KEY);
	return true;
}

static bool confirm(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->step != ROTATION_CONFIRMING) {
		return false;
	}
	rotation->outcome = ROTATION_OUTCOME_UNDETERMINED;
	enter(turn, ROTATION_RESETTING);
	ask(turn, IDENTITY_RESET_KEY);
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

static bool cancel(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	stop_waiting(turn);
	switch (rotation->step) {
	case ROTATION_READING_OLD:
	case ROTATION_CONFIRMING:
		to_idle(turn);
		return true;
	case ROTATION_RESETTING:
	case ROTATION_LEARNING:
		if (rotation->error.kind == ERROR_NONE) {
			error_set(&rotation->error, ERROR_OUTCOME_UNKNOWN, "not waited for");
		}
		finish(turn);
		return true;
	case ROTATION_PROVING_NEW:
	case ROTATION_PROVING_OLD:
		rotation->new_proof = or_unknown(rotation->new_proof);
		if (rotation->old_key != NULL) {
			rotation->old_proof = or_unknown(rotation->old_proof);
		}
		finish(turn);
		return true;
	case ROTATION_IDLE:
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
		ask(turn, IDENTITY_GET_KEY);
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
	case ROTATION_RESETTING:
	case ROTATION_FINISHED:
	case ROTATION_STEP_COUNT:
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
	case ROTATION_EVENT_CONFIRM:
		return confirm(&turn);
	case ROTATION_EVENT_CANCEL:
		return cancel(&turn);
	case ROTATION_EVENT_REPLY:
		return replied(&turn, event);
	case ROTATION_EVENT_TIMER:
		return timer(&turn);
	case ROTATION_EVENT_COUNT:
		break;
	}
	return false;
}
