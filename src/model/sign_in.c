/* SPDX-License-Identifier: MIT
 * The sign-in page: the form, the passcode step, and the form of a locked panel. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *label, *url;
} services[SIGN_IN_SERVICE_COUNT] = {
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
	if (strcmp(url, services[SIGN_IN_UK].url) == 0) {
		return SIGN_IN_UK;
	}
	return url[0] == '\0' || strcmp(url, services[SIGN_IN_US].url) == 0 ? SIGN_IN_US
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

static void to_form(struct model *model)
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
	to_form(model);
}

/* ---- signing in ---- */

static void host_of(const char *url, char *out, size_t size)
{
	const char *start = strstr(url, "://");
	const char *at;

	start = start != NULL ? start + 3 : url;
	size_t len = strcspn(start, "/?#");
	at = memchr(start, '@', len);
	if (at != NULL) {
		len -= (size_t)(at + 1 - start);
		start = at + 1;
	}
	snprintf(out, size, "%.*s", (int)len, start);
}

static void connect_to(
	struct model *model, const char *url, const char *label, struct effects *effects)
{
	if (url != model->url) {
		snprintf(model->url, sizeof(model->url), "%s", url);
	}
	host_of(url, model->service_host, sizeof(model->service_host));
	snprintf(model->service_label, sizeof(model->service_label), "%.63s",
		label[0] != '\0' ? label : model->service_host);
	memcpy(effect_add(effects, EFFECT_CONNECT)->url, model->url, sizeof(model->url));
}

void sign_in_to_account(struct model *model, int account, struct effects *effects)
{
	const struct account_choice *choice = &model->options.accounts[account];
	struct load *load = &model->sign_in.load;
	struct effect *effect;

	sign_in_form(model, account, effects);
	model->account = account;
	if (!choice->has_credential) {
		return;
	}
	connect_to(model, choice->url, choice->label, effects);
	effect = effect_add(effects, EFFECT_SIGN_IN);
	effect->account = account;
	effect->ticket = ticket_next(&model->next_ticket);
	*load = (struct load){
		.state = LOAD_UNDER_WAY, .ticket = effect->ticket, .since = model->now};
}

void sign_in_start(struct model *model, struct effects *effects)
{
	if (model->options.notice != NULL) {
		toast(model, effects, TOAST_ERROR, "%s", model->options.notice);
	}
	if (model->options.account >= 0) {
		sign_in_to_account(model, model->options.account, effects);
		return;
	}
	sign_in_form(model, model->options.account_count == 1 ? 0 : -1, effects);
	if (model->options.account_count > 1) {
		dialog_open(model, DIALOG_SWITCH, effects);
	}
}

/* Blanks around a pasted name are never meant. */
static bool trimmed(const struct line *line, char *out, size_t size)
{
	const char *start = line->text + strspn(line->text, " ");
	size_t len = strlen(start);

	while (len > 0 && start[len - 1] == ' ') {
		len--;
	}
	if (len >= size) {
		return false;
	}
	memcpy(out, start, len);
	memset(out + len, 0, size - len);
	return true;
}

static bool complain(
	struct model *model, enum sign_in_focus field, const char *what, struct effects *effects)
{
	model->sign_in.focus = field;
	toast(model, effects, TOAST_ERROR, "%s", what);
	return false;
}

static bool chosen_url(struct model *model, char url[ACCOUNT_URL_SIZE], struct effects *effects)
{
	const struct sign_in *form = &model->sign_in;

	if (form->locked) {
		memcpy(url, model->url, ACCOUNT_URL_SIZE);
		return true;
	}
	if (form->service != SIGN_IN_OTHER_URL) {
		snprintf(url, ACCOUNT_URL_SIZE, "%s", services[form->service].url);
		return true;
	}
	if (!trimmed(&form->url, url, ACCOUNT_URL_SIZE) || url[0] == '\0') {
		return complain(model, SIGN_IN_URL,
			"type the service's URL, such as https://identity.example.org/v2.0",
			effects);
	}
	return true;
}

static bool filled(struct model *model, struct identity_request *request, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;

	if (!trimmed(&form->username, request->username, sizeof(request->username))) {
		return complain(model, SIGN_IN_USERNAME, "that username is too long", effects);
	}
	if (request->username[0] == '\0') {
		return complain(model, SIGN_IN_USERNAME, "type the username", effects);
	}
	if (secret_input_length(form->secret) == 0) {
		return complain(model, SIGN_IN_SECRET,
			form->kind == CREDENTIAL_API_KEY ? "type the API key" : "type the password",
			effects);
	}
	return true;
}

static void submit_credential(struct model *model, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;
	struct identity_request request = {.op = IDENTITY_SIGN_IN, .kind = form->kind};
	char url[ACCOUNT_URL_SIZE], label[sizeof(model->service_label)];

	if (!chosen_url(model, url, effects) || !filled(model, &request, effects)) {
		return;
	}
	snprintf(label, sizeof(label), "%s",
		form->locked ? model->service_label : services[form->service].label);
	connect_to(model, url, label, effects);
	request.secret = secret_input_finish(form->secret);
	load_start(model, &form->load, &request, effects);
}

static void submit_passcode(struct model *model, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;
	struct identity_request request = {.op = IDENTITY_PASSCODE};

	if (secret_input_length(form->passcode) == 0) {
		complain(model, SIGN_IN_PASSCODE, "type the passcode", effects);
		return;
	}
	request.secret = secret_input_finish(form->passcode);
	load_start(model, &form->load, &request, effects);
}

static void submit(struct model *model, struct effects *effects)
{
	if (model->sign_in.passcode_step) {
		submit_passcode(model, effects);
	} else {
		submit_credential(model, effects);
	}
}

/* ---- the answer ---- */

static void passcode_wanted(struct model *model, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;

	sign_in_wipe(model);
	form->load = (struct load){.state = LOAD_NONE};
	form->passcode_step = true;
	form->focus = SIGN_IN_PASSCODE;
	toast(model, effects, TOAST_INFO, "the service wants a passcode");
}

static void refused(struct model *model, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;

	if (form->passcode_step && form->load.error.kind == ERROR_PASSCODE_REFUSED) {
		form->focus = SIGN_IN_PASSCODE;
	} else {
		to_form(model);
	}
	toast_error(model, effects, "", &form->load.error);
}

bool sign_in_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	struct load *load = &model->sign_in.load;

	if (!load_answers(load, ticket)) {
		return false;
	}
	if (!load_finish(load, reply)) {
		if (reply->error.kind == ERROR_PASSCODE_WANTED) {
			passcode_wanted(model, effects);
		} else {
			refused(model, effects);
		}
	} else if (reply->session == NULL) {
		load->state = LOAD_FAILED;
		error_set(&load->error, ERROR_REPLY, "no session in it");
		refused(model, effects);
	} else {
		session_begin(model, reply, effects);
	}
	return true;
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
		to_form(model);
		toast(model, effects, TOAST_INFO, "sign-in cancelled");
	} else if (form->passcode_step) {
		to_form(model);
	} else {
		leave_ask(model, EXIT_STATUS_DONE, effects);
	}
}

static void activate(struct model *model, struct effects *effects)
{
	enum sign_in_focus focus = model->sign_in.focus;

	if (focus == SIGN_IN_SUBMIT || focus == SIGN_IN_SECRET || focus == SIGN_IN_PASSCODE) {
		submit(model, effects);
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

const struct page_ops sign_in_page = {.action = sign_in_action, .text = sign_in_text};
