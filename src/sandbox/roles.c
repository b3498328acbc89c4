/* SPDX-License-Identifier: MIT */
#include "roles.h"

#include <string.h>

#include "access.h"
#include "json.h"
#include "keyturn/clock.h"
#include "route.h"

static const char role_admin[] = "3", role_manage[] = "9", role_default[] = "2";

/* The first three decide what a user may do here; store_users() knows them as well. */
static const struct role_entry {
	const char *id;
	const char *name;
	const char *description;
} entries[] = {
	{role_admin, "identity:user-admin", "Account owner."},
	{role_manage, "identity:user-manage", "User manager."},
	{role_default, "identity:default", "Default role."},
	{"10000150", "admin", "May do everything in all products."},
	{"10000151", "observer", "May look at everything in all products."},
	{"10000256", "object-store:admin", "May do everything in Cloud Files."},
	{"10000257", "object-store:observer", "May look at everything in Cloud Files."},
	{"10000262", "nova:admin", "May do everything in Cloud Servers."},
	{"10000263", "nova:creator", "May make and change, but not delete, in Cloud Servers."},
	{"10000264", "nova:observer", "May look at everything in Cloud Servers."},
	{"10000271", "dnsaas:admin", "May do everything in Cloud DNS."},
	{"10000272", "dnsaas:creator", "May make and change, but not delete, in Cloud DNS."},
	{"10000273", "dnsaas:observer", "May look at everything in Cloud DNS."},
};

enum { ENTRY_COUNT = sizeof(entries) / sizeof(entries[0]) };

static const struct role_entry *find(const char *id)
{
	for (size_t i = 0; i < ENTRY_COUNT; i++) {
		if (strcmp(entries[i].id, id) == 0) {
			return &entries[i];
		}
	}
	return NULL;
}

bool roles_known(const char *id)
{
	return find(id) != NULL;
}

bool roles_of_product(const char *id)
{
	return roles_known(id) && strcmp(id, role_admin) != 0 && strcmp(id, role_manage) != 0 &&
		strcmp(id, role_default) != 0;
}

static struct json_object *role_json(const struct role_entry *entry)
{
	struct json_object *role = json_object_new_object();

	json_put_text(role, "id", entry->id);
	json_put_text(role, "name", entry->name);
	json_put_text(role, "description", entry->description);
	json_put_text(role, "serviceId", "bde1268ebabeeabb70a0e702a4626977c331d5c4");
	json_put_text(role, "RAX-AUTH:roleType", "standard");
	return role;
}

static void add(void *list, const char *id)
{
	const struct role_entry *entry = find(id);

	if (entry != NULL) {
		json_object_array_add(list, role_json(entry));
	}
}

struct json_object *roles_of(struct store *store, const struct user *user)
{
	struct json_object *list = json_object_new_array();

	if (user->role == ROLE_ADMIN) {
		add(list, role_admin);
	} else {
		if (user->role == ROLE_MANAGE) {
			add(list, role_manage);
		}
		add(list, role_default);
	}
	store_roles(store, user->id, add, list);
	return list;
}

void roles_list_of_user(const struct request *request, struct reply *reply)
{
	struct user user;

	if (access_target(request, reply, access_user, &user)) {
		reply_json(reply, 200, json_wrap("roles", roles_of(request->store, &user)));
		user_finish(&user);
	}
}

/* Every role there is. The documents ask for a "valid admin token", as on all pages, and do not say
 * who that is; whoever may give no roles is refused. */
void roles_list(const struct request *request, struct reply *reply)
{
	struct json_object *list = json_object_new_array();

	if (request->caller->role == ROLE_DEFAULT) {
		json_object_put(list);
		reply_fault(reply, 403, "Not Authorized");
		return;
	}
	for (size_t i = 0; i < ENTRY_COUNT; i++) {
		json_object_array_add(list, role_json(&entries[i]));
	}
	reply_json(reply, 200, json_wrap("roles", list));
}

void roles_get(const struct request *request, struct reply *reply)
{
	const struct role_entry *entry = find(request->args[0]);

	if (request->caller->role == ROLE_DEFAULT) {
		reply_fault(reply, 403, "Not Authorized");
	} else if (entry == NULL) {
		reply_fault(reply, 404, "Role not found.");
	} else {
		reply_json(reply, 200, json_wrap("role", role_json(entry)));
	}
}

/* The user whose role the path names; false after answering. An account has one owner, and everybody
 * else has the default role: neither can be given or taken ("Grant roles to a user": no identity
 * role but user-manage). The documents do not say who may make managers; here only the owner may. For
 * the same reason a manager may not change its own roles. */
static bool role_target(const struct request *request, struct reply *reply, struct user *user)
{
	const char *role = request->args[1];

	if (!access_target(request, reply, access_remove_user, user)) {
		return false;
	}
	if (!roles_known(role)) {
		reply_fault(reply, 404, "Role not found.");
	} else if (strcmp(role, role_admin) == 0 || strcmp(role, role_default) == 0 ||
		(strcmp(role, role_manage) == 0 && request->caller->role != ROLE_ADMIN)) {
		reply_fault(reply, 403, "Not Authorized");
	} else {
		return true;
	}
	user_finish(user);
	return false;
}

static bool set_manager(struct store *store, struct user *user, enum role role)
{
	user->role = role;
	user->updated = clock_wall();
	return store_user_change(store, user);
}

/* Giving a role that the user already has changes nothing; the documents do not say. */
void roles_add(const struct request *request, struct reply *reply)
{
	struct user user;

	if (!role_target(request, reply, &user)) {
		return;
	}
	if (strcmp(request->args[1], role_manage) == 0
			? set_manager(request->store, &user, ROLE_MANAGE)
			: store_role_add(request->store, user.id, request->args[1])) {
		reply_json(reply, 200, NULL);
	}
	user_finish(&user);
}

void roles_remove(const struct request *request, struct reply *reply)
{
	bool manager = strcmp(request->args[1], role_manage) == 0, done;
	struct user user;

	if (!role_target(request, reply, &user)) {
		return;
	}
	done = manager
		? user.role == ROLE_MANAGE && set_manager(request->store, &user, ROLE_DEFAULT)
		: store_role_remove(request->store, user.id, request->args[1]);
	if (done) {
		reply_json(reply, 204, NULL);
	} else {
		reply_fault(reply, 404, "The user does not have the role.");
	}
	user_finish(&user);
}
