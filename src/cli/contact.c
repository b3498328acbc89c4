/* SPDX-License-Identifier: MIT */
#include "contact.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "account_names.h"
#include "keyturn/clock.h"
#include "output.h"

/* ---- reading ---- */

void contact_init(struct contact *contact, const struct user *user, const struct session *session)
{
	*contact = (struct contact){.user = *user};
	if (strcmp(user->id, session->user_id) == 0) {
		contact->role = session->role;
		contact->role_known = true;
	}
}

void contact_finish(struct contact *contact)
{
	free(contact->roles);
	contact->roles = NULL;
}

void contact_take_roles(struct contact *contact, struct identity_reply *reply)
{
	if (reply->outcome != OUTCOME_OK) {
		contact->unread = reply->error;
		return;
	}
	contact->roles = reply->roles;
	reply->roles = NULL;
	contact->role = ROLE_OTHER;
	contact->role_known = true;
	for (size_t i = 0; i < contact->roles->count; i++) {
		const enum account_role one = contact->roles->roles[i].standing;
		contact->role = one > contact->role ? one : contact->role;
	}
}

void contact_read_roles(struct contact *contact, struct call *call)
{
	struct identity_request request = {.op = IDENTITY_LIST_ROLES};
	struct identity_reply reply;

	memcpy(request.user_id, contact->user.id, sizeof(request.user_id));
	call_send(call, &request, &reply);
	contact_take_roles(contact, &reply);
	identity_reply_finish(&reply);
}

bool contact_find(struct contact *contact, struct call *call, const struct session *session,
	const char *name, struct error *error)
{
	struct identity_request request = {.op = IDENTITY_FIND_USER};
	struct identity_reply reply;

	*contact = (struct contact){0};
	if (strlen(name) >= sizeof(request.username)) {
		return error_set(error, ERROR_USAGE, "the username is too long");
	}
	memcpy(request.username, name, strlen(name) + 1);
	bool ok = call_send(call, &request, &reply);
	if (ok && strcasecmp(reply.users->users[0].name, name) != 0) {
		/* Somebody else must not be changed, or removed. */
		ok = error_set(error, ERROR_REPLY, "it is about %s, not about %s",
			reply.users->users[0].name, name);
	} else if (ok) {
		contact_init(contact, &reply.users->users[0], session);
	} else if (reply.error.kind == ERROR_NOT_FOUND) {
		error_set(error, ERROR_NOT_FOUND, "no user is named %s", name);
		error->http = reply.error.http;
	} else {
		*error = reply.error;
	}
	identity_reply_finish(&reply);
	return ok;
}

/* ---- words ---- */

const char *contact_role(const struct contact *contact)
{
	return contact->role_known ? account_role_name(contact->role) : "unknown";
}

/* ---- json ---- */

struct json_object *contact_roles_json(const struct role_list *roles)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < roles->count; i++) {
		struct json_object *role = json_object_new_object();
		output_member(role, "id", roles->roles[i].id);
		output_member(role, "name", roles->roles[i].name);
		json_object_array_add(list, role);
	}
	return list;
}

/* A time that the service does not tell is left out. */
static void add_time(struct json_object *object, const char *name, int64_t seconds)
{
	char stamp[32];

	if (seconds != 0) {
		output_member(object, name, clock_stamp(seconds, stamp, sizeof(stamp)));
	}
}

struct json_object *contact_json(const struct contact *contact)
{
	const struct user *user = &contact->user;
	struct json_object *object = json_object_new_object();

	output_member(object, "username", user->name);
	output_member(object, "user_id", user->id);
	output_member(object, "role", contact_role(contact));
	output_member(object, "email", user->email);
	json_object_object_add(object, "enabled", json_object_new_boolean(user->enabled));
	output_member(object, "mfa", account_mfa_name(user->mfa));
	output_member(object, "mfa_level", account_level_name(user->mfa_level));
	output_member(object, "pin_state", account_pin_name(user->pin_state));
	output_member(object, "region", user->region);
	output_member(object, "contact_id", user->contact_id);
	add_time(object, "created", user->created);
	add_time(object, "password_expires", user->password_expires);
	if (contact->roles != NULL) {
		json_object_object_add(object, "roles", contact_roles_json(contact->roles));
	}
	if (contact->unread.kind != ERROR_NONE) {
		output_add_error(object, &contact->unread);
	}
	return object;
}
