/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <stdlib.h>
#include <string.h>

#include "dialogs/mfa.h"
#include "dialogs/once.h"
#include "dialogs/reset.h"
#include "dialogs/resume.h"
#include "forms/form.h"
#include "load.h"
#include "page.h"
#include "pages/activity.h"
#include "pages/settings.h"
#include "pages/sign_in.h"
#include "ticket.h"
#include "timers.h"
#include "toast.h"

/* ---- until when it lasts ---- */

int64_t model_lock_after(const struct model *model, bool *by_account)
{
	const int64_t own = model->options.lock_ms, account = model->session.inactivity * 1000;

	*by_account = account > 0 && (own <= 0 || account < own);
	return *by_account ? account : own;
}

void session_watch_idle(struct model *model, struct effects *effects)
{
	bool by_account;
	const int64_t limit = model_lock_after(model, &by_account);

	if (limit > 0) {
		timer_start(model, TIMER_LOCK, model->last_key + limit - model->now, effects);
	}
}

bool session_ran_out(const struct model *model)
{
	return model->session.ends && model->wall >= model->session.expires;
}

/* The clock on the wall may be set meanwhile: it is looked at again when the timer fires. */
void session_watch_end(struct model *model, struct effects *effects)
{
	if (model->session.ends) {
		timer_start(model, TIMER_SESSION, (model->session.expires - model->wall) * 1000,
			effects);
	} else {
		timer_stop(model, TIMER_SESSION, effects);
	}
}

/* An end that is over before it was told is by another clock: nothing is to be concluded from it. */
void session_told(struct model *model, const struct identity_reply *reply, struct effects *effects)
{
	struct session *session = &model->session;
	const bool ends = reply->ends && reply->expires > model->wall;

	if (model->signed_in && reply->expires != 0 &&
		(ends != session->ends || reply->expires != session->expires)) {
		session->ends = ends;
		session->expires = reply->expires;
		session_watch_end(model, effects);
	}
}

/* Any user may ask for the account's rule (Rackspace Identity v2.0, "Show a domain"); if the service says
 * no, there is none. */
static void ask_for_rule(struct model *model, struct effects *effects)
{
	struct identity_request request = {.op = IDENTITY_GET_DOMAIN};

	if (model->session.inactivity == 0 && model->session.account[0] != '\0') {
		memcpy(request.item_id, model->session.account, sizeof(request.item_id));
		load_start(model, &model->rule_load, &request, effects);
	}
}

bool session_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	if (!load_answers(&model->rule_load, ticket)) {
		return false;
	}
	if (load_finish(&model->rule_load, reply) && reply->domain != NULL) {
		model->session.inactivity = reply->domain->inactivity;
		session_watch_idle(model, effects);
	}
	return true;
}

/* ---- beginning and end ---- */

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
	session_watch_idle(model, effects);
	ask_for_rule(model, effects);
	toast(model, effects, TOAST_INFO, "signed in as %s to %s", model->session.user_name,
		model->service_label);
	page_open(model, page, effects);
	resume_ask(model, model->session.user_name, effects);
}

/* What was read in the session goes with it. */
void session_forget(struct model *model, struct effects *effects)
{
	form_drop(model, effects);
	mfa_drop(model, effects);
	resume_drop(model, effects);
	reset_drop(model, effects);
	reset_forget(model);
	page_open(model, PAGE_SIGN_IN, effects);
	once_drop(model);
	timer_stop(model, TIMER_LOCK, effects);
	timer_stop(model, TIMER_SESSION, effects);
	load_cancel(&model->rule_load, effects);
	free(model->catalog);
	model->catalog = NULL;
	memset(&model->session, 0, sizeof(model->session));
	memset(&model->services, 0, sizeof(model->services));
	activity_free(model);
	settings_forget(model);
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
	char lost[ONCE_LOST_SIZE];

	once_lost(model, lost);
	session_revoke(model, effects);
	session_forget(model, effects);
	sign_in_form(model, account, effects);
	toast(model, effects, lost[0] != '\0' ? TOAST_ERROR : TOAST_INFO, "signed out%s%s",
		lost[0] != '\0' ? ": " : "", lost);
}
