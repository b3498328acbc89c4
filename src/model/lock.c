/* SPDX-License-Identifier: MIT */
#include "lock.h"

#include <string.h>

#include "dialogs/once.h"
#include "forms/form.h"
#include "line.h"
#include "pages/sign_in.h"
#include "session.h"
#include "toast.h"

void lock_now(struct model *model, const struct error *why, struct effects *effects)
{
	struct sign_in *form = &model->sign_in;
	enum page page = model->page;
	bool by_key = model->session.method == CREDENTIAL_API_KEY;
	char lost[ONCE_LOST_SIZE];

	once_lost(model, lost);
	if (model->session.user_name[0] != '\0') { /* or what was signed in with */
		line_set(&form->username, model->session.user_name);
	}
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
	if (lost[0] != '\0') { /* the last word */
		toast(model, effects, TOAST_ERROR, "%s: %s",
			why != NULL ? "the session ended" : "locked", lost);
	}
}

void lock_if_idle(struct model *model, struct effects *effects)
{
	int64_t idle = model->now - model->last_key;

	if (!model->signed_in || model->options.lock_ms <= 0) {
		return;
	}
	if (idle < model->options.lock_ms) {
		session_idle_after(model, model->options.lock_ms - idle, effects);
	} else if (rotation_under_way(&model->rotation) || form_under_way(model)) {
		model->lock_due = true;
	} else {
		lock_now(model, NULL, effects);
	}
}

void lock_when_due(struct model *model, struct effects *effects)
{
	const struct error ended = model->ended;

	if (ended.kind != ERROR_NONE) {
		model->ended = (struct error){.kind = ERROR_NONE};
		lock_now(model, &ended, effects);
		return;
	}
	if (model->lock_due && !rotation_under_way(&model->rotation) && !form_under_way(model)) {
		model->lock_due = false;
		lock_if_idle(model, effects);
	}
}

/* The session cannot go on: the page is kept and the credential asked for again. */
void lock_if_ended(struct model *model, const struct identity_reply *reply, struct effects *effects)
{
	bool ended = reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_SESSION_ENDED;

	if (ended && model->signed_in && !rotation_under_way(&model->rotation)) {
		lock_now(model, &reply->error, effects);
	}
}
