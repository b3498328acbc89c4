/* SPDX-License-Identifier: MIT
 * Signing in: what the form or a profile gives goes to the service, and what the service says. */
#include "sign_in.h"

#include <stdio.h>
#include <string.h>

#include "../dialog.h"
#include "../line.h"
#include "../load.h"
#include "../session.h"
#include "../ticket.h"
#include "../toast.h"

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

void sign_in_elsewhere(struct model *model, size_t row, struct effects *effects)
{
	bool listed = row < model->options.account_count;

	if (model->signed_in) {
		session_revoke(model, effects);
		toast(model, effects, TOAST_INFO, "signed out");
	}
	session_forget(model, effects);
	if (listed) {
		sign_in_to_account(model, (int)row, effects);
	} else {
		line_set(&model->sign_in.username, "");
		sign_in_form(model, -1, effects);
	}
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
		snprintf(url, ACCOUNT_URL_SIZE, "%s", service_choices[form->service].url);
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
		form->locked ? model->service_label : service_choices[form->service].label);
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

void sign_in_submit(struct model *model, struct effects *effects)
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
	toast(model, effects, TOAST_INFO, "The service wants a passcode");
	toast_of(model, TOAST_OF_PASSCODE);
}

static void refused(struct model *model, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;

	if (form->passcode_step && form->load.error.kind == ERROR_PASSCODE_REFUSED) {
		form->focus = SIGN_IN_PASSCODE;
	} else {
		sign_in_to_form(model);
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
