/* SPDX-License-Identifier: MIT
 * keyturn contacts roles: which roles a user has, and which there are to give; a role given or taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "contacts.h"
#include "output.h"

struct roles {
	struct contact contact;
	struct role_list *offered; /* owned; NULL: not asked for, or `unread` says why */
	struct error unread;
};

/* ---- reading ---- */

static bool read_own(struct roles *roles, struct call *call, const struct session *session,
	const char *name, struct error *error)
{
	if (!contact_find(&roles->contact, call, session, name, error)) {
		return false;
	}
	contact_read_roles(&roles->contact, call);
	if (roles->contact.roles == NULL) {
		*error = roles->contact.unread;
	}
	return roles->contact.roles != NULL;
}

static void read_offered(struct roles *roles, struct call *call)
{
	struct identity_request request = {.op = IDENTITY_LIST_OFFERED_ROLES};
	struct identity_reply reply;

	if (call_send(call, &request, &reply)) {
		roles->offered = reply.roles;
		reply.roles = NULL;
	} else {
		roles->unread = reply.error;
	}
	identity_reply_finish(&reply);
}

static void finish(struct roles *roles)
{
	contact_finish(&roles->contact);
	free(roles->offered);
}

/* ---- telling ---- */

static enum exit_status print_json(
	const struct roles *roles, const struct context *context, const struct session *session)
{
	struct json_object *object = json_object_new_object();
	const struct user *user = &roles->contact.user;

	output_member(object, "user", session->user_name);
	output_member(object, "service", context_url(context));
	output_member(object, "username", user->name);
	output_member(object, "user_id", user->id);
	output_member(object, "role", contact_role(&roles->contact));
	json_object_object_add(object, "roles", contact_roles_json(roles->contact.roles));
	if (roles->offered != NULL) {
		json_object_object_add(object, "offered", contact_roles_json(roles->offered));
	} else {
		output_add_error(object, &roles->unread);
	}
	return output_json(object);
}

static void print_list(const char *label, const struct role_list *list)
{
	char line[ACCOUNT_NAME_SIZE + ACCOUNT_ID_SIZE + 8];

	for (size_t i = 0; i < list->count; i++) {
		snprintf(line, sizeof(line), "%s (%s)", list->roles[i].name, list->roles[i].id);
		output_row(i == 0 ? label : "", line);
	}
	if (list->count == 0) {
		output_row(label, "none");
	}
}

static enum exit_status print_text(const struct roles *roles)
{
	char line[2 * ERROR_DETAIL_MAX + 16], message[2 * ERROR_DETAIL_MAX];

	output_row("User", roles->contact.user.name);
	print_list("Roles", roles->contact.roles);
	if (roles->offered != NULL) {
		print_list("Offered", roles->offered);
	} else {
		snprintf(line, sizeof(line), "not told: %s",
			error_message(&roles->unread, message, sizeof(message)));
		output_row("Offered", line);
	}
	return output_end();
}

static enum exit_status list(struct roles *roles, struct context *context, struct call *call,
	const struct session *session)
{
	read_offered(roles, call);
	const enum exit_status printed = context->options->json
		? print_json(roles, context, session)
		: print_text(roles);
	const enum error_kind kind = roles->unread.kind;

	return printed == EXIT_STATUS_DONE && kind != ERROR_NONE && kind != ERROR_FORBIDDEN
		? EXIT_STATUS_PARTLY
		: printed;
}

/* ---- changing ---- */

/* By ID or name. */
static const struct role *find(const struct role_list *list, const char *text)
{
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		const struct role *role = &list->roles[i];
		if (strcmp(role->id, text) == 0 || strcasecmp(role->name, text) == 0) {
			return role;
		}
	}
	return NULL;
}

static bool is_id(const char *text)
{
	return text[0] != '\0' && strlen(text) < ACCOUNT_ID_SIZE &&
		strspn(text, "0123456789abcdef-") == strlen(text);
}

/* Names are what the user has, or what the service offers; an ID may be one that it does not tell. */
static bool resolve(struct roles *roles, struct call *call, const char *text, struct role *role,
	struct error *error)
{
	const struct role *found = find(roles->contact.roles, text);

	if (found == NULL) {
		read_offered(roles, call);
		found = find(roles->offered, text);
	}
	if (found != NULL) {
		*role = *found;
		return true;
	}
	if (roles->unread.kind == ERROR_INTERRUPTED) {
		*error = roles->unread;
		return false;
	}
	if (is_id(text)) {
		snprintf(role->id, sizeof(role->id), "%s", text);
		snprintf(role->name, sizeof(role->name), "%s", text);
		return true;
	}
	if (roles->offered == NULL) {
		return error_set(error, ERROR_USAGE,
			"the ID of the role %s is not known, as the service does not list its "
			"roles (%s); give the ID",
			text, error_sentence(roles->unread.kind));
	}
	return error_set(error, ERROR_USAGE,
		"no role is named %s; 'keyturn contacts roles %s' lists those there are", text,
		roles->contact.user.name);
}

static enum exit_status change(struct contacts_series *series, const struct roles *roles,
	const struct role *role, bool give)
{
	struct changing changing;
	char look[CONTACTS_WORDS_SIZE];
	const bool has = find(roles->contact.roles, role->id) != NULL;

	changing_init(&changing, "contacts roles", give ? IDENTITY_ADD_ROLE : IDENTITY_REMOVE_ROLE,
		&roles->contact.user);
	changing_add(&changing, "role", give ? "New role" : "Role", give ? NULL : role->name,
		give ? role->name : NULL);
	memcpy(changing.request.item_id, role->id, sizeof(changing.request.item_id));
	memcpy(changing.request.item_name, role->name, sizeof(changing.request.item_name));
	changing.already = has == give;
	changing.look = contacts_look(&changing.user, look);
	return contacts_change(series, &changing);
}

/* Both roles are known before the first is sent. */
static bool prepare(struct roles *roles, struct call *call, const struct session *session,
	const struct options *options, struct role wanted[2], struct error *error)
{
	return contacts_permit(&roles->contact, session, PERMIT_ROLES, error) &&
		(options->add_role == NULL ||
			resolve(roles, call, options->add_role, &wanted[0], error)) &&
		(options->remove_role == NULL ||
			resolve(roles, call, options->remove_role, &wanted[1], error));
}

static enum exit_status change_each(struct roles *roles, struct context *context, struct call *call,
	const struct session *session)
{
	const struct options *options = context->options;
	const char *words[2] = {options->add_role, options->remove_role};
	struct role wanted[2] = {0};
	struct contacts_series series;
	struct error error = {0};

	if (!prepare(roles, call, session, options, wanted, &error)) {
		return output_error(options->json, &error);
	}
	contacts_begin(&series, context, call, session);
	for (int i = 0; i < 2; i++) {
		if (words[i] != NULL &&
			!contacts_stopped(&series, "contacts roles", roles->contact.user.name)) {
			contacts_count(&series, change(&series, roles, &wanted[i], i == 0));
		}
	}
	return contacts_end(&series);
}

enum exit_status contacts_roles(
	struct context *context, struct call *call, const struct session *session)
{
	const struct options *options = context->options;
	const bool changes = options->add_role != NULL || options->remove_role != NULL;
	struct roles roles = {0};
	struct error error = {0};
	enum exit_status status;

	if (!read_own(&roles, call, session, options->argv[1], &error)) {
		status = output_error(options->json, &error);
	} else if (changes) {
		status = change_each(&roles, context, call, session);
	} else {
		status = list(&roles, context, call, session);
	}
	finish(&roles);
	return status;
}
