/* SPDX-License-Identifier: MIT
 * Reading users. */
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "catalog.h"
#include "json.h"
#include "route.h"
#include "user_json.h"

static struct json_object *listed(const struct request *request, const struct user *user)
{
	return user_json(user, USER_IN_LIST, access_same_user(request->caller, user));
}

/* The users that the caller may see, or only those with the requested address. */
static void list(const struct request *request, struct reply *reply, const char *email)
{
	struct users users = store_users_of(request->store, request->caller->domain);
	struct json_object *items = json_object_new_array();

	for (size_t i = 0; i < users.count; i++) {
		const struct user *user = &users.items[i];

		if (access_user(request->caller, user) &&
			(email == NULL || strcmp(user->email, email) == 0)) {
			json_object_array_add(items, listed(request, user));
		}
	}
	users_finish(&users);
	reply_json(reply, 200, json_wrap("users", items));
}

static void by_name(const struct request *request, struct reply *reply, const char *name)
{
	struct user user = {0};

	if (!store_user_by_name(request->store, name, &user)) {
		reply_fault(reply, 404, "User not found.");
	} else if (!access_user(request->caller, &user)) {
		reply_fault(reply, 403, "Not Authorized");
	} else {
		reply_json(reply, 200,
			json_wrap("user",
				user_json(&user, USER_BY_NAME,
					access_same_user(request->caller, &user))));
	}
	user_finish(&user);
}

void users_list(const struct request *request, struct reply *reply)
{
	const char *name = request_query(request, "name");

	if (name != NULL) {
		by_name(request, reply, name);
	} else {
		list(request, reply, request_query(request, "email"));
	}
}

void users_get(const struct request *request, struct reply *reply)
{
	struct user user;

	if (!access_target(request, reply, access_user, &user)) {
		return;
	}
	reply_json(reply, 200,
		json_wrap("user",
			user_json(&user, USER_BY_ID, access_same_user(request->caller, &user))));
	user_finish(&user);
}

/* The owners of the user's account. Here the service puts "enabled" in quotes. */
void users_admins(const struct request *request, struct reply *reply)
{
	struct json_object *items = json_object_new_array();
	struct users users;
	struct user user;

	if (!access_target(request, reply, access_user, &user)) {
		json_object_put(items);
		return;
	}
	users = store_users_of(request->store, user.domain);
	for (size_t i = 0; i < users.count; i++) {
		if (users.items[i].role == ROLE_ADMIN) {
			struct json_object *item = listed(request, &users.items[i]);

			json_put_text(item, "enabled", users.items[i].enabled ? "true" : "false");
			json_object_array_add(items, item);
		}
	}
	users_finish(&users);
	user_finish(&user);
	reply_json(reply, 200, json_wrap("users", items));
}

void users_roles(const struct request *request, struct reply *reply)
{
	struct user user;

	if (access_target(request, reply, access_user, &user)) {
		reply_json(reply, 200, json_wrap("roles", user_json_roles(&user)));
		user_finish(&user);
	}
}

static void add_tenant(struct json_object *items, const char *id)
{
	struct json_object *item = json_object_new_object();

	json_put_text(item, "id", id);
	json_put_text(item, "name", id);
	json_put_flag(item, "enabled", true);
	json_object_array_add(items, item);
}

void users_tenants(const struct request *request, struct reply *reply)
{
	struct json_object *items = json_object_new_array();
	char *storage = catalog_storage_tenant(request->caller->domain);

	add_tenant(items, request->caller->domain);
	add_tenant(items, storage);
	free(storage);
	reply_json(reply, 200, json_wrap("tenants", items));
}
