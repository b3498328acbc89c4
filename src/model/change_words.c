/* SPDX-License-Identifier: MIT */
#include "keyturn/change.h"

#include <stdio.h>
#include <string.h>

static void add(char *out, size_t size, const char *what, const char *value)
{
	size_t used = strlen(out);

	snprintf(out + used, size - used, "%s%s%s%s", used > 0 ? ", " : "", what,
		value[0] != '\0' ? " " : "", value);
}

static void add_edit(const struct user_edit *edit, char *out, size_t size)
{
	if ((edit->fields & USER_NAME) != 0) {
		add(out, size, "name", edit->name);
	}
	if ((edit->fields & USER_EMAIL) != 0) {
		add(out, size, "e-mail", edit->email);
	}
	if ((edit->fields & USER_REGION) != 0) {
		add(out, size, "default region", edit->region);
	}
	if ((edit->fields & USER_ENABLED) != 0) {
		add(out, size, edit->enabled ? "enabled" : "disabled", "");
	}
	if ((edit->fields & USER_PASSWORD) != 0) {
		add(out, size, "a new password", "");
	}
	if ((edit->fields & USER_PIN) != 0) {
		add(out, size, "a new support PIN", "");
	}
}

static const char *const mfa_words[] = {
	[MFA_ENABLE] = "multi-factor on",
	[MFA_DISABLE] = "multi-factor off",
	[MFA_UNLOCK] = "multi-factor unlocked",
	[MFA_USE_PHONE] = "passcodes by phone",
	[MFA_USE_OTP] = "passcodes by OTP device",
	[MFA_LEVEL_DEFAULT] = "multi-factor as the account requires",
	[MFA_LEVEL_OPTIONAL] = "multi-factor optional",
	[MFA_LEVEL_REQUIRED] = "multi-factor required",
};

/* Those that are told by the item they are about. */
static const char *const item_words[IDENTITY_OP_COUNT] = {
	[IDENTITY_ADD_ROLE] = "a further role:",
	[IDENTITY_REMOVE_ROLE] = "no longer the role",
	[IDENTITY_ADD_PHONE] = "added phone",
	[IDENTITY_SEND_CODE] = "a code to phone",
	[IDENTITY_VERIFY_PHONE] = "verified phone",
	[IDENTITY_REMOVE_PHONES] = "removed phone",
	[IDENTITY_ADD_OTP] = "added OTP device",
	[IDENTITY_VERIFY_OTP] = "verified OTP device",
	[IDENTITY_REMOVE_OTP] = "removed OTP device",
	[IDENTITY_DELETE_USER] = "deleted",
	[IDENTITY_CHANGE_PASSWORD] = "a new password",
	[IDENTITY_RESET_PIN] = "support PIN reset",
	[IDENTITY_UNLOCK_PIN] = "support PIN unlocked",
	[IDENTITY_SET_ANSWER] = "a new answer to the secret question",
	[IDENTITY_REMOVE_MFA] = "multi-factor removed",
};

char *change_words(const struct identity_request *request, char *out, size_t size)
{
	out[0] = '\0';
	if (request->op == IDENTITY_ADD_USER) {
		add(out, size, "added", "");
	}
	if (request->edit != NULL) {
		add_edit(request->edit, out, size);
	} else if (request->op == IDENTITY_CHANGE_MFA) {
		add(out, size, mfa_words[request->mfa_change], "");
	} else if (request->op == IDENTITY_BYPASS) {
		snprintf(out, size, "%d bypass code%s for %d minutes", request->count,
			request->count == 1 ? "" : "s", request->seconds / 60);
	} else if (item_words[request->op] != NULL) {
		add(out, size, item_words[request->op], request->item_name);
	}
	return out;
}
