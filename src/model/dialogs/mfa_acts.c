/* SPDX-License-Identifier: MIT
 * What can be done about a user's second factors now, and why not. Source of the limits: Rackspace Identity
 * v2.0, "Multi-factor client operations". */
#include "keyturn/account_rules.h"
#include "keyturn/model.h"

enum { OTP_MAX = 5 };

/* ---- the devices ---- */

static size_t count_of(const struct factor_list *list)
{
	return list != NULL ? list->count : 0;
}

static const struct factor *device(const struct mfa *mfa, size_t index)
{
	size_t phones = count_of(mfa->phones);

	return index < phones ? &mfa->phones->factors[index] : &mfa->otp->factors[index - phones];
}

static size_t device_count(const struct mfa *mfa)
{
	return count_of(mfa->phones) + count_of(mfa->otp);
}

bool model_mfa_has_verified(const struct mfa *mfa, enum factor_kind kind)
{
	const struct factor_list *list = kind == FACTOR_PHONE ? mfa->phones : mfa->otp;

	for (size_t i = 0; i < count_of(list); i++) {
		if (list->factors[i].verified) {
			return true;
		}
	}
	return false;
}

static bool has_any_verified(const struct mfa *mfa)
{
	return model_mfa_has_verified(mfa, FACTOR_PHONE) || model_mfa_has_verified(mfa, FACTOR_OTP);
}

/* ---- the items ---- */

enum { ROWS = MFA_ACT_COUNT - MFA_ACT_ADD_PHONE };

size_t model_mfa_device_items(const struct factor *factor)
{
	return factor->verified ? 1 : factor->kind == FACTOR_PHONE ? 3 : 2;
}

size_t model_mfa_items(const struct model *model)
{
	size_t count = ROWS;

	for (size_t i = 0; i < device_count(&model->mfa); i++) {
		count += model_mfa_device_items(device(&model->mfa, i));
	}
	return count;
}

struct mfa_item model_mfa_item(const struct model *model, size_t item)
{
	for (size_t i = 0; i < device_count(&model->mfa); i++) {
		const struct factor *factor = device(&model->mfa, i);
		size_t own = model_mfa_device_items(factor);
		if (item < own) {
			return (struct mfa_item){
				(enum mfa_act)(MFA_ACT_REMOVE - (own - 1) + item), factor};
		}
		item -= own;
	}
	return (struct mfa_item){(enum mfa_act)(MFA_ACT_ADD_PHONE + item), NULL};
}

bool model_mfa_is_on(const struct model *model)
{
	return model->mfa.user.mfa == MFA_ON || model->mfa.user.mfa == MFA_LOCKED;
}

/* ---- words ---- */

const char *model_mfa_word(const struct model *model, enum mfa_act act)
{
	static const char *const words[MFA_ACT_COUNT] = {
		[MFA_ACT_SEND_CODE] = "Send code",
		[MFA_ACT_VERIFY] = "Verify",
		[MFA_ACT_REMOVE] = "Remove",
		[MFA_ACT_ADD_PHONE] = "Add a phone",
		[MFA_ACT_ADD_OTP] = "Add an OTP device",
		[MFA_ACT_SWITCH] = "Turn on",
		[MFA_ACT_UNLOCK] = "Unlock",
		[MFA_ACT_FACTOR] = "Choose what gives passcodes",
		[MFA_ACT_LEVEL] = "Choose who must use it",
		[MFA_ACT_CODES] = "Make bypass codes",
		[MFA_ACT_REMOVE_ALL] = "Remove all of it",
	};

	return act == MFA_ACT_SWITCH && model_mfa_is_on(model) ? "Turn off" : words[act];
}

const char *model_mfa_purpose(const struct model *model, struct mfa_item item)
{
	static const char *const purposes[MFA_ACT_COUNT] = {
		[MFA_ACT_SEND_CODE] = "Sends this phone a code, which verifies it",
		[MFA_ACT_REMOVE] = "It gives no passcodes any more",
		[MFA_ACT_ADD_PHONE] = "A phone gets its passcodes as text messages",
		[MFA_ACT_ADD_OTP] = "An app, or whatever else makes passcodes of a secret",
		[MFA_ACT_UNLOCK] = "After too many wrong passcodes; else it takes 10 minutes",
		[MFA_ACT_FACTOR] = "The phone, or an OTP device",
		[MFA_ACT_LEVEL] = "As the account says, or for this user alone",
		[MFA_ACT_CODES] = "Each signs in once, in place of a passcode",
		[MFA_ACT_REMOVE_ALL] = "Turns it off and forgets the phone",
	};

	if (item.act == MFA_ACT_VERIFY) {
		return item.factor->kind == FACTOR_PHONE ? "With the code that the phone got"
							 : "With a code that the device shows";
	}
	if (item.act == MFA_ACT_SWITCH) {
		return model_mfa_is_on(model) ? "The password alone signs in then"
					      : "A password needs a passcode too then";
	}
	return purposes[item.act];
}

/* ---- refusals ---- */

static const char *unread(const struct load *load)
{
	return load->state == LOAD_FAILED ? "the devices could not be read; R reads them again"
					  : "the devices are still being read";
}

static const char *needs_verified(const struct mfa *mfa)
{
	if (has_any_verified(mfa)) {
		return NULL;
	}
	if (mfa->phones == NULL || mfa->otp == NULL) {
		return unread(mfa->phones == NULL ? &mfa->phones_load : &mfa->otp_load);
	}
	return "no device is verified yet: add one and verify it first";
}

static const char *needs_place(
	const struct factor_list *list, const struct load *load, size_t max, const char *full)
{
	return list == NULL ? unread(load) : list->count >= max ? full : NULL;
}

/* By the state; who may do it is asked before. */
static const char *refused_now(const struct model *model, enum mfa_act act)
{
	static const char demanded[] = "the service itself demands it of everybody in this account";
	const struct mfa *mfa = &model->mfa;
	bool mandated = mfa->user.mfa_level == MFA_MANDATED, off = mfa->user.mfa == MFA_OFF;

	switch (act) {
	case MFA_ACT_ADD_PHONE:
		return needs_place(mfa->phones, &mfa->phones_load, 1,
			"there can be one phone only: remove it first");
	case MFA_ACT_ADD_OTP:
		return needs_place(mfa->otp, &mfa->otp_load, OTP_MAX,
			"there can be five only: remove one first");
	case MFA_ACT_SWITCH:
		return !model_mfa_is_on(model) ? needs_verified(mfa) : mandated ? demanded : NULL;
	case MFA_ACT_UNLOCK:
		return mfa->user.mfa == MFA_LOCKED ? NULL : "it is not locked";
	case MFA_ACT_FACTOR:
		return needs_verified(mfa);
	case MFA_ACT_LEVEL:
		return mandated ? demanded : NULL;
	case MFA_ACT_CODES:
		return off ? "it is off: no passcode is asked for" : NULL;
	case MFA_ACT_REMOVE_ALL:
		return off && mfa->phones != NULL && mfa->otp != NULL && device_count(mfa) == 0
			? "there is nothing to remove"
			: NULL;
	case MFA_ACT_SEND_CODE:
	case MFA_ACT_VERIFY:
	case MFA_ACT_REMOVE:
	case MFA_ACT_COUNT:
		break;
	}
	return NULL;
}

/* What others may do about it is to help somebody who cannot sign in any more. */
static enum permit permit_of(const struct mfa *mfa, enum mfa_act act)
{
	bool helps = act == MFA_ACT_UNLOCK || act == MFA_ACT_LEVEL || act == MFA_ACT_CODES ||
		(act == MFA_ACT_SWITCH && mfa->user.mfa != MFA_OFF);

	return helps ? PERMIT_MFA : PERMIT_MFA_DEVICES;
}

const char *model_mfa_refusal(const struct model *model, struct mfa_item item)
{
	const struct mfa *mfa = &model->mfa;
	const char *not_permitted = permit_refusal(
		&model->session, mfa->user.id, mfa->role, permit_of(mfa, item.act));

	return not_permitted != NULL ? not_permitted : refused_now(model, item.act);
}
