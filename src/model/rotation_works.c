/* SPDX-License-Identifier: MIT
 * The steps of a rotation that are work on this machine: journal, files, commands. */
#include "rotation_private.h"

#include <stdio.h>
#include <stdlib.h>

#include "keyturn/memory.h"

static void work(struct turn *turn, enum work_kind kind, size_t index)
{
	struct effect *effect = effect_add(turn->effects, EFFECT_WORK);

	turn->rotation->ticket = rotation_ticket(turn);
	effect->ticket = turn->rotation->ticket;
	effect->work = kind;
	effect->index = index;
}

void works_ask(struct turn *turn, enum work_kind kind)
{
	work(turn, kind, 0);
}

void works_begin(struct turn *turn)
{
	rotation_enter(turn, ROTATION_BEGINNING);
	work(turn, WORK_BEGIN, 0);
}

void works_note_new(struct turn *turn)
{
	rotation_enter(turn, ROTATION_NOTING_NEW);
	work(turn, WORK_NEW, 0);
}

void works_close(struct turn *turn)
{
	if (turn->rotation->again) {
		works_abandon(turn);
		return;
	}
	places_leave(turn->rotation);
	rotation_drop(&turn->rotation->old_key);
	rotation_enter(turn, ROTATION_CLOSING);
	work(turn, WORK_CLOSE, 0);
}

/* Nothing waits for it: it only lets go of the account. */
void works_abandon(struct turn *turn)
{
	struct effect *effect = effect_add(turn->effects, EFFECT_WORK);

	effect->work = WORK_ABANDON;
	places_leave(turn->rotation);
	rotation_done(turn);
}

/* ---- from the proofs to the end: each goes on to the next when it has nothing to do ---- */

static void revoke_or_close(struct turn *turn)
{
	if (turn->rotation->leaked && !turn->rotation->stopping) {
		tokens_start(turn);
	} else {
		works_close(turn);
	}
}

static void run_hooks(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	for (size_t i = 0; i < rotation->hook_count; i++) {
		if (rotation->hooks[i].status != HOOK_WAITING) {
			continue;
		}
		if (rotation->stopping) {
			works_abandon(turn);
			return;
		}
		rotation_enter(turn, ROTATION_HOOKING);
		rotation->index = i;
		rotation->hooks[i].status = HOOK_RUNNING;
		work(turn, WORK_HOOK, i);
		return;
	}
	revoke_or_close(turn);
}

static bool any_updated(const struct rotation *rotation)
{
	return rotation_count(rotation).updated > 0;
}

/* After an interruption the old key is not known any more, and cannot be looked for. */
static void recheck(struct turn *turn)
{
	if (turn->rotation->old_key == NULL || !any_updated(turn->rotation)) {
		run_hooks(turn);
		return;
	}
	rotation_enter(turn, ROTATION_RECHECKING);
	work(turn, WORK_RECHECK, 0);
}

void works_update(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->new_proof == PROOF_REFUSED) {
		/* A key that does not sign in helps no application: later, from the journal. */
		works_abandon(turn);
		return;
	}
	for (size_t i = 0; i < rotation->place_count; i++) {
		const struct holder *place = rotation->places[i];
		if (place->action != HOLDER_UPDATE || place->status != HOLDER_FOUND) {
			continue;
		}
		if (rotation->stopping) {
			works_abandon(turn);
			return;
		}
		rotation_enter(turn, ROTATION_UPDATING);
		rotation->index = i;
		work(turn, WORK_UPDATE, i);
		return;
	}
	recheck(turn);
}

/* ---- what came of them ---- */

/* Without a journal nothing is sent: what could not be recorded could not be finished either. */
static void begun(struct turn *turn, const struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (!event->ok) {
		rotation->error = event->error;
		rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
		rotation_done(turn);
		return;
	}
	rotation->journal = event->journal;
	if (rotation->stopping) { /* nothing was sent, and nothing will be */
		error_set(&rotation->error, ERROR_INTERRUPTED, "the reset was not sent");
		rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
		works_close(turn);
		return;
	}
	rotation->outcome = ROTATION_OUTCOME_UNDETERMINED;
	rotation_enter(turn, ROTATION_RESETTING);
	struct effect *effect = effect_add(turn->effects, EFFECT_REQUEST);
	effect->ticket = rotation->ticket = rotation_ticket(turn);
	effect->request.op = IDENTITY_RESET_KEY;
	snprintf(effect->request.user_id, sizeof(effect->request.user_id), "%s", rotation->user_id);
}

/* What keyturn's own records could not take is told, and stops nothing. */
static void note_failure(struct rotation *rotation, const struct work_event *event)
{
	if (!event->ok && rotation->error.kind == ERROR_NONE) {
		rotation->error = event->error;
	}
}

static bool is_result(enum holder_status status)
{
	return status == HOLDER_UPDATED || status == HOLDER_CHANGED_MEANWHILE ||
		status == HOLDER_FAILED;
}

static void updated(struct turn *turn, struct work_event *event)
{
	struct holder *place = turn->rotation->places[turn->rotation->index];
	char why[2 * ERROR_DETAIL_MAX];

	place->status = event->status;
	if (!is_result(event->status)) { /* not even tried */
		place->status = HOLDER_FAILED;
		free(place->reason);
		place->reason = memory_text(error_message(&event->error, why, sizeof(why)));
	}
	note_failure(turn->rotation, event);
	turn->rotation->again |= event->again;
	if (event->reason != NULL) {
		free(place->reason);
		place->reason = event->reason;
		event->reason = NULL;
	}
	if (event->backup != NULL) {
		free(place->backup);
		place->backup = event->backup;
		event->backup = NULL;
	}
	works_update(turn);
}

static void rechecked(struct turn *turn, const struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (!event->ok) {
		rotation->error = event->error; /* not proven, and so left for the user */
	}
	for (size_t i = 0; i < event->still_count; i++) {
		size_t index = event->still[i];
		if (index >= rotation->place_count ||
			rotation->places[index]->status != HOLDER_UPDATED) {
			continue;
		}
		struct holder *place = rotation->places[index];
		rotation->relapsed++;
		place->status = HOLDER_FAILED;
		free(place->reason);
		place->reason = memory_text("it holds the old key again");
	}
	note_failure(rotation, event);
	run_hooks(turn);
}

static void hook_ended(struct turn *turn, const struct work_event *event)
{
	struct rotation_hook *hook = &turn->rotation->hooks[turn->rotation->index];

	hook->status = event->ok ? HOOK_OK : HOOK_FAILED;
	hook->seconds = event->seconds;
	snprintf(hook->why, sizeof(hook->why), "%.*s", (int)sizeof(hook->why) - 1,
		event->ok ? "" : event->error.detail);
	if (turn->rotation->stopping && !event->ok) { /* it was stopped; later once more */
		works_abandon(turn);
	} else {
		run_hooks(turn);
	}
}

static void closed(struct turn *turn, const struct work_event *event)
{
	note_failure(turn->rotation, event);
	rotation_done(turn);
}

bool works_done(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (event->ticket == 0 || event->ticket != rotation->ticket) {
		return false;
	}
	switch (rotation->step) {
	case ROTATION_BEGINNING:
		begun(turn, event);
		return true;
	case ROTATION_NOTING_NEW:
		/* Not noted is no loss: an interrupted rotation learns it again. */
		if (rotation->stopping) {
			rotation_skip_proofs(turn);
		} else {
			rotation_prove_new(turn);
		}
		return true;
	case ROTATION_UPDATING:
		updated(turn, event);
		return true;
	case ROTATION_RECHECKING:
		rechecked(turn, event);
		return true;
	case ROTATION_HOOKING:
		hook_ended(turn, event);
		return true;
	case ROTATION_REVOKING:
		return tokens_found(turn, event);
	case ROTATION_CLOSING:
		closed(turn, event);
		return true;
	case ROTATION_IDLE:
	case ROTATION_READING_OLD:
	case ROTATION_CONFIRMING:
	case ROTATION_RESETTING:
	case ROTATION_LEARNING:
	case ROTATION_PROVING_NEW:
	case ROTATION_PROVING_OLD:
	case ROTATION_FINISHED:
	case ROTATION_STEP_COUNT:
		break;
	}
	return false;
}
