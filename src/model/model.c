/* SPDX-License-Identifier: MIT
 * The panel's state: its beginning, its end, and the dispatcher of what happens to it. */
#include "keyturn/model.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "model_private.h"

void model_init(struct model *model, const struct model_options *options)
{
	memset(model, 0, sizeof(*model));
	model->options = *options;
	model->account = -1;
	model->rows = 24;
	model->cols = 80;
	model->sign_in.secret = secret_input_create();
	model->sign_in.passcode = secret_input_create();
}

void model_finish(struct model *model)
{
	secret_input_destroy(model->sign_in.secret);
	secret_input_destroy(model->sign_in.passcode);
	secret_unlink(model->reveal.secret);
	rotation_finish(&model->rotation);
	resume_free(model);
	activity_free(model);
	free(model->settings.contacts);
	free(model->catalog);
	memset(model, 0, sizeof(*model));
}

static void resize(struct model *model, int rows, int cols, struct effects *effects)
{
	bool was_small = model->too_small;

	if (rows == model->rows && cols == model->cols) {
		return;
	}
	model->rows = rows;
	model->cols = cols;
	model->too_small = rows < MODEL_ROWS_MIN || cols < MODEL_COLS_MIN;
	if (model->too_small) {
		reveal_hide(model, effects);
	} else {
		reveal_out_of_sight(model, "the window has another size", effects);
	}
	if (was_small && !model->too_small) {
		dialog_in_sight(model);
	}
}

static bool reply_is_rotations(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	const struct rotation_event event = {
		.kind = ROTATION_EVENT_REPLY, .ticket = ticket, .reply = reply};

	if (ticket == 0 || model->rotation.ticket != ticket) {
		return false;
	}
	reset_event(model, &event, effects);
	return true;
}

static bool take_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	if (sign_in_reply(model, ticket, reply, effects)) {
		return true;
	}
	if (settings_reply(model, ticket, reply, effects) ||
		reveal_reply(model, ticket, reply, effects) ||
		reply_is_rotations(model, ticket, reply, effects)) {
		session_check(model, reply, effects);
		return true;
	}
	model->dropped++;
	return false;
}

static void cut_off(struct model *model, const char *told, struct effects *effects)
{
	dialog_doubt(model);
	toast(model, effects, TOAST_ERROR, "%s", told);
}

static bool take(struct model *model, struct message *message, struct effects *effects)
{
	switch (message->kind) {
	case MESSAGE_START:
		model->last_key = model->now;
		sign_in_start(model, effects);
		return true;
	case MESSAGE_KEY:
		press_key(model, &message->key, effects);
		return true;
	case MESSAGE_CLICK:
		click_take(model, &message->click, effects);
		return true;
	case MESSAGE_PASTE_END:
	case MESSAGE_NOISE:
		dialog_doubt(model);
		return false;
	case MESSAGE_PASTE_CUT:
		cut_off(model,
			"Pasted text was cut off and ignored. Keys work again when the rest of it "
			"has come; Ctrl-C leaves",
			effects);
		return true;
	case MESSAGE_ANSWER_CUT:
		cut_off(model, "The terminal stopped in the middle of an answer; press Esc",
			effects);
		return true;
	case MESSAGE_FOCUS_LOST:
		return reveal_out_of_sight(model, "another window has the focus", effects);
	case MESSAGE_RESIZE:
		resize(model, message->size.rows, message->size.cols, effects);
		return true;
	case MESSAGE_TIMER:
		timer_fired(model, message->timer, effects);
		return true;
	case MESSAGE_REPLY:
		return take_reply(model, message->reply.ticket, message->reply.reply, effects);
	case MESSAGE_WORK:
		reset_work(model, message->work, effects);
		return true;
	case MESSAGE_WAIT:
		load_wait(model, message->wait.ticket, &message->wait.wait);
		return true;
	case MESSAGE_SUSPENDING:
		reveal_hide(model, effects);
		effect_add(effects, EFFECT_SUSPEND);
		return true;
	case MESSAGE_RESUMED:
		dialog_in_sight(model);
		return true;
	case MESSAGE_HANGUP:
		leave_signal(model, SIGHUP, effects);
		return true;
	case MESSAGE_TERMINATE:
		leave_signal(model, message->signal, effects);
		return true;
	}
	return false;
}

bool model_update(struct model *model, struct message *message, struct effects *effects)
{
	bool changed;

	assert(effects->count == 0);
	if (model->gone) {
		return false;
	}
	model->now = message->now;
	model->wall = message->wall;
	changed = take(model, message, effects);
	leave_when_known(model, effects);
	if (!model->gone) {
		lock_when_due(model, effects);
		load_watch(model, effects);
	}
	return changed || effects->count > 0;
}
