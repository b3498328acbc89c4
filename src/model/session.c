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

void session_idle_after(struct model *model, int64_t milliseconds, struct effects *effects)
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
	session_idle_after(model, model->options.lock_ms, effects);
	toast(model, effects, TOAST_INFO, "signed in as %s to %s", model->session.user_name,
		model->service_label);
	page_open(model, page, effects);
	resume_ask(model, effects);
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
