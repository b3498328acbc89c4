/* SPDX-License-Identifier: MIT
 * A rotation that was interrupted: after a sign-in the user is asked whether to finish it now. Until
 * the answer this process holds it in the journal. */
#include "resume.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../toast.h"
#include "dialogs.h"
#include "reset.h"

void resume_ask(const struct model *model, const char *user, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_UNFINISHED);

	memcpy(effect->url, model->url, sizeof(effect->url));
	snprintf(effect->user, sizeof(effect->user), "%s", user);
}

void resume_free(struct model *model)
{
	for (size_t i = 0; i < model->unfinished_count; i++) {
		holder_destroy(model->unfinished_places[i]);
	}
	free(model->unfinished_places);
	model->unfinished_places = NULL;
	model->unfinished_count = 0;
	memset(&model->unfinished, 0, sizeof(model->unfinished));
}

static void let_go(struct effects *effects)
{
	effect_add(effects, EFFECT_WORK)->order = work_order_create(WORK_ABANDON);
}

void resume_drop(struct model *model, struct effects *effects)
{
	if (model->unfinished.id != 0) {
		let_go(effects);
		resume_free(model);
	}
	dialog_close_kind(model, DIALOG_RESUME);
}

/* Of the session's user, or of the contact whose page is open. */
static bool is_wanted(const struct model *model, const struct journal_record *record)
{
	bool own = strcmp(record->user, model->session.user_name) == 0;

	return model->signed_in && !model->leaving && strcmp(record->service, model->url) == 0 &&
		(own || strcmp(record->user, model_key_user(model)) == 0);
}

/* A reset that is only asked for could not begin beside this one. */
void resume_found(struct model *model, struct work_event *work, struct effects *effects)
{
	if (rotation_under_way(&model->rotation)) {
		return; /* its own journal refuses to begin, and it is found again then */
	}
	if (!is_wanted(model, &work->record)) {
		let_go(effects);
		return;
	}
	resume_free(model);
	dialog_close_kind(model, DIALOG_PLACES);
	dialog_close_kind(model, DIALOG_RESET);
	dialog_close_kind(model, DIALOG_PROGRESS);
	reset_clear(model, effects);
	reset_forget(model);
	model->unfinished = work->record;
	model->unfinished_places = work->places;
	model->unfinished_count = work->place_count;
	work->places = NULL;
	work->place_count = 0;
	dialog_open(model, DIALOG_RESUME, effects);
	toast(model, effects, TOAST_ERROR, "a reset of %s's key was interrupted",
		model->unfinished.user);
}

static void later(struct model *model, struct effects *effects)
{
	resume_drop(model, effects);
	toast(model, effects, TOAST_INFO, "'keyturn resume' or the next sign-in finishes it");
}

static void now(struct model *model, struct effects *effects)
{
	const struct journal_record record = model->unfinished;
	struct holder **places = model->unfinished_places;
	size_t count = model->unfinished_count;

	model->unfinished_places = NULL;
	model->unfinished_count = 0;
	resume_free(model);
	dialog_close(model);
	reset_resume(model, &record, places, count, effects);
}

static void resume_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	const struct dialog *dialog = dialog_top(model);
	bool seen = model->now - dialog->since >= CONFIRM_MS_MIN;

	(void)key;
	if (action == ACTION_NEXT || action == ACTION_PREVIOUS) {
		dialog_focus(model, dialog->item == RESUME_LATER ? RESUME_NOW : RESUME_LATER);
	} else if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		dialog_focus(model, action == ACTION_LEFT ? RESUME_LATER : RESUME_NOW);
	} else if (action == ACTION_BACK) {
		later(model, effects);
	} else if (action == ACTION_ACTIVATE && !seen) {
		toast_hint(model, effects, "This has just appeared: press Enter again");
	} else if (action == ACTION_ACTIVATE && dialog->item == RESUME_LATER) {
		later(model, effects);
	} else if (action == ACTION_ACTIVATE && !dialog_doubted(model, effects)) {
		now(model, effects);
	}
}

static const char *resume_enter_word(const struct model *model)
{
	return model_dialog(model)->item == RESUME_LATER ? "Later" : "Finish";
}

const struct dialog_ops resume_dialog = {.items = RESUME_ITEM_COUNT,
	.enter_word = resume_enter_word,
	.click = CLICK_PRESSES,
	.action = resume_action};
