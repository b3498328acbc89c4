/* SPDX-License-Identifier: MIT
 * Reading one user. */
#include <stdlib.h>

#include "access.h"
#include "catalog.h"
#include "json.h"
#include "route.h"
#include "user_json.h"

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
