/* SPDX-License-Identifier: MIT
 * Beginning, locking and ending a session: what is kept and what is forgotten. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static void arm_lock(struct model *model, int64_t milliseconds, struct effects *effects)
{
	if (model->options.lock_ms > 0) {
		timer_start(model, TIMER_LOCK, milliseconds, effects);
	}
}

void session_begin(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	enum page page = model->sign_in.locked ? model->sign_in.after : PAGE_HOME;

	model->session = *reply->session;
	free(model->catalog);
	model->catalog = reply->catalog;
	reply->catalog = NULL;
	model->signed_in = true;
	model->sign_in.locked = false;
	model->sign_in.passcode_step = false;
	model->sign_in.focus = SIGN_IN_SECRET;
	model->sign_in.load = (struct load){.state = LOAD_NONE};
	sign_in_wipe(model);
	model->last_key = model->now;
	arm_lock(model, model->options.lock_ms, effects);
	toast(model, effects, TOAST_INFO, "signed in as %s to %s", model->session.user_name,
		model->service_label);
	page_open(model, page, effects);
}

/* What was read in the session goes with it. */
void session_forget(struct model *model, struct effects *effects)
{
	reset_drop(model, effects);
	page_open(model, PAGE_SIGN_IN, effects);
	timer_stop(model, TIMER_LOCK, effects);
	free(model->catalog);
	model->catalog = NULL;
	memset(&model->session, 0, sizeof(model->session));
	memset(&model->services, 0, sizeof(model->services));
	memset(&model->activity, 0, sizeof(model->activity));
	model->home.focus = HOME_SETTINGS;
	model->signed_in = false;
	model->lock_due = false;
}

/* The session's token must not outlive it; nobody waits for the answer. */
void session_revoke(struct model *model, struct effects *effects)
{
	struct effect *revoke = effect_add(effects, EFFECT_REQUEST);

	revoke->ticket = ticket_next(&model->next_ticket);
	revoke->request.op = IDENTITY_REVOKE;
}

void session_sign_out(struct model *model, struct effects *effects)
{
	int account = model->account;

	session_revoke(model, effects);
	session_forget(model, effects);
	sign_in_form(model, account, effects);
	toast(model, effects, TOAST_INFO, "signed out");
}

void session_lock(struct model *model, const struct error *why, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;
	enum page page = model->page;
	bool by_key = model->session.method == CREDENTIAL_API_KEY;

	line_set(&form->username, model->session.user_name);
	if (why == NULL) {
		session_revoke(model, effects);
	}
	session_forget(model, effects);
	memcpy(effect_add(effects, EFFECT_CONNECT)->url, model->url, sizeof(model->url));
	form->locked = true;
	form->after = page;
	form->kind = by_key ? CREDENTIAL_API_KEY : CREDENTIAL_PASSWORD;
	form->focus = SIGN_IN_SECRET;
	form->passcode_step = false;
	sign_in_wipe(model);
	if (why != NULL) {
		form->load.state = LOAD_FAILED;
		form->load.error = *why;
		toast_error(model, effects, "", why);
	} else {
		toast(model, effects, TOAST_INFO, "locked");
	}
}

void session_idle(struct model *model, struct effects *effects)
{
	int64_t idle = model->now - model->last_key;

	if (!model->signed_in || model->options.lock_ms <= 0) {
		return;
	}
	if (idle < model->options.lock_ms) {
		arm_lock(model, model->options.lock_ms - idle, effects);
	} else if (rotation_under_way(&model->rotation)) {
		model->lock_due = true;
	} else {
		session_lock(model, NULL, effects);
	}
}

void session_lock_due(struct model *model, struct effects *effects)
{
	if (model->lock_due && !rotation_under_way(&model->rotation)) {
		model->lock_due = false;
		session_idle(model, effects);
	}
}
