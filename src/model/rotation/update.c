/* SPDX-License-Identifier: MIT
 * On this machine: the new credential goes into its places, the updated files are searched again, the
 * configured commands run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "machine.h"

/* What is under way on this machine is short, and ends whole; what comes after it is left. */
static enum go stop_after_this(struct turn *turn)
{
	bool first = !turn->rotation->stopping;

	turn->rotation->stopping = true;
	return first ? GO_STAY : GO_NOWHERE;
}

/* What keyturn's own records could not take is told, and stops nothing. */
static void note_failure(struct rotation *rotation, const struct work_event *event)
{
	if (!event->ok && rotation->error.kind == ERROR_NONE) {
		rotation->error = event->error;
	}
}

/* ---- UPDATING ---- */

static bool is_due(const struct holder *place)
{
	return place->action == HOLDER_UPDATE && place->status == HOLDER_FOUND;
}

static enum go update(struct turn *turn, size_t index)
{
	struct rotation *rotation = turn->rotation;
	struct work_order *order = ask_work(turn, WORK_UPDATE);

	rotation->index = index;
	order->index = index;
	work_order_add_places(order, &rotation->places[index], 1);
	order->new_credential = credential_link(&rotation->new_credential);
	return GO_STAY;
}

static enum go updating_enter(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->new_proof == PROOF_REFUSED) {
		/* A key that does not sign in helps no application: later, from the journal. */
		return GO_FINISH;
	}
	for (size_t i = 0; i < rotation->place_count; i++) {
		if (is_due(rotation->places[i])) {
			return rotation->stopping ? GO_FINISH : update(turn, i);
		}
	}
	return GO_ON;
}

static bool is_result(enum holder_status status)
{
	return status == HOLDER_UPDATED || status == HOLDER_CHANGED_MEANWHILE ||
		status == HOLDER_FAILED;
}

static void take_text(char **to, char **from)
{
	if (*from != NULL) {
		free(*to);
		*to = *from;
		*from = NULL;
	}
}

static enum go updating_work(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;
	struct holder *place = rotation->places[rotation->index];
	char why[2 * ERROR_DETAIL_MAX];

	place->status = event->status;
	if (!is_result(event->status)) { /* not even tried */
		place->status = HOLDER_FAILED;
		free(place->reason);
		place->reason = memory_text(error_message(&event->error, why, sizeof(why)));
	}
	note_failure(rotation, event);
	rotation->again |= event->again;
	take_text(&place->reason, &event->reason);
	take_text(&place->backup, &event->backup);
	tell(turn, ROTATION_PLACED, rotation->index);
	return GO_AGAIN;
}

const struct step updating_step = {
	.enter = updating_enter, .work = updating_work, .cancel = stop_after_this};

/* ---- RECHECKING ---- */

/* After an interruption the old one is not known any more, and cannot be looked for. */
static enum go rechecking_enter(struct turn *turn)
{
	const struct rotation *rotation = turn->rotation;

	if (!credential_is_whole(&rotation->old_credential) ||
		rotation_count(rotation).updated == 0) {
		return GO_ON;
	}
	struct work_order *order = ask_work(turn, WORK_RECHECK);
	work_order_add_places(order, rotation->places, rotation->place_count);
	order->old_credential = credential_link(&rotation->old_credential);
	return GO_STAY;
}

static void relapsed(struct rotation *rotation, size_t index)
{
	if (index >= rotation->place_count || rotation->places[index]->status != HOLDER_UPDATED) {
		return;
	}
	struct holder *place = rotation->places[index];
	rotation->relapsed++;
	place->status = HOLDER_FAILED;
	free(place->reason);
	place->reason = memory_text("it holds the old key again");
}

static enum go rechecking_work(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (!event->ok) {
		rotation->error = event->error; /* not proven, and so left for the user */
	}
	for (size_t i = 0; i < event->still_count; i++) {
		relapsed(rotation, event->still[i]);
	}
	tell(turn, event->ok ? ROTATION_RECHECKED : ROTATION_NOT_RECHECKED, 0);
	return GO_ON;
}

const struct step rechecking_step = {
	.enter = rechecking_enter, .work = rechecking_work, .cancel = stop_after_this};

/* ---- HOOKING ---- */

static enum go run_hook(struct turn *turn, size_t index)
{
	struct rotation *rotation = turn->rotation;
	struct rotation_hook *hook = &rotation->hooks[index];
	struct work_order *order = ask_work(turn, WORK_HOOK);

	rotation->index = order->index = index;
	hook->status = HOOK_RUNNING;
	memcpy(order->hook, hook->name, sizeof(order->hook));
	order->early = rotation->again;
	order->old_credential = credential_link(&rotation->old_credential);
	order->new_credential = credential_link(&rotation->new_credential);
	tell(turn, ROTATION_HOOK_STARTED, index);
	return GO_STAY;
}

static enum go hooking_enter(struct turn *turn)
{
	const struct rotation *rotation = turn->rotation;

	for (size_t i = 0; i < rotation->hook_count; i++) {
		if (rotation->hooks[i].status == HOOK_WAITING) {
			return rotation->stopping ? GO_FINISH : run_hook(turn, i);
		}
	}
	return GO_ON;
}

static enum rotation_hook_status hook_status(const struct work_event *event)
{
	return event->ok                                     ? HOOK_OK
		: event->error.kind == ERROR_OUTCOME_UNKNOWN ? HOOK_UNKNOWN
							     : HOOK_FAILED;
}

static enum go hooking_work(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;
	struct rotation_hook *hook = &rotation->hooks[rotation->index];

	hook->status = hook_status(event);
	hook->seconds = event->seconds;
	snprintf(hook->why, sizeof(hook->why), "%.*s", (int)sizeof(hook->why) - 1,
		event->ok ? "" : event->error.detail);
	tell(turn, ROTATION_HOOK_ENDED, rotation->index);
	/* When it was stopped it runs once more later. */
	return rotation->stopping && !event->ok ? GO_FINISH : GO_AGAIN;
}

static enum go hooking_cancel(struct turn *turn)
{
	enum go go = stop_after_this(turn);

	if (go != GO_NOWHERE) {
		effect_add(turn->effects, EFFECT_WORK_STOP);
	}
	return go;
}

const struct step hooking_step = {
	.enter = hooking_enter, .work = hooking_work, .cancel = hooking_cancel};
