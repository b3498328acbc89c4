/* SPDX-License-Identifier: MIT
 * The phone PIN, which proves to support who is calling. Users set it like their other data
 * (users_edit.c); support locks it after wrong ones. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "route.h"
#include "rules.h"

enum { PIN_SIZE = 7 };

static void make_pin(char pin[PIN_SIZE])
{
	do {
		snprintf(pin, PIN_SIZE, "%06u", randombytes_uniform(1000000));
	} while (!rules_pin(pin));
}

/* Gives another user a new PIN, which the reply does not contain. One's own is refused; users that do
 * not exist and users that the caller may not change are both 404 ("Reset phone PIN"). */
void pin_reset(const struct request *request, struct reply *reply)
{
	const char *missing = request_query(request, "only_if_missing");
	char pin[PIN_SIZE];
	struct user user = {0};

	if (!store_user_by_id(request->store, request->args[0], &user)) {
		reply_fault(reply, 404, "User not found.");
	} else if (access_same_user(request->caller, &user)) {
		reply_fault(reply, 403, "Not Authorized");
	} else if (!access_user(request->caller, &user)) {
		reply_fault(reply, 404, "User not found.");
	} else if (user.phone_pin != NULL && missing != NULL && strcmp(missing, "true") == 0) {
		reply_fault(reply, 409, "The user has a phone PIN.");
	} else {
		make_pin(pin);
		free(user.phone_pin);
		user.phone_pin = memory_text(pin);
		user.pin_locked = false;
		user.updated = clock_wall();
		if (store_user_change(request->store, &user)) {
			reply_json(reply, 204, NULL);
		}
		sodium_memzero(pin, sizeof(pin));
	}
	user_finish(&user);
}

void pin_unlock(const struct request *request, struct reply *reply)
{
	struct user user;

	if (!access_target(request, reply, access_same_user, &user)) {
		return;
	}
	if (!user.pin_locked) {
		reply_fault(reply, 403, "The phone PIN is not locked.");
	} else {
		user.pin_locked = false;
		if (store_user_change(request->store, &user)) {
			reply_json(reply, 204, NULL);
		}
	}
	user_finish(&user);
}
