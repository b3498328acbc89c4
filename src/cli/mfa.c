/* SPDX-License-Identifier: MIT
 * keyturn mfa: whether a user signs in with a second factor, which they have, and changing that. */
#include "mfa.h"

#include <stdio.h>

#include "account_names.h"
#include "action.h"
#include "commands.h"
#include "output.h"

/* ---- shown ---- */

static void add_factors(struct json_object *array, const struct factor_list *list)
{
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct factor *factor = &list->factors[i];
		struct json_object *object = json_object_new_object();
		output_member(object, "kind", account_factor_name(factor->kind));
		output_member(object, "id", factor->id);
		output_member(object, "name", factor->name);
		json_object_object_add(
			object, "verified", json_object_new_boolean(factor->verified));
		json_object_array_add(array, object);
	}
}

static enum exit_status print_json(const struct context *context, const struct mfa *mfa)
{
	const struct user *user = &mfa->whose.user;
	struct json_object *object = output_user_json(context_url(context), user);
	struct json_object *factors = json_object_new_array();

	output_member(object, "mfa", account_mfa_name(user->mfa));
	output_member(object, "level", account_level_name(user->mfa_level));
	add_factors(factors, mfa->phones);
	add_factors(factors, mfa->devices);
	json_object_object_add(object, "factors", factors);
	if (mfa->unread.kind != ERROR_NONE) {
		output_add_error(object, &mfa->unread);
	}
	return output_json(object);
}

static void print_factors(const char *label, const struct factor_list *list)
{
	char line[2 * ACCOUNT_NAME_SIZE + ACCOUNT_ID_SIZE];

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct factor *factor = &list->factors[i];
		snprintf(line, sizeof(line), "%s, %s, ID %s", factor->name,
			factor->verified ? "verified" : "not verified", factor->id);
		output_row(label, line);
	}
}

static const char *level_text(enum account_mfa_level level)
{
	static const char *const texts[] = {
		[MFA_LEVEL_UNKNOWN] = "not known",
		[MFA_DEFAULT] = "as the account requires",
		[MFA_OPTIONAL] = "optional",
		[MFA_REQUIRED] = "required",
		[MFA_MANDATED] = "required by the service",
	};

	return texts[level];
}

static enum exit_status print_text(const struct context *context, const struct mfa *mfa)
{
	const struct user *user = &mfa->whose.user;
	char line[2 * ERROR_DETAIL_MAX];

	output_row("User", user->name);
	output_row("Service", context_url(context));
	output_row("Multi-factor",
		user->mfa != MFA_UNKNOWN ? account_mfa_name(user->mfa) : "not known");
	output_row("Level", level_text(user->mfa_level));
	print_factors("Phone", mfa->phones);
	print_factors("OTP device", mfa->devices);
	if (mfa->unread.kind != ERROR_NONE) {
		output_row("Factors", error_message(&mfa->unread, line, sizeof(line)));
	} else if (mfa->phones->count + mfa->devices->count == 0) {
		output_row("Factors", "none");
	}
	output_row_to(stdout, PAPER_WARNING, "API key",
		"signs in without a passcode, whatever stands above");
	return output_end();
}

static enum exit_status show(
	struct context *context, struct call *call, const struct session *session)
{
	struct mfa mfa;
	struct error error = {0};
	enum exit_status status;

	if (!mfa_read(&mfa, call, session, context->options, &error)) {
		status = output_error(context->options->json, &error);
	} else {
		status = (context->options->json ? print_json : print_text)(context, &mfa);
	}
	mfa_finish(&mfa);
	return status;
}

enum exit_status command_mfa(struct options *options)
{
	static const struct action actions[] = {
		{"show", "", 0, 0, show, NULL, {"user"}},
		{"add-phone", "NUMBER", 1, 1, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"add-otp", "NAME", 1, 1, mfa_change, NULL,
			{"user", "dry-run", "confirm", "reveal", "out"}},
		{"send-code", "ID", 1, 1, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"verify", "ID", 1, 1, mfa_change, NULL, {"user", "dry-run", "confirm", "code-fd"}},
		{"remove", "ID", 1, 1, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"enable", "", 0, 0, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"disable", "", 0, 0, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"unlock", "", 0, 0, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"factor", "phone|otp", 1, 1, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"require", "", 0, 0, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"optional", "", 0, 0, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"default", "", 0, 0, mfa_change, NULL, {"user", "dry-run", "confirm"}},
		{"codes", "", 0, 0, mfa_change, NULL,
			{"user", "dry-run", "confirm", "reveal", "out", "count", "minutes"}},
	};

	return action_run(options, actions, sizeof(actions) / sizeof(*actions));
}
