/* SPDX-License-Identifier: MIT
 * Every way out of keyturn, and the question asked where something would be lost. */
#include "leave.h"

#include "../forms/form.h"
#include "../pages/sign_in.h"
#include "../reveal.h"
#include "../session.h"
#include "../toast.h"
#include "dialogs.h"
#include "once.h"
#include "progress.h"
#include "reset.h"
#include "resume.h"

enum { LEAVING_MS_MAX = 60000 }; /* how long a reset without an answer is followed up alone */

static int status_of_reset(const struct rotation *rotation, int otherwise)
{
	bool undone = rotation_count(rotation).update > 0 ||
		rotation_hooks_done(rotation) < rotation->hook_count;

	if (rotation->outcome == ROTATION_OUTCOME_UNDETERMINED) {
		return EXIT_STATUS_UNKNOWN;
	}
	return rotation->outcome == ROTATION_OUTCOME_NEW && rotation->stopping && undone
		? EXIT_STATUS_PARTLY
		: otherwise;
}

static void leave_now(struct model *model, int status, int signal, struct effects *effects)
{
	struct effect *quit;

	form_drop(model, effects);
	resume_drop(model, effects);
	reset_drop(model, effects);
	reveal_hide(model, effects);
	once_drop(model);
	sign_in_wipe(model);
	if (model->clipboard_full) {
		model->clipboard_full = false;
		effect_add(effects, EFFECT_CLEAR_CLIPBOARD);
	}
	if (model->signed_in) {
		session_revoke(model, effects);
	}
	quit = effect_add(effects, EFFECT_QUIT);
	quit->status = status_of_reset(&model->rotation, status);
	quit->signal = signal;
	model->gone = true;
}

static void leave_soon(struct model *model, int status, int signal, struct effects *effects)
{
	reveal_hide(model, effects);
	model->leaving = true;
	model->leaving_since = model->now;
	model->leave_status = status;
	model->leaving_signal = signal;
}

/* The work under way ends, and what would come after it stays in the journal. */
static void stop_and_leave(struct model *model, struct effects *effects)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};

	leave_soon(model, model->leave_status, 0, effects);
	reset_event(model, &cancel, effects);
}

static void tell_waiting(struct model *model, struct effects *effects)
{
	toast(model, effects, TOAST_ERROR,
		"asked to quit; leaving once the outcome of the %s is known; Ctrl-C leaves now",
		form_under_way(model) ? "change" : "reset");
}

static void ask(
	struct model *model, enum leave_what what, enum leave_item focus, struct effects *effects)
{
	model->leave_what = what;
	dialog_open(model, DIALOG_LEAVE, effects)->item = focus;
}

void leave_at_once(struct model *model, int status, struct effects *effects)
{
	bool under_way = rotation_under_way(&model->rotation);
	enum leave_what what = under_way ? LEAVE_RESET : LEAVE_KEYTURN;
	bool asked = dialog_is_open(model, DIALOG_LEAVE) && model->leave_what == what;

	if (form_under_way(model) && !model->leaving) {
		leave_soon(model, status, 0, effects);
		tell_waiting(model, effects);
		return;
	}
	if (!under_way && (asked || !model_once_waits(model))) {
		leave_now(model, status, 0, effects);
		return;
	}
	model->leave_status = status;
	if (asked) {
		stop_and_leave(model, effects);
	} else {
		ask(model, what, LEAVE_STAY, effects);
	}
}

void leave_ask(struct model *model, struct effects *effects)
{
	if (rotation_under_way(&model->rotation)) {
		leave_at_once(model, EXIT_STATUS_DONE, effects);
	} else {
		ask(model, LEAVE_KEYTURN, LEAVE_GO, effects);
	}
}

void leave_form(struct model *model, struct effects *effects)
{
	ask(model, LEAVE_FORM, LEAVE_STAY, effects);
}

void leave_account(struct model *model, size_t row, struct effects *effects)
{
	model->leave_account = row;
	ask(model, LEAVE_ACCOUNT, LEAVE_GO, effects);
}

/* What was confirmed is finished, without a terminal if need be. Only an answer that does not come is
 * not waited for for ever: the journal has it. */
static bool may_leave(const struct model *model)
{
	const struct rotation *rotation = &model->rotation;
	bool open = rotation->step == ROTATION_ISSUING || rotation->step == ROTATION_LEARNING;

	return (!rotation_under_way(rotation) && !form_under_way(model)) ||
		((open || form_under_way(model)) &&
			model->now - model->leaving_since >= LEAVING_MS_MAX);
}

void leave_signal(struct model *model, int signal, struct effects *effects)
{
	if (!model->leaving) {
		leave_soon(model, 128 + signal, signal, effects);
		if (!may_leave(model)) {
			tell_waiting(model, effects);
		}
	}
}

void leave_hurry(struct model *model, struct effects *effects)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};

	form_drop(model, effects);
	reset_event(model, &cancel, effects);
}

void leave_when_known(struct model *model, struct effects *effects)
{
	if (model->leaving && !model->gone && may_leave(model)) {
		leave_now(model, model->leave_status, model->leaving_signal, effects);
	}
}

static void answer(struct model *model, enum leave_item item, struct effects *effects)
{
	dialog_close(model);
	if (item == LEAVE_STAY) {
		return;
	}
	switch (model->leave_what) {
	case LEAVE_PROGRESS:
		progress_leave(model, effects);
		break;
	case LEAVE_RESET:
		stop_and_leave(model, effects);
		break;
	case LEAVE_KEYTURN:
		leave_now(model, EXIT_STATUS_DONE, 0, effects);
		break;
	case LEAVE_FORM:
		form_close(model, effects);
		break;
	case LEAVE_ACCOUNT:
		sign_in_elsewhere(model, model->leave_account, effects);
		break;
	case LEAVE_ONCE:
		once_close(model, effects);
		break;
	}
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
	} else if (action == ACTION_ACTIVATE &&
		(dialog->item == LEAVE_STAY || !dialog_doubted(model, effects))) {
		answer(model, (enum leave_item)dialog->item, effects);
	}
}

static const char *leave_enter_word(const struct model *model)
{
	if (model_dialog(model)->item == LEAVE_STAY) {
		return "Stay";
	}
	return model->leave_what == LEAVE_ACCOUNT ? "Sign out"
		: model->leave_what == LEAVE_ONCE ? "Close"
						  : "Leave";
}

const struct dialog_ops leave_dialog = {.items = LEAVE_GO + 1,
	.enter_word = leave_enter_word,
	.click = CLICK_PRESSES,
	.action = leave_action};
