/* SPDX-License-Identifier: MIT
 * Up to the request: reading the old credential, waiting for the user, writing the journal. */
#include <string.h>

#include "machine.h"

/* ---- IDLE ---- */

static enum go idle_enter(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	places_search_stop(turn);
	places_free(rotation);
	credential_drop(&rotation->old_credential);
	memset(&rotation->old_trace, 0, sizeof(rotation->old_trace));
	rotation->search = SEARCH_NONE;
	return GO_STAY;
}

const struct step idle_step = {.enter = idle_enter};

/* ---- READING_OLD ---- */

static enum go reading_old_enter(struct turn *turn)
{
	ask(turn, IDENTITY_GET_KEY);
	return GO_STAY;
}

static enum go reading_old_reply(struct turn *turn, struct identity_reply *reply)
{
	struct rotation *rotation = turn->rotation;

	if (reply->outcome == OUTCOME_OK && credential_is_whole(&reply->credential)) {
		rotation->old_credential = credential_take(&reply->credential);
		credential_trace(&rotation->old_credential, &rotation->old_trace);
		return GO_ON;
	}
	if (reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_NOT_FOUND) {
		return GO_ON; /* the user has none yet */
	}
	rotation->error = reply->error;
	if (reply->outcome == OUTCOME_OK) {
		error_set(&rotation->error, ERROR_REPLY, "no key in it");
	}
	return GO_IDLE;
}

static enum go not_wanted(struct turn *turn)
{
	ask_no_more(turn);
	return GO_IDLE;
}

const struct step reading_old_step = {
	.enter = reading_old_enter, .reply = reading_old_reply, .cancel = not_wanted};

/* ---- CONFIRMING ---- */

static enum go confirming_enter(struct turn *turn)
{
	places_search(turn);
	return GO_STAY;
}

const struct step confirming_step = {.enter = confirming_enter, .cancel = not_wanted};

/* ---- BEGINNING ---- */

static enum go beginning_enter(struct turn *turn)
{
	const struct rotation *rotation = turn->rotation;

	work_order_add_places(ask_work(turn, WORK_BEGIN), rotation->places, rotation->place_count);
	return GO_STAY;
}

/* Without a journal nothing is sent: what could not be recorded could not be finished either. */
static enum go beginning_work(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (!event->ok) {
		rotation->error = event->error;
		rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
		return GO_FINISH;
	}
	rotation->journal = event->journal;
	memcpy(rotation->key_name, event->key_name, sizeof(rotation->key_name));
	if (rotation->stopping) { /* nothing was sent, and nothing will be */
		error_set(&rotation->error, ERROR_INTERRUPTED, "the reset was not sent");
		rotation->outcome = ROTATION_OUTCOME_UNCHANGED;
		return GO_CLOSE;
	}
	return GO_ON;
}

static enum go beginning_cancel(struct turn *turn)
{
	bool first = !turn->rotation->stopping;

	turn->rotation->stopping = true;
	return first ? GO_STAY : GO_NOWHERE;
}

const struct step beginning_step = {
	.enter = beginning_enter, .work = beginning_work, .cancel = beginning_cancel};
