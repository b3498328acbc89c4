/* SPDX-License-Identifier: MIT
 * The reset in the panel: the popup that asks, and the events that drive it. What a reset is, is in
 * rotation.h; how it goes is told by progress.c. */
#include "reset.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

#include "../key_read.h"
#include "../left.h"
#include "../toast.h"
#include "dialogs.h"

bool reset_is_under_way(struct model *model, struct effects *effects)
{
	bool under_way = rotation_under_way(&model->rotation);

	if (under_way) {
		toast(model, effects, TOAST_ERROR,
			"a reset is under way; Reset on Settings & Contacts shows it");
	}
	return under_way;
}

/* The machine as new, for this user's key. */
static void prepare(struct model *model, const char *id, const char *name)
{
	rotation_finish(&model->rotation);
	rotation_init(&model->rotation, &rotation_of_api_key, model->url, id, name);
	model->rotation_news.count = 0;
	rotation_set_hooks(&model->rotation, model->options.hooks, model->options.hook_count);
}

void reset_drop(struct model *model, struct effects *effects)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};

	rotation_update(&model->rotation, &cancel, &model->next_ticket, effects, NULL);
	credential_drop(&model->rotation.new_credential);
}

void reset_clear(struct model *model, struct effects *effects)
{
	reset_drop(model, effects);
	prepare(model, "", model->session.user_name);
}

/* ---- a result that something is left of ---- */

void reset_forget(struct model *model)
{
	if (model->kept != NULL) {
		rotation_finish(model->kept);
		free(model->kept);
		model->kept = NULL;
	}
}

static void keep_result(struct model *model)
{
	if (left_is_any(model)) {
		reset_forget(model);
		model->kept = memory_array(1, sizeof(*model->kept));
		*model->kept = model->rotation;
		memset(&model->rotation, 0, sizeof(model->rotation));
	}
}

static void restore_result(struct model *model)
{
	if (model->kept != NULL) {
		rotation_finish(&model->rotation);
		model->rotation = *model->kept;
		free(model->kept);
		model->kept = NULL;
	}
}

/* ---- beginning ---- */

/* The machine as new reads the key that the page is about and searches; what is seen of that is `dialog`. */
static void begin(struct model *model, enum dialog_kind dialog, struct effects *effects)
{
	const struct rotation_event start = {.kind = ROTATION_EVENT_START};

	reset_drop(model, effects);
	prepare(model, key_owner(model), model_key_user(model));
	dialog_open(model, dialog, effects);
	reset_event(model, &start, effects);
}

void reset_open(struct model *model, struct effects *effects)
{
	if (rotation_under_way(&model->rotation)) {
		dialog_open(model, DIALOG_PROGRESS, effects);
		return;
	}
	keep_result(model);
	begin(model, DIALOG_RESET, effects);
}

void reset_list_places(struct model *model, struct effects *effects)
{
	if (rotation_under_way(&model->rotation) || left_is_any(model)) {
		dialog_open(model, DIALOG_PROGRESS, effects);
		return;
	}
	begin(model, DIALOG_PLACES, effects);
}

void reset_resume(struct model *model, const struct journal_record *record, struct holder **places,
	size_t count, struct effects *effects)
{
	const struct rotation_event resume = {.kind = ROTATION_EVENT_RESUME,
		.record = record,
		.places = places,
		.place_count = count};

	prepare(model, record->user_id, record->user);
	dialog_open(model, DIALOG_PROGRESS, effects);
	reset_event(model, &resume, effects);
}

/* ---- what happens to the machine ---- */

/* The popup stays: keys that were meant for it must not reach the page below. */
static void not_read(struct model *model, struct effects *effects)
{
	dialog_close_kind(model, DIALOG_PLACES);
	if (model->rotation.error.kind != ERROR_NONE) {
		toast_error(model, effects, "the current key was not read, so nothing was changed",
			&model->rotation.error);
	}
}

void reset_event(struct model *model, const struct rotation_event *event, struct effects *effects)
{
	const enum rotation_step before = model->rotation.step;

	if (!rotation_update(
		    &model->rotation, event, &model->next_ticket, effects, &model->rotation_news)) {
		return;
	}
	model->step.waiting = false;
	if (model->rotation.step != before) {
		model->step.since = model->now;
		toast_hint_over(model);
	}
	if (model->rotation.step == ROTATION_IDLE) {
		not_read(model, effects);
	} else if (before == ROTATION_READING_OLD && model->dialog_count > 0) {
		dialog_top(model)->since = model->now; /* its button does something only now */
	}
}

/* ---- the popup ---- */

static void cancel(struct model *model, struct effects *effects)
{
	const struct rotation_event event = {.kind = ROTATION_EVENT_CANCEL};

	dialog_close(model);
	reset_event(model, &event, effects);
	restore_result(model);
}

static void generate(struct model *model, const struct key *key, struct effects *effects)
{
	const struct rotation_event confirm = {.kind = ROTATION_EVENT_CONFIRM};
	int64_t shown = model->now - dialog_top(model)->since;

	if (model->rotation.step == ROTATION_IDLE) {
		toast_error(model, effects, "the current key was not read, so nothing can be reset",
			&model->rotation.error);
		return;
	}
	if (model->rotation.step != ROTATION_CONFIRMING) {
		toast_hint(model, effects, "Reading the current key first");
		return;
	}
	if (dialog_doubted(model, effects)) {
		return;
	}
	if (key == NULL || key->pasted || key->burst || shown < CONFIRM_MS_MIN) {
		toast_hint(model, effects, "Press Enter once more to confirm");
		return;
	}
	reset_forget(model);
	dialog_close(model);
	dialog_open(model, DIALOG_PROGRESS, effects);
	reset_event(model, &confirm, effects);
}

static void places(struct model *model, struct effects *effects)
{
	if (model->rotation.step == ROTATION_CONFIRMING) {
		dialog_open(model, DIALOG_PLACES, effects);
	} else {
		toast_hint(model, effects, "Reading the current key first");
	}
}

static void activate(
	struct model *model, enum reset_item item, const struct key *key, struct effects *effects)
{
	switch (item) {
	case RESET_CANCEL:
		cancel(model, effects);
		break;
	case RESET_GENERATE:
		generate(model, key, effects);
		break;
	case RESET_PLACES:
		places(model, effects);
		break;
	case RESET_LEAKED:
		model->rotation.leaked = !model->rotation.leaked;
		break;
	case RESET_ITEM_COUNT:
		break;
	}
}

static const char *reset_enter_word(const struct model *model)
{
	switch ((enum reset_item)model_dialog(model)->item) {
	case RESET_CANCEL:
		return "Cancel";
	case RESET_GENERATE:
		return "Generate";
	case RESET_PLACES:
		return action_info(ACTION_PLACES)->footer;
	case RESET_LEAKED:
		return model->rotation.leaked ? "Untick" : "Tick";
	case RESET_ITEM_COUNT:
		break;
	}
	return NULL;
}

/* The buttons are in a row, the box to tick is above it. */
static size_t moved(enum action action, size_t item)
{
	bool in_row = item != RESET_LEAKED;

	if (action == ACTION_NEXT) {
		return (item + 1) % RESET_ITEM_COUNT;
	}
	if (action == ACTION_PREVIOUS) {
		return (item + RESET_ITEM_COUNT - 1) % RESET_ITEM_COUNT;
	}
	if (action == ACTION_LEFT && in_row) {
		return item > RESET_CANCEL ? item - 1 : item;
	}
	if (action == ACTION_RIGHT && in_row) {
		return item < RESET_PLACES ? item + 1 : item;
	}
	if (action == ACTION_UP) {
		return RESET_LEAKED;
	}
	return action == ACTION_DOWN && !in_row ? RESET_CANCEL : item;
}

static void reset_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	struct dialog *dialog = dialog_top(model);

	if (action == ACTION_BACK) {
		cancel(model, effects);
	} else if (action == ACTION_PLACES) {
		places(model, effects);
	} else if (action == ACTION_ACTIVATE) {
		activate(model, (enum reset_item)dialog->item, key, effects);
	} else {
		dialog_focus(model, moved(action, dialog->item));
	}
}

static enum click_manner reset_click_on(const struct model *model, size_t item)
{
	(void)model;
	return item == RESET_GENERATE ? CLICK_PRESSES_SELECTED : CLICK_PRESSES;
}

static void reset_selected(struct model *model, struct effects *effects)
{
	if (dialog_top(model)->item == RESET_GENERATE &&
		model->rotation.step == ROTATION_CONFIRMING) {
		toast_hint(model, effects, "Click once more, or press Enter, to confirm");
	}
}

static bool reset_offers(const struct model *model, enum action action)
{
	return action == ACTION_PLACES && model->rotation.step == ROTATION_CONFIRMING;
}

const struct dialog_ops reset_dialog = {.items = RESET_ITEM_COUNT,
	.enter_word = reset_enter_word,
	.click_on = reset_click_on,
	.selected = reset_selected,
	.offers = reset_offers,
	.action = reset_action};
