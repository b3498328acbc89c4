/* SPDX-License-Identifier: MIT
 * The machine: takes an event to its step, and goes where the step says. */
#include "keyturn/rotation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "machine.h"

void rotation_init(struct rotation *rotation, const struct rotation_kind *kind, const char *service,
	const char *id, const char *name)
{
	memset(rotation, 0, sizeof(*rotation));
	rotation->kind = kind;
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

void rotation_finish(struct rotation *rotation)
{
	credential_drop(&rotation->old_credential);
	credential_drop(&rotation->new_credential);
	credential_drop(&rotation->kept);
	places_free(rotation);
	tokens_drop(rotation);
	free(rotation->hooks);
	rotation->hooks = NULL;
	rotation->hook_count = 0;
	rotation->ticket = 0;
	rotation->step = ROTATION_IDLE;
}

/* ---- going from step to step ---- */

static enum rotation_step destination(const struct rotation *rotation, enum go go)
{
	switch (go) {
	case GO_ON:
		return step_after(rotation->kind, rotation->step);
	case GO_LEARN:
		return ROTATION_LEARNING;
	case GO_REMOVE:
		return ROTATION_REMOVING;
	case GO_CLOSE:
		return ROTATION_CLOSING;
	case GO_IDLE:
		return ROTATION_IDLE;
	case GO_FINISH:
		return ROTATION_FINISHED;
	case GO_NOWHERE:
	case GO_STAY:
	case GO_AGAIN:
		break;
	}
	return rotation->step;
}

/* The one place where the step changes. */
static enum go enter(struct turn *turn, enum rotation_step step)
{
	struct rotation *rotation = turn->rotation;

	rotation->step = step;
	rotation->ticket = 0;
	rotation->tries = 0;
	return step_of(step)->enter(turn);
}

static bool follow(struct turn *turn, enum go go)
{
	const enum rotation_step from = turn->rotation->step;

	if (go == GO_NOWHERE) {
		return false;
	}
	while (go != GO_STAY) {
		go = enter(turn, destination(turn->rotation, go));
	}
	if (turn->rotation->step != from) {
		tell(turn, ROTATION_STEPPED, 0);
	}
	return true;
}

/* ---- events ---- */

static enum go start(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->step != ROTATION_IDLE) {
		return GO_NOWHERE;
	}
	memset(&rotation->error, 0, sizeof(rotation->error));
	return GO_ON;
}

static enum go resume(struct turn *turn, const struct rotation_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->step != ROTATION_IDLE || !record_take(rotation, event->record)) {
		places_free(&(struct rotation){
			.places = event->places, .place_count = event->place_count});
		return GO_NOWHERE;
	}
	if (event->kept != NULL) {
		credential_drop(&rotation->kept);
		rotation->kept = credential_take(event->kept);
	}
	places_free(rotation);
	rotation->places = event->places;
	rotation->place_count = rotation->place_room = event->place_count;
	rotation->search = SEARCH_DONE;
	return GO_LEARN;
}

static enum go confirm(struct turn *turn)
{
	if (turn->rotation->step != ROTATION_CONFIRMING) {
		return GO_NOWHERE;
	}
	places_search_stop(turn);
	return GO_ON;
}

static enum go reply(struct turn *turn, const struct rotation_event *event)
{
	const struct rotation *rotation = turn->rotation;
	const struct step *step = step_of(rotation->step);

	return step->reply == NULL || event->ticket == 0 || event->ticket != rotation->ticket
		? GO_NOWHERE
		: step->reply(turn, event->reply);
}

static enum go timer(struct turn *turn)
{
	const struct step *step = step_of(turn->rotation->step);

	/* With a ticket it is a tick from before the request under way. */
	return step->timer == NULL || turn->rotation->ticket != 0 ? GO_NOWHERE : step->timer(turn);
}

static enum go cancel(struct turn *turn)
{
	const struct step *step = step_of(turn->rotation->step);

	return step->cancel == NULL ? GO_NOWHERE : step->cancel(turn);
}

static enum go done(struct turn *turn, struct work_event *event)
{
	const struct rotation *rotation = turn->rotation;
	const struct step *step = step_of(rotation->step);

	return step->work == NULL || event->ticket == 0 || event->ticket != rotation->ticket
		? GO_NOWHERE
		: step->work(turn, event);
}

static enum go work(struct turn *turn, struct work_event *event)
{
	switch (event->kind) {
	case WORK_EVENT_FOUND:
	case WORK_EVENT_PROGRESS:
	case WORK_EVENT_SEARCHED:
		return places_found(turn, event) ? GO_STAY : GO_NOWHERE;
	case WORK_EVENT_DONE:
		return done(turn, event);
	case WORK_EVENT_OUTPUT:
	case WORK_EVENT_HISTORY:
	case WORK_EVENT_UNFINISHED:
	case WORK_EVENT_COUNT:
		break;
	}
	return GO_NOWHERE;
}

static enum go take(struct turn *turn, const struct rotation_event *event)
{
	switch (event->kind) {
	case ROTATION_EVENT_START:
		return start(turn);
	case ROTATION_EVENT_RESUME:
		return resume(turn, event);
	case ROTATION_EVENT_CONFIRM:
		return confirm(turn);
	case ROTATION_EVENT_CANCEL:
		return cancel(turn);
	case ROTATION_EVENT_REPLY:
		return reply(turn, event);
	case ROTATION_EVENT_TIMER:
		return timer(turn);
	case ROTATION_EVENT_WORK:
		return work(turn, event->work);
	case ROTATION_EVENT_EXCLUDE:
		return places_exclude(turn, event->index) ? GO_STAY : GO_NOWHERE;
	case ROTATION_EVENT_COUNT:
		break;
	}
	return GO_NOWHERE;
}

bool rotation_update(struct rotation *rotation, const struct rotation_event *event,
	uint32_t *next_ticket, struct effects *effects, struct rotation_news *news)
{
	struct turn turn = {rotation, next_ticket, effects, news};

	return follow(&turn, take(&turn, event));
}
