/* SPDX-License-Identifier: MIT */
#include "whose.h"

#include <string.h>

static bool take_user(struct identity_reply *reply, struct user *user, struct error *error)
{
	if (reply->outcome != OUTCOME_OK) {
		*error = reply->error;
		return false;
	}
	if (reply->users == NULL || reply->users->count == 0) {
		return error_set(error, ERROR_REPLY, "no user in it");
	}
	*user = reply->users->users[0];
	return true;
}

bool whose_named(struct call *call, const char *name, struct user *user, struct error *error)
{
	struct identity_request request = {.op = IDENTITY_FIND_USER};
	struct identity_reply reply;

	if (strlen(name) >= sizeof(request.username)) {
		return error_set(error, ERROR_USAGE, "the username of --user is too long");
	}
	memcpy(request.username, name, strlen(name) + 1);
	call_send(call, &request, &reply);
	bool ok = take_user(&reply, user, error);
	identity_reply_finish(&reply);
	return ok;
}

enum account_role whose_role(struct call *call, const char *user_id)
{
	struct identity_request request = {.op = IDENTITY_LIST_ROLES};
	struct identity_reply reply;
	enum account_role role = ROLE_OTHER;

	memcpy(request.user_id, user_id, strlen(user_id) + 1);
	if (call_send(call, &request, &reply) && reply.roles != NULL) {
		for (size_t i = 0; i < reply.roles->count; i++) {
			const enum account_role one = reply.roles->roles[i].standing;
			role = one > role ? one : role;
		}
	}
	identity_reply_finish(&reply);
	return role;
}

/* By ID, which tells the PIN; only by name does a user tell when the password expires. */
static bool find_own(
	struct whose *whose, struct call *call, const struct session *session, struct error *error)
{
	struct identity_request request = {.op = IDENTITY_GET_USER};
	struct identity_reply reply;
	struct user named;
	struct error unread = {0};

	memcpy(request.user_id, session->user_id, sizeof(request.user_id));
	call_send(call, &request, &reply);
	bool ok = take_user(&reply, &whose->user, error);
	if (ok) {
		whose->own = true;
		whose->role = session->role;
		whose->pin = reply.pin;
		reply.pin = NULL;
	}
	identity_reply_finish(&reply);
	if (ok && whose->user.password_expires == 0 &&
		whose_named(call, session->user_name, &named, &unread)) {
		whose->user.password_expires = named.password_expires;
	}
	return ok;
}

bool whose_find(struct whose *whose, struct call *call, const struct session *session,
	const struct options *options, struct error *error)
{
	*whose = (struct whose){0};
	if (options->user_count > 1) {
		return error_set(error, ERROR_USAGE, "give one --user");
	}
	if (options->user_count == 0 || strcmp(options->users[0], session->user_name) == 0) {
		return find_own(whose, call, session, error);
	}
	if (!whose_named(call, options->users[0], &whose->user, error)) {
		return false;
	}
	whose->role = whose_role(call, whose->user.id);
	return true;
}

void whose_finish(struct whose *whose)
{
	secret_unlink(whose->pin);
	*whose = (struct whose){0};
}

bool whose_permits(const struct whose *whose, const struct session *session, enum permit what,
	struct error *error)
{
	const char *refusal = permit_refusal(session, whose->user.id, whose->role, what);

	return refusal == NULL || error_set(error, ERROR_FORBIDDEN, "%s", refusal);
}
