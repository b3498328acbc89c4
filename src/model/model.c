/* SPDX-License-Identifier: MIT
 * The panel's state: its beginning, its end, and the dispatcher of what happens to it. */
#include "keyturn/model.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "click.h"
#include "dialog.h"
#include "dialogs/dialogs.h"
#include "dialogs/leave.h"
#include "dialogs/once.h"
#include "dialogs/progress.h"
#include "dialogs/reset.h"
#include "dialogs/resume.h"
#include "forms/form.h"
#include "load.h"
#include "lock.h"
#include "pages/activity.h"
#include "pages/contact.h"
#include "pages/pages.h"
#include "pages/settings_contacts.h"
#include "pages/sign_in.h"
#include "press.h"
#include "reveal.h"
#include "session.h"
#include "timers.h"
#include "toast.h"

static const struct page_ops *const pages[PAGE_COUNT] = {
#define X(id, name) [PAGE_##id] = &name##_page,
	PAGE_TABLE(X)
#undef X
};

static const struct dialog_ops *const dialogs[DIALOG_COUNT] = {
#define X(id, name) [DIALOG_##id] = &name##_dialog,
	DIALOG_TABLE(X)
#undef X
};

void model_init(struct model *model, const struct model_options *options)
{
	memset(model, 0, sizeof(*model));
	model->options = *options;
	model->page_ops = pages;
	model->dialog_ops = dialogs;
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
	once_drop(model);
	rotation_finish(&model->rotation);
	form_free(model);
	reset_forget(model);
	resume_free(model);
	activity_free(model);
	contacts_free(&model->settings);
	contact_free(model);
	free(model->settings.questions);
	free(model->mfa.phones);
	free(model->mfa.otp);
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
		reveal_out_of_sight(model, "the window was resized", effects);
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
	progress_follow(model, effects); /* before the session may end with it */
	return true;
}

static bool take_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	if (page_reply(model, ticket, reply, effects) ||
		dialog_reply(model, ticket, reply, effects) ||
		reveal_reply(model, ticket, reply, effects) ||
		form_reply(model, ticket, reply, effects) ||
		reply_is_rotations(model, ticket, reply, effects) ||
		session_reply(model, ticket, reply, effects)) {
		session_told(model, reply, effects);
		lock_if_ended(model, reply, effects);
		return true;
	}
	model->dropped++;
	return false;
}

static void take_work(struct model *model, struct work_event *work, struct effects *effects)
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

static void toast_end(struct model *model, struct effects *effects)
{
	(void)effects;
	model->toast_on = false;
}

static void rotation_due(struct model *model, struct effects *effects)
{
	const struct rotation_event event = {.kind = ROTATION_EVENT_TIMER};

	reset_event(model, &event, effects);
}

static void take_timer(struct model *model, enum timer_id timer, struct effects *effects)
{
	static void (*const does[TIMER_COUNT])(struct model *, struct effects *) = {
		[TIMER_REVEAL] = reveal_tick,
		[TIMER_CLIPBOARD] = clipboard_expire,
		[TIMER_TOAST] = toast_end,
		[TIMER_LOCK] = lock_if_idle,
		[TIMER_SESSION] = lock_if_over,
		[TIMER_CHANGE] = form_timer,
		[TIMER_WAIT] = NULL, /* load_watch() starts it again while something waits */
	};

	if (timer == TIMER_ROTATION) { /* the machine keeps its own count */
		rotation_due(model, effects);
	} else if (timer_fired(model, timer) && does[timer] != NULL) {
		does[timer](model, effects);
	}
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
		return reveal_out_of_sight(model, "the terminal lost the focus", effects);
	case MESSAGE_RESIZE:
		resize(model, message->size.rows, message->size.cols, effects);
		return true;
	case MESSAGE_TIMER:
		take_timer(model, message->timer, effects);
		return true;
	case MESSAGE_REPLY:
		return take_reply(model, message->reply.ticket, message->reply.reply, effects);
	case MESSAGE_WORK:
		take_work(model, message->work, effects);
		return true;
	case MESSAGE_WAIT:
		load_wait(model, message->wait.ticket, &message->wait.wait);
		form_wait(model, message->wait.ticket, &message->wait.wait);
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
	progress_follow(model, effects);
	leave_when_known(model, effects);
	if (!model->gone) {
		lock_when_due(model, effects);
		load_watch(model, effects);
		toast_settle(model, model_layer(model));
	}
	return changed || effects->count > 0;
}
