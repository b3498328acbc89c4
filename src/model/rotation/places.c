/* SPDX-License-Identifier: MIT
 * What holds the key: the list grows while the user reads the popup. */
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "machine.h"

void places_search(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->kind->unsearched || !credential_is_whole(&rotation->old_credential)) {
		rotation->search = SEARCH_DONE; /* nothing can hold what is not there */
		return;
	}
	rotation->search = SEARCH_RUNNING;
	rotation->unreadable = 0;
	effect_add(turn->effects, EFFECT_SEARCH)->credential = credential_link(
		&rotation->old_credential);
}

void places_search_stop(struct turn *turn)
{
	if (turn->rotation->search == SEARCH_RUNNING) {
		turn->rotation->search = SEARCH_STOPPED;
		effect_add(turn->effects, EFFECT_SEARCH_STOP);
	}
}

static void add(struct rotation *rotation, struct holder *holder)
{
	if (rotation->place_count == rotation->place_room) {
		size_t room = rotation->place_room == 0 ? 16 : 2 * rotation->place_room;
		struct holder **places = memory_array(room, sizeof(*places));
		if (rotation->place_count > 0) {
			memcpy(places, rotation->places, rotation->place_count * sizeof(*places));
		}
		free(rotation->places);
		rotation->places = places;
		rotation->place_room = room;
	}
	rotation->places[rotation->place_count++] = holder;
}

static void count(struct rotation *rotation, const struct work_event *event)
{
	rotation->files_read = event->files;
	rotation->bytes_read = event->bytes;
	rotation->unreadable = event->unreadable;
}

/* Later than this the list stands in the journal, and must not change under it. */
bool places_found(struct turn *turn, struct work_event *event)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->step != ROTATION_CONFIRMING || rotation->search != SEARCH_RUNNING) {
		return false;
	}
	switch (event->kind) {
	case WORK_EVENT_FOUND:
		add(rotation, event->holder);
		event->holder = NULL;
		return true;
	case WORK_EVENT_SEARCHED:
		rotation->search = event->stopped ? SEARCH_STOPPED : SEARCH_DONE;
		count(rotation, event);
		unsearched_finish(&rotation->unsearched);
		rotation->unsearched = unsearched_take(&event->unsearched);
		tell(turn, ROTATION_SEARCHED, 0);
		return true;
	case WORK_EVENT_PROGRESS:
		count(rotation, event);
		return true;
	case WORK_EVENT_OUTPUT:
	case WORK_EVENT_HISTORY:
	case WORK_EVENT_UNFINISHED:
	case WORK_EVENT_DONE:
	case WORK_EVENT_COUNT:
		break;
	}
	return false;
}

bool places_exclude(struct turn *turn, size_t index)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->step != ROTATION_CONFIRMING || index >= rotation->place_count) {
		return false;
	}
	struct holder *place = rotation->places[index];
	if (place->action != HOLDER_UPDATE) {
		return false;
	}
	place->status = place->status == HOLDER_EXCLUDED ? HOLDER_FOUND : HOLDER_EXCLUDED;
	return true;
}

void places_leave(struct rotation *rotation)
{
	for (size_t i = 0; i < rotation->place_count; i++) {
		struct holder *place = rotation->places[i];
		if (place->action != HOLDER_UPDATE && place->status == HOLDER_FOUND) {
			place->status = HOLDER_LEFT;
		}
	}
}

/* What was updated may hold the key of before another reset; what is well is found to be so. */
static bool is_tried_again(const struct holder *place)
{
	return place->action == HOLDER_UPDATE &&
		(place->status == HOLDER_FAILED || place->status == HOLDER_UPDATED);
}

void places_take_up(struct rotation *rotation)
{
	for (size_t i = 0; rotation->resumed && i < rotation->place_count; i++) {
		struct holder *place = rotation->places[i];
		if (is_tried_again(place)) {
			place->status = HOLDER_FOUND;
			free(place->reason);
			place->reason = NULL;
		}
	}
}

void places_free(struct rotation *rotation)
{
	for (size_t i = 0; i < rotation->place_count; i++) {
		holder_destroy(rotation->places[i]);
	}
	free(rotation->places);
	rotation->places = NULL;
	unsearched_finish(&rotation->unsearched);
	rotation->place_count = rotation->place_room = 0;
}
