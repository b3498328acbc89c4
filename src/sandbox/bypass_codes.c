/* SPDX-License-Identifier: MIT
 * Codes that replace a passcode, each once: up to ten for oneself; the owner may make one for another
 * user, valid for 1 to 180 minutes ("Generate bypass codes"). */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "access.h"
#include "duration.h"
#include "json.h"
#include "keyturn/clock.h"
#include "route.h"

enum {
	CODES_MAX = 10,
	CODE_SIZE = 9, /* eight digits and the NUL */
	MINUTE = 60,
	USUAL_SECONDS = 30 * MINUTE,
	OTHERS_MINUTES_MAX = 180,
};

struct wish {
	int64_t count;
	int64_t seconds;
};

/* A number, or text as in the sample. The table spells the name in lower case. */
static bool read_count(struct json_object *json, int64_t *count)
{
	struct json_object *member;
	const char *text;
	char *end;

	if (!json_object_object_get_ex(json, "numberOfCodes", &member) &&
		!json_object_object_get_ex(json, "numberofcodes", &member)) {
		*count = 1;
		return true;
	}
	if (!json_object_is_type(member, json_type_int) &&
		!json_object_is_type(member, json_type_string)) {
		return false;
	}
	text = json_object_get_string(member);
	*count = strtol(text, &end, 10);
	return end != text && *end == '\0';
}

static bool read_wish(struct json_object *json, bool own, struct wish *wish)
{
	const char *duration = json_text(json, "validityDuration");
	int64_t minutes;

	wish->seconds = USUAL_SECONDS;
	if (!read_count(json, &wish->count) ||
		(duration != NULL && !clock_parse_duration(duration, &wish->seconds))) {
		return false;
	}
	minutes = wish->seconds / MINUTE;
	return wish->count >= 1 && wish->count <= (own ? CODES_MAX : 1) && minutes >= 1 &&
		(own || minutes <= OTHERS_MINUTES_MAX);
}

/* Spells the duration as the sample does: PT20M0.000S. */
static struct json_object *codes_json(struct json_object *codes, int64_t seconds)
{
	struct json_object *json = json_object_new_object();
	char text[DURATION_MAX];

	snprintf(text, sizeof(text), "PT%lldM%lld.000S", (long long)(seconds / MINUTE),
		(long long)(seconds % MINUTE));
	json_object_object_add(json, "codes", codes);
	json_put_text(json, "validityDuration", text);
	return json_wrap("RAX-AUTH:bypassCodes", json);
}

static void make(const struct request *request, struct reply *reply, const struct user *user,
	const struct wish *wish)
{
	struct json_object *codes = json_object_new_array();
	bool done = store_begin(request->store);

	for (int64_t i = 0; done && i < wish->count; i++) {
		char code[CODE_SIZE];

		snprintf(code, sizeof(code), "%08u", randombytes_uniform(100000000));
		json_object_array_add(codes, json_object_new_string(code));
		done = store_bypass_add(
			request->store, user->id, code, clock_wall() + wish->seconds);
		sodium_memzero(code, sizeof(code));
	}
	if (done && store_commit(request->store)) {
		reply_json(reply, 200, codes_json(codes, wish->seconds));
	} else {
		json_object_put(codes);
	}
}

/* For others the page names the owner, not managers. */
static bool may(const struct user *caller, const struct user *user)
{
	return access_same_user(caller, user) ||
		(caller->role == ROLE_ADMIN && access_user(caller, user));
}

void bypass_codes_make(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct json_object *json = json_member(body, "RAX-AUTH:bypassCodes");
	struct wish wish;
	struct user user;

	if (body == NULL) {
		return;
	}
	if (access_target(request, reply, may, &user)) {
		bool own = access_same_user(request->caller, &user);

		if (json == NULL || !read_wish(json, own, &wish)) {
			reply_fault(reply, 400, "Invalid number of codes or validity duration.");
		} else if (!user.mfa) {
			/* The documents do not say; without it codes are invalid. */
			reply_fault(reply, 400, "The user has no multi-factor authentication.");
		} else {
			make(request, reply, &user, &wish);
		}
		user_finish(&user);
	}
	json_object_put(body);
}
