/* SPDX-License-Identifier: MIT
 * The reset in the panel: the popup that asks, and the events that drive it. What a reset is, is in
 * rotation.c; how it goes is told by progress.c. */
#include "model_private.h"

#include <string.h>

bool reset_is_under_way(struct model *model, struct effects *effects)
{
	bool under_way = rotation_under_way(&model->rotation);

	if (under_way) {
		toast(model, effects, TOAST_ERROR,
			"a reset is under way; Reset on the settings page shows how it goes");
	}
	return under_way;
}

bool reset_is_asked(const struct model *model)
{
	return model->rotation.step == ROTATION_READING_OLD ||
		model->rotation.step == ROTATION_CONFIRMING;
}

/* The machine as new, for this user's key. */
static void prepare(struct model *model, const char *id, const char *name)
{
	rotation_finish(&model->rotation);
	rotation_init(&model->rotation, model->url, id, name);
	rotation_set_hooks(&model->rotation, model->options.hooks, model->options.hook_count);
}

void reset_drop(struct model *model, struct effects *effects)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};

	rotation_update(&model->rotation, &cancel, &model->next_ticket, effects);
	secret_unlink(model->rotation.new_key);
	model->rotation.new_key = NULL;
}

void reset_clear(struct model *model, struct effects *effects)
{
	reset_drop(model, effects);
	prepare(model, "", model->session.user_name);
}

void reset_open(struct model *model, struct effects *effects)
{
	const struct rotation_event start = {.kind = ROTATION_EVENT_START};

	if (rotation_under_way(&model->rotation)) {
		dialog_open(model, DIALOG_PROGRESS, effects);
		return;
	}
	reset_clear(model, effects);
	dialog_open(model, DIALOG_RESET, effects);
	reset_event(model, &start, effects);
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
		toast_error(model, effects, "the present key was not read, so nothing was changed",
			&model->rotation.error);
	}
}

void reset_event(struct model *model, const struct rotation_event *event, struct effects *effects)
{
	const struct rotation before = model->rotation; /* its plain members only */

	if (!rotation_update(&model->rotation, event, &model->next_ticket, effects)) {
		return;
	}
	model->step.waiting = false;
	if (model->rotation.step != before.step) {
		model->step.since = model->now;
	}
	if (model->rotation.step == ROTATION_IDLE) {
		not_read(model, effects);
	} else if (before.step == ROTATION_READING_OLD && model->dialog_count > 0) {
		dialog_top(model)->since = model->now; /* its button does something only now */
	}
	progress_tell(model, &before, effects);
}

void reset_work(struct model *model, struct work_event *work, struct effects *effects)
{
	const struct rotation_event event = {.kind = ROTATION_EVENT_WORK, .work = work};

	switch (work->kind) {
	case WORK_EVENT_OUTPUT:
		toast(model, effects, work->ok ? TOAST_INFO : TOAST_ERROR, "%s", work->line);
		break;
	case WORK_EVENT_HISTORY:
		activity_take(model, work);
		break;
	case WORK_EVENT_UNFINISHED:
		resume_found(model, work, effects);
		break;
	case WORK_EVENT_FOUND:
	case WORK_EVENT_PROGRESS:
	case WORK_EVENT_SEARCHED:
	case WORK_EVENT_DONE:
		reset_event(model, &event, effects);
		break;
	case WORK_EVENT_COUNT:
		break;
	}
}

/* ---- the popup ---- */

static void cancel(struct model *model, struct effects *effects)
{
	const struct rotation_event event = {.kind = ROTATION_EVENT_CANCEL};

	dialog_close(model);
	reset_event(model, &event, effects);
}

static void generate(struct model *model, const struct key *key, struct effects *effects)
{
	const struct rotation_event confirm = {.kind = ROTATION_EVENT_CONFIRM};
	int64_t shown = model->now - dialog_top(model)->since;

	if (model->rotation.step == ROTATION_IDLE) {
		toast_error(model, effects, "the present key was not read, so nothing can be reset",
			&model->rotation.error);
		return;
	}
	if (model->rotation.step != ROTATION_CONFIRMING) {
		toast(model, effects, TOAST_INFO, "reading the present key first");
		return;
	}
	if (dialog_doubted(model, effects)) {
		return;
	}
	if (key == NULL || key->pasted || key->burst || shown < CONFIRM_MS_MIN) {
		toast(model, effects, TOAST_INFO, "Press Enter once more to confirm");
		return;
	}
	dialog_close(model);
	dialog_open(model, DIALOG_PROGRESS, effects);
	reset_event(model, &confirm, effects);
}

static void places(struct model *model, struct effects *effects)
{
	if (model->rotation.step == ROTATION_CONFIRMING) {
		dialog_open(model, DIALOG_PLACES, effects);
	} else {
		toast(model, effects, TOAST_INFO, "reading the present key first");
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

const char *reset_enter_word(const struct model *model)
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

const struct dialog_ops reset_dialog = {.action = reset_action};
