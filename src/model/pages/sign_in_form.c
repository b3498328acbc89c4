/* SPDX-License-Identifier: MIT
 * The sign-in form: its fields, and what is in them. */
#include "sign_in.h"

#include <string.h>

#include "../line.h"
#include "../load.h"
#include "../page.h"

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

void sign_in_wipe(struct model *model)
{
	secret_input_clear(model->sign_in.secret);
	secret_input_clear(model->sign_in.passcode);
}

void sign_in_step(struct model *model, int direction)
{
	int focus = (int)model->sign_in.focus;

	do {
		focus = (focus + direction + SIGN_IN_FOCUS_COUNT) % SIGN_IN_FOCUS_COUNT;
	} while (!model_sign_in_has(model, (enum sign_in_focus)focus));
	model->sign_in.focus = (enum sign_in_focus)focus;
}

void sign_in_jump(struct model *model, bool to_the_last)
{
	model->sign_in.focus = to_the_last ? SIGN_IN_SUBMIT : SIGN_IN_SERVICE;
	if (!model_sign_in_has(model, model->sign_in.focus)) {
		sign_in_step(model, 1);
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
	model->sign_in.typed = false;
	model->sign_in.after = PAGE_HOME;
	model->account = -1;
	if (account >= 0) {
		prefill(model, &model->options.accounts[account]);
	}
	sign_in_to_form(model);
}
