/* SPDX-License-Identifier: MIT */
#include "user_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duration.h"
#include "json.h"
#include "keyturn/memory.h"
#include "multifactor.h"
#include "passcode.h"
#include "roles.h"

/* Adds one of the service's own members, with the prefix for this form. */
static const char *own_name(enum user_form form, const char *name, char *out, size_t size)
{
	snprintf(out, size, "%s:%s", form == USER_BY_NAME ? "RAX-AUTH" : "rax-auth", name);
	return out;
}

static void put_pin(
	struct json_object *json, enum user_form form, const struct user *user, bool own)
{
	const char *state = user->pin_locked ? "LOCKED" : "ACTIVE";
	char name[64];

	json_put_text(json, own_name(form, "phonePinState", name, sizeof(name)),
		user->phone_pin == NULL ? "INACTIVE" : state);
	if (own) {
		json_put_text(
			json, own_name(form, "phonePin", name, sizeof(name)), user->phone_pin);
	}
}

static void put_mfa(struct json_object *json, enum user_form form, const struct user *user)
{
	char name[64];

	json_put_flag(json, own_name(form, "multiFactorEnabled", name, sizeof(name)), user->mfa);
	if (user->mfa) {
		json_put_text(json, own_name(form, "multiFactorState", name, sizeof(name)),
			passcode_locked(user) ? "LOCKED" : "ACTIVE");
	}
	json_put_text(json, own_name(form, "userMultiFactorEnforcementLevel", name, sizeof(name)),
		multifactor_level_name((enum mfa_level)user->mfa_level));
}

struct json_object *user_json(const struct user *user, enum user_form form, bool own)
{
	struct json_object *json = json_object_new_object();
	char name[64];

	json_put_text(json, "id", user->id);
	json_put_text(json, "username", user->name);
	json_put_text(json, "email", user->email);
	json_put_flag(json, "enabled", user->enabled);
	json_put_time(json, "created", user->created);
	json_put_time(json, "updated", user->updated);
	json_put_text(json, own_name(form, "defaultRegion", name, sizeof(name)), user->region);
	json_put_text(json, own_name(form, "domainId", name, sizeof(name)), user->domain);
	json_put_text(json, own_name(form, "contactId", name, sizeof(name)), user->contact);
	put_mfa(json, form, user);
	put_pin(json, form, user, own);
	if (form == USER_BY_NAME && user->password_expires != 0) {
		json_put_time(json, "RAX-AUTH:passwordExpiration", user->password_expires);
	}
	return json;
}

static struct json_object *methods(const struct token *token)
{
	struct json_object *list = json_object_new_array();
	char *copy = memory_text(token->methods), *rest = copy, *word;

	while ((word = strsep(&rest, " ")) != NULL) {
		json_object_array_add(list, json_object_new_string(word));
	}
	free(copy);
	return list;
}

static struct json_object *token_json(const struct token *token, const char *id)
{
	struct json_object *json = json_object_new_object();
	struct json_object *tenant = json_object_new_object();

	json_put_text(tenant, "id", token->tenant);
	json_put_text(tenant, "name", token->tenant);
	json_put_text(json, "id", id);
	json_put_time(json, "expires", token->expires);
	if (token->setup) {
		json_object_put(tenant);
	} else {
		json_object_object_add(json, "tenant", tenant);
	}
	json_object_object_add(json, "RAX-AUTH:authenticatedBy", methods(token));
	return json;
}

struct json_object *user_json_access(struct store *store, const struct user *user,
	const struct token *token, const char *id, bool own)
{
	struct domain domain = store_domain(store, user->domain);
	char timeout[DURATION_MAX];
	struct json_object *access = json_wrap("token", token_json(token, id));
	struct json_object *json = json_object_new_object();

	json_put_text(json, "id", user->id);
	json_put_text(json, "name", user->name);
	json_object_object_add(json, "roles", roles_of(store, user));
	json_put_text(json, "RAX-AUTH:defaultRegion", user->region);
	json_put_text(json, "RAX-AUTH:domainId", user->domain);
	json_put_flag(json, "RAX-AUTH:federated", false);
	json_put_flag(json, "RAX-AUTH:multiFactorEnabled", user->mfa);
	json_put_text(json, "RAX-AUTH:sessionInactivityTimeout",
		duration_text(domain.inactivity, timeout));
	put_pin(json, USER_BY_NAME, user, own);
	json_object_object_add(access, "user", json);
	return access;
}
