/* SPDX-License-Identifier: MIT */
#include "once.h"

#include <stdio.h>

#include "../history.h"
#include "../reveal.h"
#include "../toast.h"
#include "dialogs.h"

char *model_once_name(const struct model *model, char out[ONCE_NAME_SIZE])
{
	static const char *const names[] = {
		[ONCE_PASSWORD] = "password of",
		[ONCE_CODES] = "bypass codes of",
		[ONCE_OTP] = "secret of the OTP device",
	};

	snprintf(out, ONCE_NAME_SIZE, "%s %s", names[model->once.what], model->once.whose);
	return out;
}

bool model_once_waits(const struct model *model)
{
	return model->once.secret != NULL && !model->once.told;
}

void once_drop(struct model *model)
{
	secret_unlink(model->once.secret);
	model->once = (struct once){.secret = NULL};
}

char *once_lost(const struct model *model, char out[ONCE_LOST_SIZE])
{
	static const char *const next[] = {
		[ONCE_PASSWORD] = "is wiped; set another",
		[ONCE_CODES] = "are wiped; make others",
		[ONCE_OTP] = "is wiped; remove the device and add it again",
	};
	char name[ONCE_NAME_SIZE];

	out[0] = '\0';
	if (model_once_waits(model)) {
		snprintf(out, ONCE_LOST_SIZE, "the %s, never shown nor copied, %s",
			model_once_name(model, name), next[model->once.what]);
	}
	return out;
}

void once_open(struct model *model, enum once_what what, const char *whose, struct secret *secret,
	struct effects *effects)
{
	char lost[ONCE_LOST_SIZE];

	if (once_lost(model, lost)[0] != '\0') {
		toast(model, effects, TOAST_ERROR, "%s", lost);
	}
	once_drop(model);
	if (model->leaving || model->gone) {
		secret_unlink(secret);
		return;
	}
	model->once.what = what;
	model->once.secret = secret;
	model->once.opened = model->now;
	snprintf(model->once.whose, sizeof(model->once.whose), "%s", whose);
	dialog_open(model, DIALOG_ONCE, effects);
}

bool once_on_top(const struct model *model)
{
	return model->dialog_count > 0 && model_dialog(model)->kind == DIALOG_ONCE;
}

void once_close(struct model *model, struct effects *effects)
{
	dialog_close_kind(model, DIALOG_ONCE);
	reveal_hide(model, effects);
	once_drop(model);
}

/* The key that opened it may have been pressed twice. */
static bool just_opened(struct model *model, struct effects *effects)
{
	bool just = model->now - model->once.opened < CONFIRM_MS_MIN;

	if (just) {
		toast_hint(model, effects, "This has just appeared: press the key again");
	}
	return just;
}

static void told(struct model *model, enum history_event event, struct effects *effects)
{
	bool device = model->once.what == ONCE_OTP;
	char name[ONCE_NAME_SIZE];

	model->once.told = true;
	history_note_of(model, event, device ? model->session.user_name : model->once.whose,
		model_once_name(model, name), effects);
}

static void reveal(struct model *model, struct effects *effects)
{
	char name[ONCE_NAME_SIZE];

	reveal_show(model, REVEAL_ONCE, secret_link(model->once.secret), effects);
	if (model->reveal.what == REVEAL_ONCE) {
		told(model, HISTORY_SHOWN, effects);
		toast(model, effects, TOAST_INFO, "shown: %s", model_once_name(model, name));
		toast_of(model, TOAST_OF_REVEAL);
	}
}

void once_show(struct model *model, struct effects *effects)
{
	if (model->reveal.what == REVEAL_ONCE) {
		reveal_hide(model, effects);
	} else if (!just_opened(model, effects)) {
		reveal(model, effects);
	}
}

void once_copy(struct model *model, struct effects *effects)
{
	if (!just_opened(model, effects)) {
		told(model, HISTORY_COPIED, effects);
		reveal_send(model, secret_link(model->once.secret), effects);
	}
}

/* Nothing is lost by a slip: what nobody has seen is asked about. */
static void done(struct model *model, struct effects *effects)
{
	if (!model_once_waits(model)) {
		once_close(model, effects);
	} else if (!just_opened(model, effects)) {
		model->leave_what = LEAVE_ONCE;
		dialog_open(model, DIALOG_LEAVE, effects);
	}
}

static void press(struct model *model, enum once_item item, struct effects *effects)
{
	switch (item) {
	case ONCE_SHOW:
		once_show(model, effects);
		break;
	case ONCE_COPY:
		once_copy(model, effects);
		break;
	case ONCE_DONE:
	case ONCE_ITEM_COUNT:
		done(model, effects);
		break;
	}
}

static void once_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	(void)key;
	if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		dialog_move(model, action == ACTION_LEFT ? ACTION_PREVIOUS : ACTION_NEXT);
	} else if (action == ACTION_BACK) {
		done(model, effects);
	} else if (action == ACTION_ACTIVATE) {
		press(model, (enum once_item)model_dialog(model)->item, effects);
	} else {
		dialog_move(model, action);
	}
}

static const char *once_enter_word(const struct model *model)
{
	static const char *const words[] = {"Show", "Copy", "Done"};
	size_t item = model_dialog(model)->item;

	return item == ONCE_SHOW && model->reveal.what == REVEAL_ONCE ? "Hide" : words[item];
}

static bool once_offers(const struct model *model, enum action action)
{
	(void)model;
	return action == ACTION_SHOW || action == ACTION_COPY;
}

const struct dialog_ops once_dialog = {.items = ONCE_ITEM_COUNT,
	.enter_word = once_enter_word,
	.click = CLICK_PRESSES,
	.offers = once_offers,
	.action = once_action};
