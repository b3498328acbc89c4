/* SPDX-License-Identifier: MIT */
#include "lock.h"

#include <string.h>

#include "keyturn/clock.h"

#include "dialogs/once.h"
#include "forms/form.h"
#include "line.h"
#include "page.h"
#include "pages/sign_in.h"
#include "session.h"
#include "toast.h"

/* `lost` becomes what is lost by it, or "". */
static void lock(struct model *model, const struct error *why, char lost[ONCE_LOST_SIZE],
	struct effects *effects)
{
	struct sign_in *form = &model->sign_in;
	enum page below = page_ops(model)->below;
	enum page page = below != PAGE_SIGN_IN ? below : model->page;
	bool by_key = model->session.method == CREDENTIAL_API_KEY;

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
	}
}

/* The last word. */
static void tell_lost(
	struct model *model, const struct error *why, const char *lost, struct effects *effects)
{
	if (lost[0] != '\0') {
		toast(model, effects, TOAST_ERROR, "%s: %s",
			why != NULL ? "the session ended" : "locked", lost);
	}
}

void lock_now(struct model *model, const struct error *why, struct effects *effects)
{
	char lost[ONCE_LOST_SIZE];

	lock(model, why, lost, effects);
	if (why == NULL) {
		toast(model, effects, TOAST_INFO, "locked");
	}
	tell_lost(model, why, lost, effects);
}

static void lock_idle(struct model *model, int64_t limit, bool by_account, struct effects *effects)
{
	char span[32], lost[ONCE_LOST_SIZE];

	clock_limit(limit / 1000, span, sizeof(span));
	lock(model, NULL, lost, effects);
	if (by_account) {
		toast(model, effects, TOAST_INFO,
			"locked: the account asks for this after %s without a key", span);
	} else {
		toast(model, effects, TOAST_INFO, "locked: no key was pressed for %s", span);
	}
	tell_lost(model, NULL, lost, effects);
}

/* A change whose answer is owed is waited for. */
static bool under_way(const struct model *model)
{
	return rotation_under_way(&model->rotation) || form_under_way(model);
}

void lock_if_idle(struct model *model, struct effects *effects)
{
	bool by_account;
	const int64_t limit = model_lock_after(model, &by_account);

	if (!model->signed_in || limit <= 0) {
		return;
	}
	if (model->now - model->last_key < limit) {
		session_watch_idle(model, effects);
	} else if (under_way(model)) {
		model->lock_due = true;
	} else {
		lock_idle(model, limit, by_account, effects);
	}
}

void lock_if_over(struct model *model, struct effects *effects)
{
	struct error why = {0};
	char minute[32];

	if (!model->signed_in) {
		return;
	}
	if (!session_ran_out(model)) {
		session_watch_end(model, effects);
	} else if (under_way(model)) {
		model->lock_due = true;
	} else {
		error_set(&why, ERROR_SESSION_ENDED, "it lasted until %s",
			clock_minute(model->session.expires, minute, sizeof(minute)));
		lock_now(model, &why, effects);
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
	if (!model->lock_due || under_way(model)) {
		return;
	}
	model->lock_due = false;
	if (session_ran_out(model)) {
		lock_if_over(model, effects);
	} else {
		lock_if_idle(model, effects);
	}
}

/* The session cannot go on: the page is kept and the credential asked for again. */
void lock_if_ended(struct model *model, const struct identity_reply *reply, struct effects *effects)
{
	bool ended = reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_SESSION_ENDED;

	if (ended && model->signed_in && !under_way(model)) {
		lock_now(model, &reply->error, effects);
	}
}
