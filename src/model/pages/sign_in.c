/* SPDX-License-Identifier: MIT
 * The sign-in page: the form, the passcode step, and the form of a locked panel. */
#include "sign_in.h"

#include <string.h>

#include "../dialogs/leave.h"
#include "../line.h"
#include "../load.h"
#include "../toast.h"
#include "pages.h"

static bool sign_in_busy(const struct model *model)
{
	return model->sign_in.load.state == LOAD_UNDER_WAY;
}

static bool sign_in_takes_text(const struct model *model)
{
	enum sign_in_focus focus = model->sign_in.focus;

	return !sign_in_busy(model) &&
		(focus == SIGN_IN_URL || focus == SIGN_IN_USERNAME || focus == SIGN_IN_SECRET ||
			focus == SIGN_IN_PASSCODE);
}

static bool sign_in_is_choice(const struct model *model)
{
	enum sign_in_focus focus = model->sign_in.focus;

	return !sign_in_busy(model) && (focus == SIGN_IN_SERVICE || focus == SIGN_IN_KIND);
}

static const char *sign_in_enter_word(const struct model *model)
{
	enum sign_in_focus focus = model->sign_in.focus;
	bool last = focus == SIGN_IN_SUBMIT || focus == SIGN_IN_SECRET || focus == SIGN_IN_PASSCODE;

	return last ? "Sign in" : "Next";
}

static const char *sign_in_back_word(const struct model *model)
{
	if (sign_in_busy(model)) {
		return "Cancel";
	}
	return model->sign_in.passcode_step ? "Back" : "Quit";
}

static struct load *sign_in_load(struct model *model, size_t index)
{
	return index == 0 ? &model->sign_in.load : NULL;
}

/* ---- keys ---- */

static void choose(struct model *model, int direction)
{
	struct sign_in *form = &model->sign_in;

	if (form->focus == SIGN_IN_SERVICE) {
		form->service = (enum sign_in_service)(
			((int)form->service + direction + SIGN_IN_SERVICE_COUNT) %
			SIGN_IN_SERVICE_COUNT);
	} else if (form->focus == SIGN_IN_KIND) {
		form->kind = form->kind == CREDENTIAL_PASSWORD ? CREDENTIAL_API_KEY
							       : CREDENTIAL_PASSWORD;
	}
}

/* What was typed, or the page that the lock keeps. */
static bool loses_something(const struct sign_in *form)
{
	bool filled = form->url.text[0] != '\0' || form->username.text[0] != '\0' ||
		secret_input_length(form->secret) > 0;

	return form->locked || (form->typed && filled);
}

static void back(struct model *model, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;

	if (form->load.state == LOAD_UNDER_WAY) {
		load_cancel(&form->load, effects);
		sign_in_to_form(model);
		toast(model, effects, TOAST_INFO, "sign-in cancelled");
	} else if (form->passcode_step) {
		sign_in_to_form(model);
	} else if (loses_something(form)) {
		leave_ask(model, effects);
	} else {
		leave_at_once(model, EXIT_STATUS_DONE, effects);
	}
}

static void activate(struct model *model, struct effects *effects)
{
	enum sign_in_focus focus = model->sign_in.focus;

	if (focus == SIGN_IN_SUBMIT || focus == SIGN_IN_SECRET || focus == SIGN_IN_PASSCODE) {
		sign_in_submit(model, effects);
	} else {
		sign_in_step(model, 1);
	}
}

static void sign_in_action(struct model *model, enum action action, struct effects *effects)
{
	if (action == ACTION_BACK) {
		back(model, effects);
	} else if (action == ACTION_ACTIVATE) {
		activate(model, effects);
	} else if (action == ACTION_NEXT || action == ACTION_DOWN) {
		sign_in_step(model, 1);
	} else if (action == ACTION_PREVIOUS || action == ACTION_UP) {
		sign_in_step(model, -1);
	} else if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		choose(model, action == ACTION_LEFT ? -1 : 1);
	} else if (action == ACTION_FIRST || action == ACTION_LAST) {
		sign_in_jump(model, action == ACTION_LAST);
	}
}

static void sign_in_text(struct model *model, uint32_t code)
{
	struct sign_in *form = &model->sign_in;

	form->typed = true;
	if (form->focus == SIGN_IN_URL) {
		line_key(&form->url, code);
	} else if (form->focus == SIGN_IN_USERNAME) {
		line_key(&form->username, code);
	} else if (form->focus == SIGN_IN_SECRET) {
		line_secret_key(form->secret, code);
	} else if (form->focus == SIGN_IN_PASSCODE) {
		line_secret_key(form->passcode, code);
	}
}

/* A field only gets the focus; a choice that has it already goes on to its next value. */
static bool sign_in_click(struct model *model, int stop, size_t line)
{
	enum sign_in_focus field = (enum sign_in_focus)stop;

	(void)line;
	if (stop < 0 || !model_sign_in_has(model, field)) {
		return false;
	}
	if (model->sign_in.focus == field) {
		choose(model, 1);
	}
	model->sign_in.focus = field;
	return field == SIGN_IN_SUBMIT;
}

const struct page_ops sign_in_page = {.context = CONTEXT_SIGN_IN,
	.form = true,
	.action = sign_in_action,
	.text = sign_in_text,
	.takes_text = sign_in_takes_text,
	.click = sign_in_click,
	.busy = sign_in_busy,
	.is_choice = sign_in_is_choice,
	.enter_word = sign_in_enter_word,
	.back_word = sign_in_back_word,
	.load = sign_in_load,
	.reply = sign_in_reply};
