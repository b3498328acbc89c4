/* SPDX-License-Identifier: MIT
 * Every way out of keyturn, and the question asked while a reset is under way. */
#include "model_private.h"

#include <signal.h>

enum { LEAVING_MS_MAX = 60000 }; /* how long a reset without an answer is followed up alone */

void leave_quit(struct model *model, int status, int signal, struct effects *effects)
{
	struct effect *quit;

	reset_drop(model, effects);
	reveal_hide(model, effects);
	sign_in_wipe(model);
	if (model->clipboard_full) {
		model->clipboard_full = false;
		effect_add(effects, EFFECT_CLEAR_CLIPBOARD);
	}
	quit = effect_add(effects, EFFECT_QUIT);
	quit->status = model->rotation.outcome == ROTATION_OUTCOME_UNDETERMINED
		? EXIT_STATUS_UNKNOWN
		: status;
	quit->signal = signal;
	model->gone = true;
}

void leave_ask(struct model *model, int status, struct effects *effects)
{
	bool asked = dialog_is_open(model, DIALOG_LEAVE) && model->leave_quits;

	if (!rotation_under_way(&model->rotation) || asked) {
		leave_quit(model, status, 0, effects);
		return;
	}
	model->leave_quits = true;
	model->leave_status = status;
	dialog_open(model, DIALOG_LEAVE, effects);
}

/* The outcome is what matters; the proofs can be had again by signing in. */
static bool outcome_is_open(const struct model *model)
{
	return model->rotation.step == ROTATION_RESETTING ||
		model->rotation.step == ROTATION_LEARNING;
}

void leave_signal(struct model *model, int signal, struct effects *effects)
{
	if (model->leaving) {
		return;
	}
	reveal_hide(model, effects);
	model->leaving = true;
	model->leaving_since = model->now;
	model->leaving_signal = signal;
}

void leave_when_known(struct model *model, struct effects *effects)
{
	bool too_long = model->now - model->leaving_since >= LEAVING_MS_MAX;

	if (model->leaving && !model->gone && (!outcome_is_open(model) || too_long)) {
		leave_quit(model, 128 + model->leaving_signal, model->leaving_signal, effects);
	}
}

static void answer(struct model *model, enum leave_item item, struct effects *effects)
{
	dialog_close(model);
	if (item == LEAVE_STAY) {
		return;
	}
	if (model->leave_quits) {
		leave_quit(model, model->leave_status, 0, effects);
		return;
	}
	dialog_close_kind(model, DIALOG_PROGRESS);
	reset_stop_waiting(model, effects);
}

static void leave_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	struct dialog *dialog = dialog_top(model);

	(void)key;
	if (action == ACTION_NEXT || action == ACTION_PREVIOUS) {
		dialog_focus(model, dialog->item == LEAVE_STAY ? LEAVE_GO : LEAVE_STAY);
	} else if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		dialog_focus(model, action == ACTION_LEFT ? LEAVE_STAY : LEAVE_GO);
	} else if (action == ACTION_BACK) {
		dialog_close(model);
	} else if (action == ACTION_ACTIVATE) {
		answer(model, (enum leave_item)dialog->item, effects);
	}
}

const struct dialog_ops leave_dialog = {.action = leave_action};
