/* SPDX-License-Identifier: MIT
 * keyturn contacts show: everything the service tells of one user. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "account_names.h"
#include "contact.h"
#include "contacts.h"
#include "keyturn/clock.h"
#include "output.h"

enum { PART_ROLES, PART_PHONES, PART_DEVICES, PART_KEY, PARTS };

struct details {
	struct contact contact;
	struct factor_list *phones, *devices; /* owned; NULL: not told */
	bool has_key;
	char fingerprint[SECRET_FINGERPRINT_SIZE];
	struct error errors[PARTS]; /* why a part is not told */
};

/* ---- reading ---- */

static void ask(void *data, size_t index, struct identity_request *request)
{
	static const enum identity_op ops[PARTS] = {
		[PART_ROLES] = IDENTITY_LIST_ROLES,
		[PART_PHONES] = IDENTITY_LIST_PHONES,
		[PART_DEVICES] = IDENTITY_LIST_OTP,
		[PART_KEY] = IDENTITY_GET_KEY,
	};
	const struct details *details = data;
	const struct user *user = &details->contact.user;

	request->op = ops[index];
	memcpy(request->user_id, user->id, sizeof(request->user_id));
	memcpy(request->username, user->name, sizeof(request->username));
}

static void take_factors(struct factor_list **into, struct identity_reply *reply)
{
	*into = reply->factors;
	reply->factors = NULL;
}

/* That there is no key is told by "not found". */
static void take(void *data, size_t index, struct identity_reply *reply)
{
	struct details *details = data;
	const bool absent = index == PART_KEY && reply->error.kind == ERROR_NOT_FOUND;

	if (reply->outcome != OUTCOME_OK && !absent) {
		details->errors[index] = reply->error;
	} else if (index == PART_ROLES) {
		contact_take_roles(&details->contact, reply);
	} else if (index == PART_PHONES) {
		take_factors(&details->phones, reply);
	} else if (index == PART_DEVICES) {
		take_factors(&details->devices, reply);
	} else if (!absent) {
		details->has_key = true;
		secret_fingerprint(credential_secret(&reply->credential), details->fingerprint);
	}
}

static bool read_details(struct details *details, struct call *call, const struct session *session,
	const char *name, struct error *error)
{
	const struct call_each each = {PARTS, ask, take, details};

	return contact_find(&details->contact, call, session, name, error) &&
		call_each(call, &each, error);
}

static void finish(struct details *details)
{
	contact_finish(&details->contact);
	free(details->phones);
	free(details->devices);
}

/* That this user may not see some of it is no failure. */
static bool is_whole(const struct details *details)
{
	for (size_t i = 0; i < PARTS; i++) {
		const enum error_kind kind = details->errors[i].kind;
		if (kind != ERROR_NONE && kind != ERROR_FORBIDDEN) {
			return false;
		}
	}
	return true;
}

/* ---- json ---- */

static struct json_object *factors_json(const struct factor_list *list, const char *name)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < list->count; i++) {
		const struct factor *factor = &list->factors[i];
		struct json_object *object = json_object_new_object();
		output_member(object, "id", factor->id);
		output_member(object, name, factor->name);
		json_object_object_add(
			object, "verified", json_object_new_boolean(factor->verified));
		json_object_array_add(array, object);
	}
	return array;
}

/* What is told, or why not. */
static void add_part(struct json_object *object, const char *name, struct json_object *part,
	const struct error *error)
{
	if (error->kind != ERROR_NONE) {
		part = json_object_new_object();
		output_add_error(part, error);
	}
	json_object_object_add(object, name, part);
}

static struct json_object *key_json(const struct details *details)
{
	struct json_object *key = json_object_new_object();

	json_object_object_add(key, "present", json_object_new_boolean(details->has_key));
	if (details->has_key) {
		output_member(key, "fingerprint", details->fingerprint);
	}
	return key;
}

static enum exit_status print_json(
	const struct details *details, const struct context *context, const struct session *session)
{
	const struct error *errors = details->errors;
	struct json_object *object = json_object_new_object();
	struct json_object *contact = contact_json(&details->contact);

	output_member(object, "user", session->user_name);
	output_member(object, "service", context_url(context));
	if (errors[PART_ROLES].kind != ERROR_NONE) {
		add_part(contact, "roles", NULL, &errors[PART_ROLES]);
	}
	add_part(contact, "phones",
		details->phones != NULL ? factors_json(details->phones, "number") : NULL,
		&errors[PART_PHONES]);
	add_part(contact, "otp_devices",
		details->devices != NULL ? factors_json(details->devices, "name") : NULL,
		&errors[PART_DEVICES]);
	add_part(contact, "api_key", errors[PART_KEY].kind == ERROR_NONE ? key_json(details) : NULL,
		&errors[PART_KEY]);
	json_object_object_add(object, "contact", contact);
	return output_json(object);
}

/* ---- text ---- */

/* Not "none": the service need not tell everything. */
static void row(const char *label, const char *text)
{
	output_row(label, text[0] != '\0' ? text : "not told");
}

static void time_row(const char *label, int64_t seconds)
{
	char text[32] = "";

	if (seconds != 0) {
		clock_minute(seconds, text, sizeof(text));
	}
	row(label, text);
}

static void not_told_row(const char *label, const struct error *error)
{
	char line[2 * ERROR_DETAIL_MAX + 16], message[2 * ERROR_DETAIL_MAX];

	snprintf(
		line, sizeof(line), "not told: %s", error_message(error, message, sizeof(message)));
	output_row(label, line);
}

static void factor_rows(
	const char *label, const struct factor_list *list, const struct error *error)
{
	char line[ACCOUNT_NAME_SIZE + 32];

	if (error->kind != ERROR_NONE) {
		not_told_row(label, error);
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		snprintf(line, sizeof(line), "%s%s", list->factors[i].name,
			list->factors[i].verified ? "" : " (not verified)");
		output_row(i == 0 ? label : "", line);
	}
	if (list->count == 0) {
		output_row(label, "none");
	}
}

static void role_rows(const struct contact *contact, const struct error *error)
{
	const struct role_list *roles = contact->roles;

	output_row("Role", contact->role_known ? contact_role(contact) : "not read");
	if (error->kind != ERROR_NONE) {
		not_told_row("Roles", error);
	}
	for (size_t i = 0; roles != NULL && i < roles->count; i++) {
		output_row(i == 0 ? "Roles" : "", roles->roles[i].name);
	}
}

static void key_row(const struct details *details)
{
	char line[64];

	if (details->errors[PART_KEY].kind != ERROR_NONE) {
		not_told_row("API key", &details->errors[PART_KEY]);
	} else if (!details->has_key) {
		output_row("API key", "none");
	} else {
		snprintf(line, sizeof(line), "fingerprint %s", details->fingerprint);
		output_row("API key", line);
	}
}

static enum exit_status print_text(const struct details *details)
{
	const struct user *user = &details->contact.user;
	char line[128];

	output_row("User", user->name);
	output_row("User id", user->id);
	row("E-mail", user->email);
	output_row("State", user->enabled ? "enabled" : "disabled");
	role_rows(&details->contact, &details->errors[PART_ROLES]);
	row("Default region", user->region);
	row("Account", user->domain_id);
	row("Contact id", user->contact_id);
	time_row("Created", user->created);
	time_row("Password ends", user->password_expires);
	snprintf(line, sizeof(line), "%s; required: %s", account_mfa_name(user->mfa),
		account_level_name(user->mfa_level));
	output_row("Multi-factor", line);
	factor_rows("Phone", details->phones, &details->errors[PART_PHONES]);
	factor_rows("OTP devices", details->devices, &details->errors[PART_DEVICES]);
	output_row("Support PIN", account_pin_name(user->pin_state));
	key_row(details);
	return output_end();
}

/* ---- */

enum exit_status contacts_show(
	struct context *context, struct call *call, const struct session *session)
{
	const struct options *options = context->options;
	struct details details = {0};
	struct error error = {0};
	enum exit_status status;

	if (!read_details(&details, call, session, options->argv[1], &error)) {
		status = output_error(options->json, &error);
	} else {
		status = options->json ? print_json(&details, context, session)
				       : print_text(&details);
		status = status == EXIT_STATUS_DONE && !is_whole(&details) ? EXIT_STATUS_PARTLY
									   : status;
	}
	finish(&details);
	return status;
}
