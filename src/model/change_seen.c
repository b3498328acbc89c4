/* SPDX-License-Identifier: MIT */
#include "change_seen.h"

#include <ctype.h>
#include <string.h>

bool change_same(
	const struct identity_request *request, const struct user *one, const struct user *other)
{
	unsigned fields = request->edit != NULL ? request->edit->fields : 0;

	if (request->op == IDENTITY_DELETE_USER) {
		return strcmp(one->name, other->name) == 0;
	}
	return ((fields & USER_NAME) == 0 || strcmp(one->name, other->name) == 0) &&
		((fields & USER_EMAIL) == 0 || strcmp(one->email, other->email) == 0) &&
		((fields & USER_REGION) == 0 || strcmp(one->region, other->region) == 0) &&
		((fields & USER_ENABLED) == 0 || one->enabled == other->enabled);
}

/* ---- users ---- */

static enum change_seen wanted_if(bool as_wanted)
{
	return as_wanted ? SEEN_AS_WANTED : SEEN_AS_BEFORE;
}

static const struct user *user_of(const struct identity_reply *reply)
{
	return reply->users != NULL && reply->users->count > 0 ? &reply->users->users[0] : NULL;
}

static enum change_seen see_edit(
	const struct identity_request *request, const struct identity_reply *reply)
{
	const struct user_edit *edit = request->edit;
	const struct user *user = user_of(reply);
	struct user wanted;

	if (user == NULL || (edit->fields & USER_PASSWORD) != 0) {
		return SEEN_NOTHING; /* no read tells a password */
	}
	if ((edit->fields & USER_PIN) != 0 && reply->pin == NULL) {
		return SEEN_NOTHING;
	}
	wanted = *user;
	memcpy(wanted.name, edit->name, sizeof(wanted.name));
	memcpy(wanted.email, edit->email, sizeof(wanted.email));
	memcpy(wanted.region, edit->region, sizeof(wanted.region));
	wanted.enabled = edit->enabled;
	return wanted_if(change_same(request, user, &wanted) &&
		((edit->fields & USER_PIN) == 0 || secret_equal(reply->pin, request->secret)));
}

static enum change_seen see_added(
	const struct identity_request *request, const struct identity_reply *reply)
{
	(void)request;
	return wanted_if(user_of(reply) != NULL);
}

static enum change_seen see_deleted(
	const struct identity_request *request, const struct identity_reply *reply)
{
	(void)request;
	return wanted_if(user_of(reply) == NULL);
}

static enum change_seen see_password(
	const struct identity_request *request, const struct identity_reply *reply)
{
	(void)request;
	return wanted_if(reply->outcome == OUTCOME_OK);
}

static enum change_seen see_unlocked(
	const struct identity_request *request, const struct identity_reply *reply)
{
	const struct user *user = user_of(reply);

	(void)request;
	if (user == NULL || user->pin_state == PIN_UNKNOWN) {
		return SEEN_NOTHING;
	}
	return wanted_if(user->pin_state != PIN_LOCKED);
}

/* ---- roles ---- */

static enum change_seen see_role(
	const struct identity_request *request, const struct identity_reply *reply)
{
	bool there = false;

	if (reply->roles == NULL) {
		return SEEN_NOTHING;
	}
	for (size_t i = 0; i < reply->roles->count; i++) {
		there |= strcmp(reply->roles->roles[i].id, request->item_id) == 0;
	}
	return wanted_if(there == (request->op == IDENTITY_ADD_ROLE));
}

/* ---- factors ---- */

/* A service may write a number in another way than it was sent. */
static bool same_number(const char *one, const char *other)
{
	for (;;) {
		while (*one != '\0' && !isdigit((unsigned char)*one)) {
			one++;
		}
		while (*other != '\0' && !isdigit((unsigned char)*other)) {
			other++;
		}
		if (*one != *other || *one == '\0') {
			return *one == *other;
		}
		one++;
		other++;
	}
}

static bool is_meant(const struct identity_request *request, const struct factor *factor)
{
	enum identity_op op = request->op;

	if (op == IDENTITY_ADD_PHONE) {
		return same_number(factor->name, request->item_name);
	}
	if (op == IDENTITY_ADD_OTP) {
		return strcmp(factor->name, request->item_name) == 0;
	}
	if (op == IDENTITY_REMOVE_PHONES) {
		return true;
	}
	return strcmp(factor->id, request->item_id) == 0 &&
		(op == IDENTITY_REMOVE_OTP || factor->verified);
}

static enum change_seen see_factor(
	const struct identity_request *request, const struct identity_reply *reply)
{
	bool removed = request->op == IDENTITY_REMOVE_PHONES || request->op == IDENTITY_REMOVE_OTP;
	bool there = false;

	if (reply->factors == NULL) {
		return SEEN_NOTHING;
	}
	for (size_t i = 0; i < reply->factors->count; i++) {
		there |= is_meant(request, &reply->factors->factors[i]);
	}
	return wanted_if(there != removed);
}

static enum change_seen see_mfa(
	const struct identity_request *request, const struct identity_reply *reply)
{
	const struct user *user = user_of(reply);

	if (user == NULL || user->mfa == MFA_UNKNOWN) {
		return SEEN_NOTHING;
	}
	if (request->op == IDENTITY_REMOVE_MFA) {
		return wanted_if(user->mfa == MFA_OFF);
	}
	switch (request->mfa_change) {
	case MFA_ENABLE:
		return wanted_if(user->mfa != MFA_OFF);
	case MFA_DISABLE:
		return wanted_if(user->mfa == MFA_OFF);
	case MFA_UNLOCK:
		return wanted_if(user->mfa != MFA_LOCKED);
	case MFA_LEVEL_DEFAULT:
		return wanted_if(user->mfa_level == MFA_DEFAULT);
	case MFA_LEVEL_OPTIONAL:
		return wanted_if(user->mfa_level == MFA_OPTIONAL);
	case MFA_LEVEL_REQUIRED:
		return wanted_if(user->mfa_level == MFA_REQUIRED);
	case MFA_USE_PHONE:
	case MFA_USE_OTP:
		break; /* no read tells which one is used */
	}
	return SEEN_NOTHING;
}

/* ---- which read, and who judges it ---- */

/* What a reset PIN, an answer, a code on its way or bypass codes came to, no read tells. */
static const struct sight {
	enum identity_op look;
	enum change_seen (*see)(
		const struct identity_request *request, const struct identity_reply *reply);
	bool none_is_an_answer; /* that it is not found tells something too */
} sights[IDENTITY_OP_COUNT] = {
	[IDENTITY_UPDATE_USER] = {IDENTITY_GET_USER, see_edit, false},
	[IDENTITY_ADD_USER] = {IDENTITY_FIND_USER, see_added, true},
	[IDENTITY_DELETE_USER] = {IDENTITY_GET_USER, see_deleted, true},
	[IDENTITY_CHANGE_PASSWORD] = {IDENTITY_PROBE_PASSWORD, see_password, false},
	[IDENTITY_ADD_ROLE] = {IDENTITY_LIST_ROLES, see_role, false},
	[IDENTITY_REMOVE_ROLE] = {IDENTITY_LIST_ROLES, see_role, false},
	[IDENTITY_UNLOCK_PIN] = {IDENTITY_GET_USER, see_unlocked, false},
	[IDENTITY_ADD_PHONE] = {IDENTITY_LIST_PHONES, see_factor, false},
	[IDENTITY_VERIFY_PHONE] = {IDENTITY_LIST_PHONES, see_factor, false},
	[IDENTITY_REMOVE_PHONES] = {IDENTITY_LIST_PHONES, see_factor, false},
	[IDENTITY_ADD_OTP] = {IDENTITY_LIST_OTP, see_factor, false},
	[IDENTITY_VERIFY_OTP] = {IDENTITY_LIST_OTP, see_factor, false},
	[IDENTITY_REMOVE_OTP] = {IDENTITY_LIST_OTP, see_factor, false},
	[IDENTITY_CHANGE_MFA] = {IDENTITY_GET_USER, see_mfa, false},
	[IDENTITY_REMOVE_MFA] = {IDENTITY_GET_USER, see_mfa, false},
};

bool change_look(const struct identity_request *request, struct identity_request *look)
{
	const struct sight *sight = &sights[request->op];

	if (sight->see == NULL) {
		return false;
	}
	*look = (struct identity_request){.op = sight->look};
	memcpy(look->user_id, request->user_id, sizeof(look->user_id));
	memcpy(look->username, request->username, sizeof(look->username));
	if (sight->look == IDENTITY_PROBE_PASSWORD) {
		look->secret = secret_link(request->new_secret);
	} else if (request->op == IDENTITY_ADD_USER) {
		memcpy(look->username, request->edit->name, sizeof(look->username));
	}
	return true;
}

enum change_seen change_judge(
	const struct identity_request *request, const struct identity_reply *reply)
{
	const struct sight *sight = &sights[request->op];
	bool not_found = sight->none_is_an_answer && reply->error.kind == ERROR_NOT_FOUND;
	bool refused = sight->look == IDENTITY_PROBE_PASSWORD &&
		reply->error.kind == ERROR_SIGN_IN_REFUSED;

	if (reply->outcome != OUTCOME_OK && !not_found && !refused) {
		return SEEN_NOTHING;
	}
	return sight->see(request, reply);
}
