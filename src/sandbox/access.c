/* SPDX-License-Identifier: MIT */
#include "access.h"

#include <string.h>

const char *access_role_name(enum role role)
{
	static const char *const names[] = {
		[ROLE_DEFAULT] = "identity:default",
		[ROLE_MANAGE] = "identity:user-manage",
		[ROLE_ADMIN] = "identity:user-admin",
	};

	return names[role];
}

bool access_same_user(const struct user *a, const struct user *b)
{
	return strcmp(a->id, b->id) == 0;
}

/* An owner or manager may act on a user of the same account who has identity:default. Managers have that
 * role too; the owner does not. */
static bool over(const struct user *caller, const struct user *user)
{
	return caller->role >= ROLE_MANAGE && user->role <= ROLE_MANAGE &&
		strcmp(caller->domain, user->domain) == 0;
}

bool access_user(const struct user *caller, const struct user *user)
{
	return access_same_user(caller, user) || over(caller, user);
}

bool access_remove_user(const struct user *caller, const struct user *user)
{
	return !access_same_user(caller, user) && over(caller, user);
}

/* The page allows users themselves, except the owner, and managers for others. It does not allow the
 * owner for others, which is taken literally. */
bool access_delete_key(const struct user *caller, const struct user *user)
{
	if (caller->role == ROLE_ADMIN) {
		return false;
	}
	return access_same_user(caller, user) || over(caller, user);
}

bool access_target(const struct request *request, struct reply *reply,
	bool allowed(const struct user *caller, const struct user *user), struct user *user)
{
	if (!store_user_by_id(request->store, request->args[0], user)) {
		reply_fault(reply, 404, "User not found.");
		return false;
	}
	if (!allowed(request->caller, user)) {
		user_finish(user);
		reply_fault(reply, 403, "Not Authorized");
		return false;
	}
	return true;
}
