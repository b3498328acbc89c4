/* SPDX-License-Identifier: MIT
 * Adding, changing and removing users. */
#include <stdio.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "catalog.h"
#include "json.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "password.h"
#include "passwords.h"
#include "route.h"
#include "rules.h"
#include "user_json.h"

static void set_text(char **field, const char *text)
{
	free(*field);
	*field = memory_text(text);
}

static bool bad(struct reply *reply, const char *message)
{
	reply_fault(reply, 400, message);
	return false;
}

static bool taken(const struct request *request, const char *name)
{
	struct user other = {0};
	bool found = store_user_by_name(request->store, name, &other);

	user_finish(&other);
	return found;
}

static bool change_name(
	const struct request *request, struct reply *reply, struct user *user, const char *name)
{
	if (name == NULL || strcmp(name, user->name) == 0) {
		return true;
	}
	if (!rules_name(name)) {
		return bad(reply,
			"A username starts with a letter and contains only letters, digits and "
			"- . _ @");
	}
	if (taken(request, name)) {
		reply_fault(reply, 409, "Username is in use.");
		return false;
	}
	set_text(&user->name, name);
	return true;
}

static bool change_contact(struct reply *reply, struct user *user, struct json_object *json)
{
	const char *email = json_text(json, "email");
	const char *region = json_text(json, "RAX-AUTH:defaultRegion");
	const char *contact = json_text(json, "RAX-AUTH:contactId");

	if (email != NULL && !rules_email(email)) {
		return bad(reply, "That is not an e-mail address.");
	}
	if (region != NULL && !catalog_has_region(region)) {
		return bad(reply, "The default region must be one of Cloud Servers' regions.");
	}
	if (email != NULL) {
		set_text(&user->email, email);
	}
	if (region != NULL) {
		set_text(&user->region, region);
	}
	if (contact != NULL) {
		set_text(&user->contact, contact);
	}
	return true;
}

/* "enabled" can only be changed by others, the PIN only by the user. */
static bool change_state(const struct request *request, struct reply *reply, struct user *user,
	struct json_object *json)
{
	const char *pin = json_text(json, "RAX-AUTH:phonePin");
	bool enabled = json_flag(json, "enabled", user->enabled);
	bool own = access_same_user(request->caller, user);

	if ((own && enabled != user->enabled) || (!own && pin != NULL)) {
		reply_fault(reply, 403, "Not Authorized");
		return false;
	}
	if (pin != NULL && !rules_pin(pin)) {
		return bad(reply,
			"A telephone PIN has six digits, at most three equal or "
			"sequential ones in a row.");
	}
	user->enabled = enabled;
	if (pin != NULL) {
		set_text(&user->phone_pin, pin);
		user->pin_locked = false;
	}
	return true;
}

/* Applies every member present; false after answering. */
static bool change(const struct request *request, struct reply *reply, struct user *user,
	struct json_object *json)
{
	const char *password = json_text(json, "OS-KSADM:password");

	return change_name(request, reply, user, json_text(json, "username")) &&
		change_contact(reply, user, json) && change_state(request, reply, user, json) &&
		(password == NULL || passwords_set(request, reply, user, password));
}

/* A new password revokes the user's tokens; the documentation implies this by saying that a key reset
 * does not. */
static bool save(const struct request *request, struct user *user, bool revoke)
{
	user->updated = clock_wall();
	return store_user_change(request->store, user) &&
		(!revoke || store_tokens_remove(request->store, user->id)) &&
		store_commit(request->store);
}

static void change_user(const struct request *request, struct reply *reply, struct user *user,
	struct json_object *json)
{
	bool own = access_same_user(request->caller, user);

	if (!store_begin(request->store)) {
		return;
	}
	if (!change(request, reply, user, json)) {
		store_rollback(request->store);
	} else if (save(request, user, json_text(json, "OS-KSADM:password") != NULL)) {
		reply_json(reply, 200, json_wrap("user", user_json(user, USER_BY_NAME, own)));
	}
}

void users_change(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct json_object *json = json_member(body, "user");
	struct user user;

	if (body == NULL) {
		return;
	}
	if (json == NULL) {
		reply_fault(reply, 400, "The request has no user object.");
	} else if (access_target(request, reply, access_user, &user)) {
		change_user(request, reply, &user, json);
		user_finish(&user);
	}
	json_object_put(body);
}

/* Twelve letters and digits that satisfy the rule for passwords. */
static void make_password(char password[KEY_SIZE])
{
	char key[KEY_SIZE];

	password_make_key(key);
	snprintf(password, KEY_SIZE, "Kt1%.20s", key);
	sodium_memzero(key, sizeof(key));
}

static struct user new_user(const struct user *owner)
{
	char id[32];

	snprintf(id, sizeof(id), "%u", 20000000 + randombytes_uniform(70000000));
	return (struct user){
		.id = memory_text(id),
		.name = memory_text(""),
		.email = memory_text(""),
		.domain = memory_text(owner->domain),
		.region = memory_text(owner->region),
		.contact = memory_text(""),
		.role = ROLE_DEFAULT,
		.enabled = true,
		.created = clock_wall(),
		.updated = clock_wall(),
	};
}

/* The answer contains the password only when the service generated it, and never again. */
static void add_user(const struct request *request, struct reply *reply, struct json_object *json)
{
	const char *given = json_text(json, "OS-KSADM:password");
	struct user user = new_user(request->caller);
	char password[KEY_SIZE];

	make_password(password);
	if (change_name(request, reply, &user, json_text(json, "username")) &&
		change_contact(reply, &user, json) &&
		passwords_set(request, reply, &user, given == NULL ? password : given)) {
		user.enabled = json_flag(json, "enabled", true);
		if (store_user_add(request->store, &user)) {
			struct json_object *added = user_json(&user, USER_BY_NAME, false);

			json_put_text(added, "OS-KSADM:password", given == NULL ? password : NULL);
			reply_json(reply, 201, json_wrap("user", added));
		}
	}
	sodium_memzero(password, sizeof(password));
	user_finish(&user);
}

/* The page says how many users an account may have; 413 is its status for too many. */
static bool is_full(const struct request *request)
{
	return store_user_count(request->store, request->caller->domain) > request->user_limit;
}

void users_add(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct json_object *json = json_member(body, "user");

	if (body == NULL) {
		return;
	}
	if (request->caller->role == ROLE_DEFAULT) {
		reply_fault(reply, 403, "Not Authorized");
	} else if (is_full(request)) {
		reply_fault(reply, 413, "The account has as many users as it may have.");
	} else if (json_text(json, "username") == NULL || json_text(json, "email") == NULL) {
		reply_fault(reply, 400, "The user's username or email is missing.");
	} else {
		add_user(request, reply, json);
	}
	json_object_put(body);
}

void users_remove(const struct request *request, struct reply *reply)
{
	struct user user;

	if (!access_target(request, reply, access_remove_user, &user)) {
		return;
	}
	if (store_user_remove(request->store, user.id)) {
		reply_json(reply, 204, NULL);
	}
	user_finish(&user);
}
