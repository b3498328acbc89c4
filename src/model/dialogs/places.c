/* SPDX-License-Identifier: MIT
 * What holds the key, a row a place: before the reset some of it can be left out, after it is over
 * the list is to be read. */
#include "dialogs.h"

#include "keyturn/text.h"

#include "../toast.h"
#include "reset.h"

static const char *why_not(const struct holder *place)
{
	if (place->action == HOLDER_RESTART) {
		return "a running process took the key when it started: restart it after the reset";
	}
	return place->reason != NULL ? place->reason : "put the new key there by hand";
}

/* Behind the places comes what was not looked into. */
static size_t places_count(const struct model *model)
{
	return model->rotation.place_count + model->rotation.unsearched.count;
}

static void toggle(struct model *model, size_t index, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;
	const struct rotation_event exclude = {.kind = ROTATION_EVENT_EXCLUDE, .index = index};

	if (index >= places_count(model)) {
		return;
	}
	if (index >= rotation->place_count) {
		const struct unsearched *item =
			&rotation->unsearched.items[index - rotation->place_count];
		toast(model, effects, TOAST_INFO, "Not searched: %s", item->reason);
		return;
	}
	if (rotation->places[index]->action == HOLDER_UPDATE) {
		reset_event(model, &exclude, effects);
	} else {
		toast_hint(model, effects, "keyturn does not update this place: %s",
			why_not(rotation->places[index]));
	}
}

/* In front of the popup a file can be left out; else the rows are only to be read. */
static bool is_asking(const struct model *model)
{
	return model->rotation.step == ROTATION_CONFIRMING && dialog_is_open(model, DIALOG_RESET);
}

/* Without the popup the search was for this list, and ends with it. */
static void close_places(struct model *model, struct effects *effects)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};

	dialog_close(model);
	if (!dialog_is_open(model, DIALOG_RESET) && !rotation_under_way(&model->rotation) &&
		model->rotation.step != ROTATION_FINISHED) {
		reset_event(model, &cancel, effects);
	}
}

static bool places_matches(const struct model *model, size_t index, const char *text)
{
	const struct rotation *rotation = &model->rotation;

	if (index >= rotation->place_count) {
		const struct unsearched *item =
			&rotation->unsearched.items[index - rotation->place_count];
		return text_contains(item->path, text) || text_contains(item->reason, text);
	}
	const struct holder *place = rotation->places[index];
	return text_contains(place->path, text) ||
		text_contains(place->name != NULL ? place->name : "", text) ||
		text_contains(place->reason != NULL ? place->reason : "", text);
}

static enum click_manner places_click_on(const struct model *model, size_t item)
{
	(void)item;
	return is_asking(model) ? CLICK_PRESSES_SELECTED : CLICK_SELECTS;
}

static const char *places_enter_word(const struct model *model)
{
	const struct rotation *rotation = &model->rotation;
	size_t index = dialog_row(model);

	if (!is_asking(model)) {
		return "Close";
	}
	if (index >= places_count(model)) {
		return NULL;
	}
	if (index >= rotation->place_count || rotation->places[index]->action != HOLDER_UPDATE) {
		return "Why";
	}
	return rotation->places[index]->status == HOLDER_EXCLUDED ? "Include" : "Skip";
}

static void places_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	bool asking = is_asking(model);

	(void)key;
	if (dialog_move(model, action)) {
		return;
	}
	if (action == ACTION_BACK || (action == ACTION_ACTIVATE && !asking)) {
		close_places(model, effects);
	} else if (action == ACTION_ACTIVATE) {
		toggle(model, dialog_row(model), effects);
	}
}

const struct dialog_ops places_dialog = {.count = places_count,
	.matches = places_matches,
	.enter_word = places_enter_word,
	.click_on = places_click_on,
	.action = places_action};
