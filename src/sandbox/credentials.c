/* SPDX-License-Identifier: MIT
 * A user's API key: one at a time; the old one is dead as soon as the answer has the new one; tokens stay
 * valid (Rackspace Identity v2.0 docs, "Reset API key"). */
#include "access.h"
#include "json.h"
#include "password.h"
#include "route.h"

static struct json_object *credential(const struct user *user, const char *key)
{
	struct json_object *json = json_object_new_object();

	json_put_text(json, "username", user->name);
	json_put_text(json, "apiKey", key);
	return json_wrap("RAX-KSKEY:apiKeyCredentials", json);
}

void credentials_get(const struct request *request, struct reply *reply)
{
	struct user user;

	if (!access_target(request, reply, access_user, &user)) {
		return;
	}
	if (user.api_key == NULL) {
		reply_fault(reply, 404, "The user has no API key.");
	} else {
		reply_json(reply, 200, credential(&user, user.api_key));
	}
	user_finish(&user);
}

void credentials_list(const struct request *request, struct reply *reply)
{
	struct json_object *items = json_object_new_array();
	struct user user;

	if (!access_target(request, reply, access_user, &user)) {
		json_object_put(items);
		return;
	}
	if (user.api_key != NULL) {
		json_object_array_add(items, credential(&user, user.api_key));
	}
	reply_json(reply, 200, json_wrap("credentials", items));
	user_finish(&user);
}

/* Also creates the first key of a user who has none. */
void credentials_reset(const struct request *request, struct reply *reply)
{
	char key[KEY_SIZE];
	struct user user;

	if (!request_accepts_json(request, reply) ||
		!access_target(request, reply, access_user, &user)) {
		return;
	}
	password_make_key(key);
	if (store_set_key(request->store, user.id, key)) {
		reply_json(reply, 200, credential(&user, key));
	}
	user_finish(&user);
}

void credentials_delete(const struct request *request, struct reply *reply)
{
	struct user user;

	if (!access_target(request, reply, access_delete_key, &user)) {
		return;
	}
	if (user.api_key == NULL) {
		reply_fault(reply, 404, "The user has no API key.");
	} else if (store_set_key(request->store, user.id, NULL)) {
		reply_json(reply, 204, NULL);
	}
	user_finish(&user);
}
