/* SPDX-License-Identifier: MIT
 * The reset in the panel: the popup that asks, the dialog that tells how it goes, and what the user
 * hears of every step. What a reset is, is in rotation.c. */
#include "model_private.h"

#include <string.h>

/* A press on the dangerous button counts when it came alone and not in the wake of another key. */
enum { CONFIRM_MS_MIN = 300 };

bool reset_is_under_way(struct model *model, struct effects *effects)
{
	bool under_way = rotation_under_way(&model->rotation);

	if (under_way) {
		toast(model, effects, TOAST_ERROR,
			"a reset is under way; Reset on the settings page shows how it goes");
	}
	return under_way;
}

bool reset_result_shown(const struct model *model, size_t dialogs)
{
	return dialogs > 0 && model->dialogs[dialogs - 1].kind == DIALOG_PROGRESS &&
		model->rotation.step == ROTATION_FINISHED &&
		model->rotation.outcome == ROTATION_OUTCOME_NEW;
}

void reset_drop(struct model *model, struct effects *effects)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};

	rotation_update(&model->rotation, &cancel, &model->next_ticket, effects);
	secret_unlink(model->rotation.new_key);
	model->rotation.new_key = NULL;
}

void reset_open(struct model *model, struct effects *effects)
{
	const struct rotation_event start = {.kind = ROTATION_EVENT_START};

	if (rotation_under_way(&model->rotation)) {
		dialog_open(model, DIALOG_PROGRESS, effects);
		return;
	}
	reset_drop(model, effects);
	rotation_finish(&model->rotation);
	rotation_init(&model->rotation, "", model->session.user_name);
	dialog_open(model, DIALOG_RESET, effects);
	reset_event(model, &start, effects);
}

/* ---- what the user hears ---- */

static const char *new_key_result(enum rotation_proof proof)
{
	switch (proof) {
	case PROOF_ACCEPTED:
		return "the new key signs in";
	case PROOF_REFUSED:
		return "the new key does not sign in yet; try it again before you change anything";
	case PROOF_NONE:
	case PROOF_UNKNOWN:
		break;
	}
	return "it is not known whether the new key signs in";
}

static const char *old_key_result(const struct rotation *rotation)
{
	switch (rotation->old_proof) {
	case PROOF_NONE:
		return rotation->old_fingerprint[0] == '\0' ? "there was no old key"
							    : "the old key was not tried";
	case PROOF_ACCEPTED:
		return "the old key STILL signs in";
	case PROOF_REFUSED:
		return "the old key is refused";
	case PROOF_UNKNOWN:
		break;
	}
	return "it is not known whether the old key is refused";
}

static enum toast_level level_of(bool good)
{
	return good ? TOAST_INFO : TOAST_ERROR;
}

static void tell_new(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;
	bool had_one = rotation->old_fingerprint[0] != '\0';

	toast(model, effects, TOAST_INFO, "new key issued: %s -> %s",
		had_one ? rotation->old_fingerprint : "none", rotation->new_fingerprint);
	settings_new_key(model, rotation->new_fingerprint, effects);
}

static void tell_new_proof(struct model *model, struct effects *effects)
{
	enum rotation_proof proof = model->rotation.new_proof;

	toast(model, effects, level_of(proof == PROOF_ACCEPTED), "%s", new_key_result(proof));
}

static void tell_finished(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;
	bool good = rotation->new_proof == PROOF_ACCEPTED &&
		(rotation->old_proof == PROOF_REFUSED || rotation->old_fingerprint[0] == '\0');

	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NONE:
		break;
	case ROTATION_OUTCOME_UNCHANGED:
		toast_error(model, effects, "nothing was changed", &rotation->error);
		break;
	case ROTATION_OUTCOME_UNDETERMINED:
		toast_error(model, effects, "the reset", &rotation->error);
		break;
	case ROTATION_OUTCOME_NEW:
		toast(model, effects, level_of(good), "key %s is in force: %s; %s",
			rotation->new_fingerprint, new_key_result(rotation->new_proof),
			old_key_result(rotation));
		break;
	}
}

/* The new key is shown in the dialog that waited for it; where nobody waits it is forgotten. */
static void show_result(struct model *model, struct effects *effects)
{
	struct rotation *rotation = &model->rotation;
	struct secret *key = rotation->new_key;

	rotation->new_key = NULL;
	dialog_close_kind(model, DIALOG_LEAVE);
	if (key != NULL && reset_result_shown(model, model->dialog_count)) {
		dialog_top(model)->since = model->now;
		reveal_show(model, REVEAL_KEY, key, effects);
	} else {
		secret_unlink(key);
	}
}

static void not_read(struct model *model, struct effects *effects)
{
	dialog_close_kind(model, DIALOG_RESET);
	if (model->rotation.error.kind != ERROR_NONE) {
		toast_error(model, effects, "the present key was not read, so nothing was changed",
			&model->rotation.error);
	}
}

static void arrived(struct model *model, struct effects *effects)
{
	switch (model->rotation.step) {
	case ROTATION_IDLE:
		not_read(model, effects);
		break;
	case ROTATION_CONFIRMING:
		if (model->dialog_count > 0) {
			dialog_top(model)->since = model->now;
		}
		break;
	case ROTATION_LEARNING:
		toast(model, effects, TOAST_ERROR,
			"no clear answer to the reset; reading the key to learn what happened");
		break;
	case ROTATION_PROVING_NEW:
		tell_new(model, effects);
		break;
	case ROTATION_PROVING_OLD:
		tell_new_proof(model, effects);
		break;
	case ROTATION_FINISHED:
		tell_finished(model, effects);
		show_result(model, effects);
		break;
	case ROTATION_READING_OLD:
	case ROTATION_RESETTING:
	case ROTATION_STEP_COUNT:
		break;
	}
}

void reset_event(struct model *model, const struct rotation_event *event, struct effects *effects)
{
	enum rotation_step before = model->rotation.step;

	if (rotation_update(&model->rotation, event, &model->next_ticket, effects)) {
		model->step.waiting = false;
	}
	if (model->rotation.step != before) {
		model->step.since = model->now;
		arrived(model, effects);
	}
}

/* The one request that changes something is followed to its end without its dialog; of everything
 * else the user is told what is known. */
void reset_stop_waiting(struct model *model, struct effects *effects)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};

	if (model->rotation.step == ROTATION_RESETTING) {
		toast(model, effects, TOAST_INFO,
			"the reset goes on and its outcome will be told here; Reset shows it again");
	} else {
		reset_event(model, &cancel, effects);
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

	if (model->rotation.step != ROTATION_CONFIRMING) {
		toast(model, effects, TOAST_INFO, "reading the present key first");
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

static void reset_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	struct dialog *dialog = dialog_top(model);

	if (action == ACTION_NEXT || action == ACTION_PREVIOUS) {
		dialog_focus(model, dialog->item == RESET_CANCEL ? RESET_GENERATE : RESET_CANCEL);
	} else if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		dialog_focus(model, action == ACTION_LEFT ? RESET_CANCEL : RESET_GENERATE);
	} else if (action == ACTION_BACK) {
		cancel(model, effects);
	} else if (action == ACTION_ACTIVATE && dialog->item == RESET_CANCEL) {
		cancel(model, effects);
	} else if (action == ACTION_ACTIVATE) {
		generate(model, key, effects);
	}
}

const struct dialog_ops reset_dialog = {.action = reset_action};

/* ---- how it goes ---- */

static void close_progress(struct model *model, struct effects *effects)
{
	if (rotation_under_way(&model->rotation)) {
		model->leave_quits = false;
		dialog_open(model, DIALOG_LEAVE, effects);
	} else if (model->now - dialog_top(model)->since >= CONFIRM_MS_MIN) {
		dialog_close(model);
		reveal_hide(model, effects);
	}
}

static void progress_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	(void)key;
	if (action == ACTION_BACK || action == ACTION_ACTIVATE) {
		close_progress(model, effects);
	}
}

const struct dialog_ops progress_dialog = {.action = progress_action};
