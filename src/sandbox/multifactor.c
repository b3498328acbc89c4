/* SPDX-License-Identifier: MIT
 * PUT and DELETE …/RAX-AUTH/multi-factor: on and off, which factor, who must. */
#include "multifactor.h"

#include <stddef.h>
#include <string.h>

#include "access.h"
#include "json.h"
#include "keyturn/clock.h"
#include "route.h"

static const char *const levels[] = {
	[MFA_DEFAULT] = "DEFAULT",
	[MFA_OPTIONAL] = "OPTIONAL",
	[MFA_REQUIRED] = "REQUIRED",
	[MFA_MANDATED] = "RACKSPACE_MANDATED",
};

const char *multifactor_level_name(enum mfa_level level)
{
	return levels[level];
}

bool multifactor_level_parse(const char *text, int64_t *level)
{
	for (size_t i = 0; text != NULL && i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (strcmp(text, levels[i]) == 0) {
			*level = (int64_t)i;
			return true;
		}
	}
	return false;
}

static bool required(struct store *store, const struct user *user)
{
	int64_t level = user->mfa_level;

	if (level == MFA_DEFAULT) {
		level = store_domain(store, user->domain).mfa_level;
	}
	return level >= MFA_REQUIRED;
}

bool multifactor_wanted(struct store *store, const struct user *user)
{
	return !user->mfa && required(store, user);
}

static bool refuse(struct reply *reply, int status, const char *message)
{
	reply_fault(reply, status, message);
	return false;
}

static bool has_verified(struct store *store, const struct user *user, enum device_kind kind)
{
	struct devices devices = store_devices(store, user->id, kind);
	bool found = false;

	for (size_t i = 0; i < devices.count; i++) {
		found |= devices.items[i].verified != 0;
	}
	devices_finish(&devices);
	return found;
}

/* "OTP" is in the documents' samples; they do not name the other one, "SMS". */
static bool choose_factor(
	const struct request *request, struct reply *reply, struct user *user, const char *factor)
{
	enum device_kind kind = strcmp(factor, "OTP") == 0 ? DEVICE_OTP : DEVICE_PHONE;

	if (kind == DEVICE_PHONE && strcmp(factor, "SMS") != 0) {
		return refuse(reply, 400, "Invalid value for factorType.");
	}
	if (!has_verified(request->store, user, kind)) {
		return refuse(reply, 400, "The user has no verified device of this type.");
	}
	user->mfa_factor = kind;
	return true;
}

/* Turning it on revokes all of the user's tokens, this request's too; turning it off makes bypass
 * codes invalid. A factor without a device is replaced by the other one. */
static bool set_enabled(
	const struct request *request, struct reply *reply, struct user *user, bool enabled)
{
	bool phone = has_verified(request->store, user, DEVICE_PHONE);
	bool otp = has_verified(request->store, user, DEVICE_OTP);

	if (enabled == (user->mfa != 0)) {
		return true;
	}
	if (enabled && !phone && !otp) {
		return refuse(reply, 400, "The user has no verified multi-factor device.");
	}
	user->mfa = enabled;
	user->mfa_failures = user->mfa_locked = 0;
	if (user->mfa_factor == DEVICE_OTP ? !otp : !phone) {
		user->mfa_factor = otp ? DEVICE_OTP : DEVICE_PHONE;
	}
	return enabled ? store_tokens_remove(request->store, user->id)
		       : store_bypass_clear(request->store, user->id);
}

/* Revokes the tokens obtained without a passcode. Taken literally, that includes those obtained with
 * an API key; the documents do not say. */
static bool set_level(
	const struct request *request, struct reply *reply, struct user *user, const char *name)
{
	int64_t level;

	if (!multifactor_level_parse(name, &level) || level == MFA_MANDATED) {
		return refuse(reply, 400, "Invalid value for userMultiFactorEnforcementLevel.");
	}
	if (store_domain(request->store, user->domain).mfa_level == MFA_MANDATED) {
		return refuse(reply, 403,
			"The enforcement level cannot be changed while the domain's is "
			"RACKSPACE_MANDATED.");
	}
	user->mfa_level = level;
	return !required(request->store, user) ||
		store_tokens_remove_single(request->store, user->id);
}

/* Only the user turns it on or off and chooses the factor: that page does not say, but those about
 * removing it and about devices do. Only the owner unlocks and sets the level ("List users with role",
 * "Add multi-factor authentication enforcement policy"), and not with a setup token. */
static bool allowed(
	const struct request *request, const struct user *user, bool own_part, bool owners_part)
{
	return (!own_part || access_same_user(request->caller, user)) &&
		(!owners_part || (request->caller->role == ROLE_ADMIN && !request->token->setup));
}

/* Applies every member that is there; false after answering. */
static bool apply(const struct request *request, struct reply *reply, struct user *user,
	struct json_object *json)
{
	const char *factor = json_text(json, "factorType");
	const char *level = json_text(json, "userMultiFactorEnforcementLevel");
	bool switches = json_object_object_get_ex(json, "enabled", NULL);
	bool unlock = json_flag(json, "unlock", false);

	if (!allowed(request, user, switches || factor != NULL,
		    json_object_object_get_ex(json, "unlock", NULL) || level != NULL)) {
		return refuse(reply, 403, "Not Authorized");
	}
	if (unlock) {
		user->mfa_failures = user->mfa_locked = 0;
	}
	return (factor == NULL || choose_factor(request, reply, user, factor)) &&
		(!switches ||
			set_enabled(request, reply, user, json_flag(json, "enabled", user->mfa))) &&
		(level == NULL || set_level(request, reply, user, level));
}

static void change(const struct request *request, struct reply *reply, struct user *user,
	struct json_object *json)
{
	struct store *store = request->store;

	if (!store_begin(store)) {
		return;
	}
	user->updated = clock_wall();
	if (apply(request, reply, user, json) && store_user_change(store, user)) {
		if (store_commit(store)) {
			reply_json(reply, 204, NULL);
		}
	} else {
		store_rollback(store);
	}
}

void multifactor_change(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct json_object *json = json_member(body, "RAX-AUTH:multiFactor");
	struct user user;

	if (body == NULL) {
		return;
	}
	if (json == NULL || json_object_object_length(json) == 0) {
		reply_fault(reply, 400, "The request has no multiFactor object with a setting.");
	} else if (access_target(request, reply, access_user, &user)) {
		change(request, reply, &user, json);
		user_finish(&user);
	}
	json_object_put(body);
}

/* Removes the setting and the phone. Taken literally, one-time password devices and tokens remain. */
void multifactor_remove(const struct request *request, struct reply *reply)
{
	struct store *store = request->store;
	struct user user;

	if (!access_target(request, reply, access_same_user, &user)) {
		return;
	}
	user.mfa = user.mfa_failures = user.mfa_locked = 0;
	user.mfa_factor = DEVICE_PHONE;
	user.updated = clock_wall();
	if (store_begin(store)) {
		store_device_remove(store, user.id, DEVICE_PHONE, NULL);
		if (store_bypass_clear(store, user.id) && store_user_change(store, &user) &&
			store_commit(store)) {
			reply_json(reply, 204, NULL);
		}
	}
	user_finish(&user);
}
