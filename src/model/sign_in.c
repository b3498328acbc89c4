/* SPDX-License-Identifier: MIT
 * The sign-in page: the form, the passcode step, and the form of a locked panel. */
#include "model_private.h"

#include <string.h>

const struct service_choice service_choices[SIGN_IN_SERVICE_COUNT] = {
	[SIGN_IN_US] = {"Rackspace US", "https://identity.api.rackspacecloud.com/v2.0"},
	[SIGN_IN_UK] = {"Rackspace UK", "https://lon.identity.api.rackspacecloud.com/v2.0"},
	[SIGN_IN_OTHER_URL] = {"", ""},
};

bool model_sign_in_has(const struct model *model, enum sign_in_focus field)
{
	const struct sign_in *form = &model->sign_in;

	switch (field) {
	case SIGN_IN_SERVICE:
	case SIGN_IN_USERNAME:
		return !form->passcode_step && !form->locked;
	case SIGN_IN_URL:
		return !form->passcode_step && !form->locked && form->service == SIGN_IN_OTHER_URL;
	case SIGN_IN_KIND:
	case SIGN_IN_SECRET:
		return !form->passcode_step;
	case SIGN_IN_PASSCODE:
		return form->passcode_step;
	case SIGN_IN_SUBMIT:
		return true;
	case SIGN_IN_FOCUS_COUNT:
		break;
	}
	return false;
}

bool sign_in_text_entry(const struct model *model)
{
	enum sign_in_focus focus = model->sign_in.focus;

	return model->sign_in.load.state != LOAD_UNDER_WAY &&
		(focus == SIGN_IN_URL || focus == SIGN_IN_USERNAME || focus == SIGN_IN_SECRET ||
			focus == SIGN_IN_PASSCODE);
}

const char *sign_in_enter_word(const struct model *model)
{
	enum sign_in_focus focus = model->sign_in.focus;
	bool last = focus == SIGN_IN_SUBMIT || focus == SIGN_IN_SECRET || focus == SIGN_IN_PASSCODE;

	return last ? "Sign in" : "Next";
}

void sign_in_wipe(struct model *model)
{
	secret_input_clear(model->sign_in.secret);
	secret_input_clear(model->sign_in.passcode);
}

static void step(struct model *model, int direction)
{
	int focus = (int)model->sign_in.focus;

	do {
		focus = (focus + direction + SIGN_IN_FOCUS_COUNT) % SIGN_IN_FOCUS_COUNT;
	} while (!model_sign_in_has(model, (enum sign_in_focus)focus));
	model->sign_in.focus = (enum sign_in_focus)focus;
}

static void settle(struct model *model)
{
	if (!model_sign_in_has(model, model->sign_in.focus)) {
		step(model, 1);
	}
}

/* ---- the form's content ---- */

static enum sign_in_service service_of(const char *url)
{
	if (strcmp(url, service_choices[SIGN_IN_UK].url) == 0) {
		return SIGN_IN_UK;
	}
	return url[0] == '\0' || strcmp(url, service_choices[SIGN_IN_US].url) == 0
		? SIGN_IN_US
		: SIGN_IN_OTHER_URL;
}

static void prefill(struct model *model, const struct account_choice *account)
{
	struct sign_in *form = &model->sign_in;

	form->service = service_of(account->url);
	line_set(&form->url, form->service == SIGN_IN_OTHER_URL ? account->url : "");
	line_set(&form->username, account->username);
}

static enum sign_in_focus first_to_fill(const struct model *model)
{
	if (model->sign_in.locked || model->sign_in.username.text[0] != '\0') {
		return SIGN_IN_SECRET;
	}
	return SIGN_IN_SERVICE;
}

void sign_in_to_form(struct model *model)
{
	sign_in_wipe(model);
	model->sign_in.passcode_step = false;
	model->sign_in.focus = first_to_fill(model);
}

void sign_in_form(struct model *model, int account, struct effects *effects)
{
	load_cancel(&model->sign_in.load, effects);
	page_open(model, PAGE_SIGN_IN, effects);
	model->sign_in.locked = false;
	model->sign_in.after = PAGE_HOME;
	model->account = -1;
	if (account >= 0) {
		prefill(model, &model->options.accounts[account]);
	}
	sign_in_to_form(model);
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

static void back(struct model *model, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;

	if (form->load.state == LOAD_UNDER_WAY) {
		load_cancel(&form->load, effects);
		sign_in_to_form(model);
		toast(model, effects, TOAST_INFO, "sign-in cancelled");
	} else if (form->passcode_step) {
		sign_in_to_form(model);
	} else {
		leave_ask(model, EXIT_STATUS_DONE, effects);
	}
}

static void activate(struct model *model, struct effects *effects)
{
	enum sign_in_focus focus = model->sign_in.focus;

	if (focus == SIGN_IN_SUBMIT || focus == SIGN_IN_SECRET || focus == SIGN_IN_PASSCODE) {
		sign_in_submit(model, effects);
	} else {
		step(model, 1);
	}
}

static void jump(struct model *model, enum action action)
{
	model->sign_in.focus = action == ACTION_LAST ? SIGN_IN_SUBMIT : SIGN_IN_SERVICE;
	settle(model);
}

static void sign_in_action(struct model *model, enum action action, struct effects *effects)
{
	if (action == ACTION_BACK) {
		back(model, effects);
	} else if (action == ACTION_ACTIVATE) {
		activate(model, effects);
	} else if (action == ACTION_NEXT || action == ACTION_DOWN) {
		step(model, 1);
	} else if (action == ACTION_PREVIOUS || action == ACTION_UP) {
		step(model, -1);
	} else if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		choose(model, action == ACTION_LEFT ? -1 : 1);
	} else if (action == ACTION_FIRST || action == ACTION_LAST) {
		jump(model, action);
	}
}

static void edit_secret(struct secret_input *input, uint32_t code)
{
	char bytes[4];
	size_t count = key_text(code, bytes);

	if (code == KEYPRESS_BACKSPACE) {
		secret_input_backspace(input);
	} else if (code == KEYPRESS_CTRL_U) {
		secret_input_clear(input);
	} else if (count > 0) {
		secret_input_append(input, bytes, count);
	}
	memset(bytes, 0, sizeof(bytes));
}

static void sign_in_text(struct model *model, uint32_t code)
{
	struct sign_in *form = &model->sign_in;

	if (form->focus == SIGN_IN_URL) {
		line_key(&form->url, code);
	} else if (form->focus == SIGN_IN_USERNAME) {
		line_key(&form->username, code);
	} else if (form->focus == SIGN_IN_SECRET) {
		edit_secret(form->secret, code);
	} else if (form->focus == SIGN_IN_PASSCODE) {
		edit_secret(form->passcode, code);
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

const struct page_ops sign_in_page = {
	.action = sign_in_action, .text = sign_in_text, .click = sign_in_click};
