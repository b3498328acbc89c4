/* SPDX-License-Identifier: MIT
 * The actions of 'keyturn mfa' that change something. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account_names.h"
#include "action.h"
#include "ask_secret.h"
#include "changing.h"
#include "mfa.h"
#include "output.h"

/* What an action adds to what all of them do: fills `changing`, which has the user. */
typedef bool plan_action(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error);

/* ---- phones and devices ---- */

static bool take_name(struct identity_request *request, const char *name, struct error *error)
{
	if (name[0] == '\0' || strlen(name) >= sizeof(request->item_name)) {
		return error_set(error, ERROR_USAGE, "the name is empty or too long");
	}
	memcpy(request->item_name, name, strlen(name) + 1);
	return true;
}

static bool plan_add_phone(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	const char *number = options->argv[1], *broken = rule_of_number(number);

	(void)mfa;
	if (broken != NULL) {
		return error_set(error, ERROR_USAGE, "'%s' is not a number: %s", number, broken);
	}
	changing_add(changing, "phone", "Phone", NULL, number);
	changing->next = "'keyturn mfa send-code ID' sends a code to it, 'keyturn mfa verify ID' "
			 "takes it; 'keyturn mfa' shows the ID";
	return take_name(&changing->request, number, error);
}

static bool plan_add_otp(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	(void)mfa;
	changing_add(changing, "device", "OTP device", NULL, options->argv[1]);
	changing->told.member = "otpauth";
	changing->told.label = "OTP secret";
	changing->next = "give the otpauth: URI to the application that makes the codes, then "
			 "'keyturn mfa verify ID'; 'keyturn mfa' shows the ID";
	return take_name(&changing->request, options->argv[1], error);
}

/* The one that the line names by its ID. */
static const struct factor *take_factor(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	const struct factor *factor = mfa_factor(mfa, options->argv[1], error);

	if (factor != NULL) {
		memcpy(changing->request.item_id, factor->id, sizeof(factor->id));
		memcpy(changing->request.item_name, factor->name, sizeof(factor->name));
	}
	return factor;
}

static const char *factor_label(const struct factor *factor)
{
	return factor->kind == FACTOR_PHONE ? "Phone" : "OTP device";
}

static bool plan_send_code(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	const struct factor *factor = take_factor(changing, mfa, options, error);

	if (factor == NULL) {
		return false;
	}
	if (factor->kind != FACTOR_PHONE) {
		return error_set(error, ERROR_USAGE,
			"this is an OTP device: its application makes the code");
	}
	changing_add(changing, "code", "Code", NULL, factor->name);
	changing->look = NULL;
	changing->next = "'keyturn mfa verify ID' takes the code";
	return true;
}

static bool plan_verify(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	const struct secret_wanted wanted = {
		options->code_fd, "--code-fd", "verification code", false, rule_of_code};
	const struct factor *factor = take_factor(changing, mfa, options, error);

	if (factor == NULL) {
		return false;
	}
	if (factor->kind == FACTOR_OTP) {
		changing->request.op = IDENTITY_VERIFY_OTP;
	}
	changing_add(changing, "factor", factor_label(factor), NULL, factor->name);
	changing_add_flag(changing, "verified", "Verified", factor->verified, true);
	changing->next = "'keyturn mfa enable' turns multi-factor authentication on, if it is off";
	if (options->dry_run) {
		return true;
	}
	changing->request.secret = ask_secret(&wanted, options, error);
	return changing->request.secret != NULL;
}

static bool plan_remove(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	const struct factor *factor = take_factor(changing, mfa, options, error);

	if (factor == NULL) {
		return false;
	}
	if (factor->kind == FACTOR_OTP) {
		changing->request.op = IDENTITY_REMOVE_OTP;
	}
	changing_add(changing, account_factor_name(factor->kind), factor_label(factor),
		factor->name, NULL);
	changing->leads_to = "Passcodes of it sign in no longer.";
	return true;
}

/* ---- on and off ---- */

static void add_mfa(struct changing *changing, const struct mfa *mfa, enum account_mfa after)
{
	changing_add(changing, "mfa", "Multi-factor", account_mfa_name(mfa->whose.user.mfa),
		account_mfa_name(after));
}

static bool plan_enable(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	(void)options;
	if (!mfa->whose.own) {
		return error_set(error, ERROR_FORBIDDEN, "only they themselves can turn it on");
	}
	changing->request.mfa_change = MFA_ENABLE;
	add_mfa(changing, mfa, MFA_ON);
	changing->leads_to = "All tokens of this user end at once, those of programs too. "
			     "Signing in with the password then needs a passcode; with the API "
			     "key it does not.";
	changing->next = "the next sign-in with the password wants a passcode";
	return true;
}

/* Another user's is not turned off but removed, with the phone ("Remove multi-factor authentication"). */
static bool plan_disable(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	(void)options;
	(void)error;
	if (mfa->whose.own) {
		changing->request.mfa_change = MFA_DISABLE;
		changing->leads_to = "The password alone signs in then. Bypass codes end.";
	} else {
		changing->request.op = IDENTITY_REMOVE_MFA;
		changing->leads_to = "It is removed, with the phone: to use it again, this user "
				     "sets it up anew. The password alone signs in then.";
	}
	add_mfa(changing, mfa, MFA_OFF);
	return true;
}

static bool plan_unlock(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	(void)options;
	(void)error;
	changing->request.mfa_change = MFA_UNLOCK;
	add_mfa(changing, mfa, mfa->whose.user.mfa == MFA_LOCKED ? MFA_ON : mfa->whose.user.mfa);
	return true;
}

static bool plan_choose(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	const char *kind = options->argv[1];

	(void)mfa;
	if (strcmp(kind, "phone") != 0 && strcmp(kind, "otp") != 0) {
		return error_set(error, ERROR_USAGE, "'%s' is neither phone nor otp", kind);
	}
	changing->request.mfa_change = strcmp(kind, "otp") == 0 ? MFA_USE_OTP : MFA_USE_PHONE;
	changing_add(changing, "factor", "Passcodes by", NULL, kind);
	changing->look = "the next sign-in with the password";
	return true;
}

/* ---- whether it must be ---- */

static bool plan_level(struct changing *changing, const struct mfa *mfa, enum mfa_change change,
	enum account_mfa_level after)
{
	changing->request.mfa_change = change;
	changing_add(changing, "level", "Level", account_level_name(mfa->whose.user.mfa_level),
		account_level_name(after));
	return true;
}

static bool plan_require(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	(void)options;
	(void)error;
	changing->leads_to = "Tokens of this user that were got without a passcode end.";
	return plan_level(changing, mfa, MFA_LEVEL_REQUIRED, MFA_REQUIRED);
}

static bool plan_optional(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	(void)options;
	(void)error;
	return plan_level(changing, mfa, MFA_LEVEL_OPTIONAL, MFA_OPTIONAL);
}

static bool plan_default(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	(void)options;
	(void)error;
	changing->leads_to = "If the account requires it, tokens that were got without a passcode "
			     "end.";
	return plan_level(changing, mfa, MFA_LEVEL_DEFAULT, MFA_DEFAULT);
}

/* ---- bypass codes ---- */

static bool take_number(
	const char *text, const char *option, long most, int *number, struct error *error)
{
	char *end;

	if (text == NULL) {
		return true;
	}
	errno = 0;
	const long value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < 1 || value > most) {
		return error_set(
			error, ERROR_USAGE, "%s takes a number from 1 to %ld", option, most);
	}
	*number = (int)value;
	return true;
}

/* Oneself up to ten; for another user one, for three hours at most ("Generate bypass codes"). */
static bool plan_codes(struct changing *changing, const struct mfa *mfa,
	const struct options *options, struct error *error)
{
	enum { OWN_MOST = 10, MINUTES = 30, MINUTES_MOST = 180, SECONDS = 60 };
	int count = 1, minutes = MINUTES;
	char words[64];

	if (!take_number(options->count, "--count", mfa->whose.own ? OWN_MOST : 1, &count, error) ||
		!take_number(options->minutes, "--minutes", MINUTES_MOST, &minutes, error)) {
		return false;
	}
	changing->request.count = count;
	changing->request.seconds = minutes * SECONDS;
	snprintf(words, sizeof(words), "%d, for %d minutes", count, minutes);
	changing_add(changing, "bypass", "Bypass codes", NULL, words);
	changing->told.member = "codes";
	changing->told.label = "Bypass codes";
	changing->told.lines = true;
	changing->look = NULL;
	changing->next = "each signs in once, in place of a passcode";
	return true;
}

/* ---- all of them ---- */

static const struct change_action {
	const char *command;
	enum identity_op op; /* the plan may choose another */
	enum permit permit;
	bool dangerous;
	plan_action *plan;
} actions[] = {
	{"mfa add-phone", IDENTITY_ADD_PHONE, PERMIT_MFA_DEVICES, false, plan_add_phone},
	{"mfa add-otp", IDENTITY_ADD_OTP, PERMIT_MFA_DEVICES, false, plan_add_otp},
	{"mfa send-code", IDENTITY_SEND_CODE, PERMIT_MFA_DEVICES, false, plan_send_code},
	{"mfa verify", IDENTITY_VERIFY_PHONE, PERMIT_MFA_DEVICES, false, plan_verify},
	{"mfa remove", IDENTITY_REMOVE_PHONES, PERMIT_MFA_DEVICES, true, plan_remove},
	{"mfa enable", IDENTITY_CHANGE_MFA, PERMIT_MFA, true, plan_enable},
	{"mfa disable", IDENTITY_CHANGE_MFA, PERMIT_MFA, true, plan_disable},
	{"mfa unlock", IDENTITY_CHANGE_MFA, PERMIT_MFA, false, plan_unlock},
	{"mfa factor", IDENTITY_CHANGE_MFA, PERMIT_MFA_DEVICES, false, plan_choose},
	{"mfa require", IDENTITY_CHANGE_MFA, PERMIT_MFA, true, plan_require},
	{"mfa optional", IDENTITY_CHANGE_MFA, PERMIT_MFA, false, plan_optional},
	{"mfa default", IDENTITY_CHANGE_MFA, PERMIT_MFA, true, plan_default},
	{"mfa codes", IDENTITY_BYPASS, PERMIT_MFA, true, plan_codes},
};

/* `name` is one that command_mfa() knows. */
static const struct change_action *find(const char *name)
{
	const struct change_action *action = actions;

	while (strcmp(action->command + strlen("mfa "), name) != 0) {
		action++;
	}
	return action;
}

static bool plan(struct changing *changing, const struct mfa *mfa, const struct session *session,
	const struct options *options, struct error *error)
{
	const struct change_action *action = find(options->argv[0]);

	changing_init(changing, action->command, action->op, &mfa->whose.user);
	changing->dangerous = action->dangerous;
	changing->look = "'keyturn mfa'";
	return whose_permits(&mfa->whose, session, action->permit, error) &&
		action->plan(changing, mfa, options, error);
}

/* The service names a new phone or device by an ID, which the next actions need. */
static void take_id(struct changing *changing)
{
	const struct factor_list *made = changing->change.reply.factors;

	if (changing_done(changing) && made != NULL && made->count > 0) {
		changing->found_member = "id";
		changing->found_label = "ID";
		changing->found = made->factors[0].id;
	}
}

enum exit_status mfa_change(
	struct context *context, struct call *call, const struct session *session)
{
	struct changing changing = {0};
	struct mfa mfa;
	struct error error = {0};
	enum exit_status status;

	if (mfa_read(&mfa, call, session, context->options, &error) &&
		plan(&changing, &mfa, session, context->options, &error) &&
		changing_go(&changing, context, call, &error)) {
		take_id(&changing);
		status = changing_tell(&changing, context);
	} else {
		status = output_error(context->options->json, &error);
	}
	changing_finish(&changing);
	mfa_finish(&mfa);
	return status;
}
