/* SPDX-License-Identifier: MIT
 * A user's multi-factor authentication: what is set is read as the dialog opens and after each change, and
 * what can be done opens a form. */
#include "mfa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../forms/form.h"
#include "../load.h"
#include "../toast.h"
#include "dialogs.h"

/* ---- reading ---- */

static struct load *mfa_load(struct model *model, size_t index)
{
	struct load *const loads[] = {
		&model->mfa.user_load, &model->mfa.phones_load, &model->mfa.otp_load};

	return index < sizeof(loads) / sizeof(*loads) ? loads[index] : NULL;
}

static void read_all(struct model *model, struct effects *effects)
{
	static const enum identity_op ops[] = {
		IDENTITY_GET_USER, IDENTITY_LIST_PHONES, IDENTITY_LIST_OTP};
	struct identity_request request = {0};
	struct load *load;

	memcpy(request.user_id, model->mfa.user.id, sizeof(request.user_id));
	for (size_t i = 0; (load = mfa_load(model, i)) != NULL; i++) {
		request.op = ops[i];
		load_start(model, load, &request, effects);
	}
}

void mfa_drop(struct model *model, struct effects *effects)
{
	struct load *load;

	for (size_t i = 0; (load = mfa_load(model, i)) != NULL; i++) {
		load_cancel(load, effects);
	}
	free(model->mfa.phones);
	free(model->mfa.otp);
	memset(&model->mfa, 0, sizeof(model->mfa));
}

void mfa_open(struct model *model, const struct user *user, enum account_role role,
	struct effects *effects)
{
	const struct user copy = *user;

	mfa_drop(model, effects);
	model->mfa.user = copy;
	model->mfa.role = role;
	dialog_open(model, DIALOG_MFA, effects);
	read_all(model, effects);
}

static void mfa_changed(struct model *model, struct effects *effects)
{
	if (dialog_is_open(model, DIALOG_MFA)) {
		read_all(model, effects);
	}
}

/* ---- the answers ---- */

static void take_user(struct mfa *mfa, const struct identity_reply *reply)
{
	if (!load_finish(&mfa->user_load, reply)) {
		return;
	}
	if (reply->users != NULL && reply->users->count > 0 &&
		strcmp(reply->users->users[0].id, mfa->user.id) == 0) {
		mfa->user = reply->users->users[0];
	} else {
		mfa->user_load.state = LOAD_FAILED;
		error_set(&mfa->user_load.error, ERROR_REPLY, "not this user in it");
	}
}

static void take_list(struct factor_list **list, struct load *load, struct identity_reply *reply)
{
	if (!load_finish(load, reply)) {
		return;
	}
	if (reply->factors == NULL) {
		load->state = LOAD_FAILED;
		error_set(&load->error, ERROR_REPLY, "no devices in it");
		return;
	}
	free(*list);
	*list = reply->factors;
	reply->factors = NULL;
}

static struct dialog *own_dialog(struct model *model)
{
	for (size_t i = 0; i < model->dialog_count; i++) {
		if (model->dialogs[i].kind == DIALOG_MFA) {
			return &model->dialogs[i];
		}
	}
	return NULL;
}

/* The focus stays on what it was on, or what Enter does would change under the finger. */
static void focus_again(struct model *model, enum mfa_act act, const char *factor_id)
{
	struct dialog *dialog = own_dialog(model);
	size_t count = model_mfa_items(model), found = 0;

	for (size_t i = 0; i < count; i++) {
		const struct mfa_item item = model_mfa_item(model, i);
		if (item.act == act &&
			strcmp(item.factor != NULL ? item.factor->id : "", factor_id) == 0) {
			found = i;
		}
	}
	dialog->item = found;
}

static bool mfa_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	struct mfa *mfa = &model->mfa;
	struct dialog *dialog = own_dialog(model);
	struct mfa_item focus = {MFA_ACT_ADD_PHONE, NULL};
	char factor_id[ACCOUNT_ID_SIZE] = "";

	(void)effects;
	if (dialog != NULL) {
		focus = model_mfa_item(model, dialog->item);
		snprintf(factor_id, sizeof(factor_id), "%s",
			focus.factor != NULL ? focus.factor->id : "");
	}
	if (load_answers(&mfa->user_load, ticket)) {
		take_user(mfa, reply);
	} else if (load_answers(&mfa->phones_load, ticket)) {
		take_list(&mfa->phones, &mfa->phones_load, reply);
	} else if (load_answers(&mfa->otp_load, ticket)) {
		take_list(&mfa->otp, &mfa->otp_load, reply);
	} else {
		return false;
	}
	if (dialog != NULL) {
		focus_again(model, focus.act, factor_id);
	}
	return true;
}

/* ---- keys ---- */

static const struct form_ops *form_for(const struct model *model, struct mfa_item item)
{
	static const struct form_ops *const forms[MFA_ACT_COUNT] = {
		[MFA_ACT_SEND_CODE] = &form_phone_code,
		[MFA_ACT_VERIFY] = &form_phone_verify,
		[MFA_ACT_REMOVE] = &form_phone_remove,
		[MFA_ACT_ADD_PHONE] = &form_phone_add,
		[MFA_ACT_ADD_OTP] = &form_otp_add,
		[MFA_ACT_SWITCH] = &form_mfa_on,
		[MFA_ACT_UNLOCK] = &form_mfa_unlock,
		[MFA_ACT_FACTOR] = &form_mfa_factor,
		[MFA_ACT_LEVEL] = &form_mfa_level,
		[MFA_ACT_CODES] = &form_bypass,
		[MFA_ACT_REMOVE_ALL] = &form_mfa_remove,
	};

	if (item.factor != NULL && item.factor->kind == FACTOR_OTP) {
		return item.act == MFA_ACT_VERIFY ? &form_otp_verify : &form_otp_remove;
	}
	return item.act == MFA_ACT_SWITCH && model_mfa_is_on(model) ? &form_mfa_off
								    : forms[item.act];
}

static void press(struct model *model, struct effects *effects)
{
	const struct mfa_item item = model_mfa_item(model, model_dialog(model)->item);
	const char *refusal = model_mfa_refusal(model, item);

	if (refusal != NULL) {
		toast_hint(model, effects, "%s: %s", model_mfa_word(model, item.act), refusal);
		return;
	}
	form_open(model, form_for(model, item), &model->mfa.user, model->mfa.role,
		item.factor != NULL ? item.factor->id : "",
		item.factor != NULL ? item.factor->name : "", effects);
}

static void mfa_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	(void)key;
	if (action == ACTION_BACK) {
		dialog_close(model);
		mfa_drop(model, effects);
	} else if (action == ACTION_ACTIVATE) {
		press(model, effects);
	} else if (action == ACTION_REFRESH) {
		read_all(model, effects);
	} else if (action == ACTION_LEFT || action == ACTION_RIGHT) {
		dialog_move(model, action == ACTION_LEFT ? ACTION_PREVIOUS : ACTION_NEXT);
	} else {
		dialog_move(model, action);
	}
}

static const char *mfa_enter_word(const struct model *model)
{
	const struct mfa_item item = model_mfa_item(model, model_dialog(model)->item);

	return model_mfa_refusal(model, item) != NULL ? "Why not"
		: item.factor != NULL                 ? model_mfa_word(model, item.act)
						      : "Open";
}

static enum click_manner mfa_click_on(const struct model *model, size_t item)
{
	return model_mfa_item(model, item).factor != NULL ? CLICK_PRESSES : CLICK_PRESSES_SELECTED;
}

static bool mfa_offers(const struct model *model, enum action action)
{
	(void)model;
	return action == ACTION_REFRESH;
}

const struct dialog_ops mfa_dialog = {.count = model_mfa_items,
	.enter_word = mfa_enter_word,
	.click_on = mfa_click_on,
	.offers = mfa_offers,
	.action = mfa_action,
	.load = mfa_load,
	.reply = mfa_reply,
	.changed = mfa_changed};
