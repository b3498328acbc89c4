/* SPDX-License-Identifier: MIT
 * keyturn profile: who a user is; --email and --region change that. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "account_names.h"
#include "changing.h"
#include "commands.h"
#include "keyturn/clock.h"
#include "output.h"
#include "whose.h"

/* ---- shown ---- */

static enum exit_status print_json(const struct context *context, const struct whose *whose)
{
	const struct user *user = &whose->user;
	struct json_object *object = output_user_json(context_url(context), user);
	char stamp[32];

	output_member(object, "account", user->domain_id);
	output_member(object, "role", account_role_name(whose->role));
	output_member(object, "email", user->email);
	output_member(object, "region", user->region);
	json_object_object_add(object, "enabled", json_object_new_boolean(user->enabled));
	output_member(object, "created",
		user->created != 0 ? clock_stamp(user->created, stamp, sizeof(stamp)) : "");
	output_member(object, "contact_id", user->contact_id);
	return output_json(object);
}

static void print_known(const char *label, const char *text)
{
	output_row(label, text[0] != '\0' ? text : "not known");
}

static enum exit_status print_text(const struct context *context, const struct whose *whose)
{
	const struct user *user = &whose->user;
	char date[32];

	output_row("Username", user->name);
	output_row("User id", user->id);
	output_row("Service", context_url(context));
	print_known("Account", user->domain_id);
	output_row(
		"Role", whose->role != ROLE_OTHER ? account_role_name(whose->role) : "not known");
	print_known("E-mail", user->email);
	print_known("Default region", user->region);
	output_row("Enabled", user->enabled ? "yes" : "no");
	print_known(
		"Created", user->created != 0 ? clock_date(user->created, date, sizeof(date)) : "");
	print_known("Contact id", user->contact_id);
	return output_end();
}

/* ---- changed ---- */

/* A default region must be one of Cloud Servers ("Update user"). A catalogue without any tells nothing. */
static bool take_region(const char *region, const struct catalog *catalog, struct user_edit *edit,
	struct error *error)
{
	const char *other;
	char known[256] = "";
	size_t used = 0;

	if (region[0] == '\0' || strlen(region) >= sizeof(edit->region)) {
		return error_set(error, ERROR_USAGE, "--region: '%s' is not a region", region);
	}
	memcpy(edit->region, region, strlen(region) + 1);
	for (size_t i = 0; (other = account_region(catalog, i)) != NULL; i++) {
		if (strcasecmp(other, region) == 0) {
			snprintf(edit->region, sizeof(edit->region), "%s", other);
			return true;
		}
		if (used < sizeof(known)) {
			used += (size_t)snprintf(known + used, sizeof(known) - used, "%s%s",
				used > 0 ? ", " : "", other);
		}
	}
	return known[0] == '\0' ||
		error_set(error, ERROR_USAGE, "--region: '%s' is none of %s", region, known);
}

static bool take_edit(const struct options *options, const struct catalog *catalog,
	struct user_edit *edit, struct error *error)
{
	if (options->email != NULL) {
		const char *broken = rule_of_email(options->email);
		if (broken != NULL) {
			return error_set(error, ERROR_USAGE, "--email: %s", broken);
		}
		edit->fields |= USER_EMAIL;
		memcpy(edit->email, options->email, strlen(options->email) + 1);
	}
	if (options->region != NULL) {
		edit->fields |= USER_REGION;
		return take_region(options->region, catalog, edit, error);
	}
	return true;
}

static enum exit_status change(struct context *context, struct call *call,
	const struct session *session, const struct whose *whose)
{
	struct changing changing;
	struct user_edit edit = {0};
	struct error error = {0};

	if (!take_edit(context->options, context->catalog, &edit, &error) ||
		!whose_permits(whose, session, PERMIT_EDIT, &error)) {
		return output_error(context->options->json, &error);
	}
	changing_init(&changing, "profile", IDENTITY_UPDATE_USER, &whose->user);
	changing.look = "'keyturn profile'";
	changing_edit(&changing, &edit);
	return changing_run(&changing, context, call);
}

static enum exit_status profile(
	struct context *context, struct call *call, const struct session *session)
{
	const struct options *options = context->options;
	struct whose whose;
	struct error error = {0};
	enum exit_status status;

	if (!whose_find(&whose, call, session, options, &error)) {
		status = output_error(options->json, &error);
	} else if (options->email != NULL || options->region != NULL) {
		status = change(context, call, session, &whose);
	} else {
		status = (options->json ? print_json : print_text)(context, &whose);
	}
	whose_finish(&whose);
	return status;
}

enum exit_status command_profile(struct options *options)
{
	return context_run(options, profile);
}
