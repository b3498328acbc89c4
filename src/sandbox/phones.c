/* SPDX-License-Identifier: MIT
 * Phones that passcodes are sent to. No message is really sent: each would contain the passcode that
 * the seed gives the user, or 123456 (passcode.h). */
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "access.h"
#include "device_calls.h"
#include "keyturn/clock.h"
#include "passcode.h"
#include "password.h"
#include "route.h"

static const struct device_form phone = {DEVICE_PHONE, "RAX-AUTH:mobilePhone",
	"RAX-AUTH:mobilePhones", "number", "mobile-phones", 1};

/* E.123, international: "+1 210-312-4600", with the digits that E.164 allows. */
static bool good_number(const char *number)
{
	size_t digits = 0;

	for (const char *c = number; *c != '\0'; c++) {
		digits += isdigit((unsigned char)*c) != 0;
	}
	return number[0] == '+' && isdigit((unsigned char)number[1]) &&
		number[1 + strspn(number + 1, "0123456789 -()")] == '\0' && digits >= 8 &&
		digits <= 15 && strlen(number) <= 32;
}

static void nothing_more(struct json_object *json, const struct device *device)
{
	(void)json;
	(void)device;
}

void phones_list(const struct request *request, struct reply *reply)
{
	device_list(request, reply, &phone);
}

void phones_get(const struct request *request, struct reply *reply)
{
	device_get(request, reply, &phone);
}

void phones_add(const struct request *request, struct reply *reply)
{
	device_add(request, reply, &phone, NULL, good_number, nothing_more);
}

/* A verified phone gets no code; the documents do not say. */
void phones_send_code(const struct request *request, struct reply *reply)
{
	struct device device = {0};
	struct user user;

	if (!access_target(request, reply, access_same_user, &user)) {
		return;
	}
	if (!store_device(request->store, user.id, DEVICE_PHONE, request->args[1], &device)) {
		reply_fault(reply, 404, "Device not found.");
	} else if (device.verified) {
		reply_fault(reply, 400, "The device is verified already.");
	} else {
		device.code_until = clock_wall() + PASSCODE_SECONDS;
		if (store_device_change(request->store, &device)) {
			reply_json(reply, 202, NULL);
		}
	}
	device_finish(&device);
	user_finish(&user);
}

static bool right_code(const struct user *user, struct device *device, const char *code)
{
	if (device->code_until <= clock_wall() || !password_same(passcode_of(user), code)) {
		return false;
	}
	device->code_until = 0;
	return true;
}

void phones_verify(const struct request *request, struct reply *reply)
{
	device_verify(request, reply, &phone, right_code);
}

void phones_remove(const struct request *request, struct reply *reply)
{
	device_remove(request, reply, &phone, NULL);
}
