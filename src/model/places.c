/* SPDX-License-Identifier: MIT
 * What holds the key, a row a place: before the reset some of it can be left out, after it is over
 * the list is to be read. */
#include "model_private.h"

static const char *why_not(const struct holder *place)
{
	if (place->action == HOLDER_RESTART) {
		return "a running process took the key when it started: restart it after the reset";
	}
	return place->reason != NULL ? place->reason : "put the new key there by hand";
}

static void toggle(struct model *model, size_t index, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;
	const struct rotation_event exclude = {.kind = ROTATION_EVENT_EXCLUDE, .index = index};

	if (index >= rotation->place_count) {
		return;
	}
	if (rotation->places[index]->action == HOLDER_UPDATE) {
		reset_event(model, &exclude, effects);
	} else {
		toast(model, effects, TOAST_INFO, "keyturn does not update this place: %s",
			why_not(rotation->places[index]));
	}
}

bool places_can_open(const struct model *model, size_t dialogs)
{
	const struct rotation *rotation = &model->rotation;

	if (dialogs == 0) {
		return false;
	}
	switch (model->dialogs[dialogs - 1].kind) {
	case DIALOG_RESET:
		return rotation->step == ROTATION_CONFIRMING;
	case DIALOG_PROGRESS:
		return rotation->step == ROTATION_FINISHED && rotation->place_count > 0;
	case DIALOG_MENU:
	case DIALOG_PLACES:
	case DIALOG_RESUME:
	case DIALOG_HELP:
	case DIALOG_PALETTE:
	case DIALOG_MESSAGES:
	case DIALOG_SWITCH:
	case DIALOG_LEAVE:
		break;
	}
	return false;
}

const char *places_enter_word(const struct model *model)
{
	const struct rotation *rotation = &model->rotation;
	size_t index = model_dialog(model)->item;

	if (rotation->step != ROTATION_CONFIRMING) {
		return "Close";
	}
	if (index >= rotation->place_count) {
		return NULL;
	}
	if (rotation->places[index]->action != HOLDER_UPDATE) {
		return "Why";
	}
	return rotation->places[index]->status == HOLDER_EXCLUDED ? "Take in" : "Leave out";
}

static void places_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	bool asking = model->rotation.step == ROTATION_CONFIRMING;

	(void)key;
	if (dialog_move(model, action, model->rotation.place_count)) {
		return;
	}
	if (action == ACTION_BACK || (action == ACTION_ACTIVATE && !asking)) {
		dialog_close(model);
	} else if (action == ACTION_ACTIVATE) {
		toggle(model, dialog_top(model)->item, effects);
	}
}

const struct dialog_ops places_dialog = {.action = places_action};
