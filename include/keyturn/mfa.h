/* SPDX-License-Identifier: MIT
 * The dialog of a user's multi-factor authentication: how it is set, the devices, and what can be done about
 * them. Data only, and what its picture needs to know; src/model/dialogs/mfa.c is what it does. */
#ifndef KEYTURN_MFA_H
#define KEYTURN_MFA_H

#include "keyturn/factors.h"
#include "keyturn/pages.h"

struct mfa {
	struct user user; /* whose; as it was shown on the page, then as it was read */
	enum account_role role;
	struct load user_load, phones_load, otp_load;
	struct factor_list *phones, *otp; /* the newest that were read; owned; NULL: none yet */
};

/* In the order of Tab. Those of a device are buttons of its row; one that is verified has only the last. */
enum mfa_act {
	MFA_ACT_SEND_CODE, /* of a phone */
	MFA_ACT_VERIFY,
	MFA_ACT_REMOVE,
	MFA_ACT_ADD_PHONE,
	MFA_ACT_ADD_OTP,
	MFA_ACT_SWITCH, /* on, or off */
	MFA_ACT_UNLOCK,
	MFA_ACT_FACTOR,
	MFA_ACT_LEVEL,
	MFA_ACT_CODES,
	MFA_ACT_REMOVE_ALL,
	MFA_ACT_COUNT
};

struct mfa_item {
	enum mfa_act act;
	const struct factor *factor; /* whose button it is; NULL: a row of its own */
};

struct model;

bool model_mfa_is_on(const struct model *model); /* locked or not */
/* True when a device of this kind can give passcodes. */
bool model_mfa_has_verified(const struct mfa *mfa, enum factor_kind kind);

size_t model_mfa_items(const struct model *model);
struct mfa_item model_mfa_item(const struct model *model, size_t item);
size_t model_mfa_device_items(const struct factor *factor); /* its buttons */

const char *model_mfa_word(const struct model *model, enum mfa_act act);
/* What it would do, a sentence without full stop. */
const char *model_mfa_purpose(const struct model *model, struct mfa_item item);
/* Why it cannot be done now, a clause; NULL: it can. */
const char *model_mfa_refusal(const struct model *model, struct mfa_item item);

#endif
