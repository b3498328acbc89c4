/* SPDX-License-Identifier: MIT */
#include "passcode.h"

#include <stddef.h>

#include "keyturn/clock.h"
#include "otp.h"
#include "password.h"

/* The documents say how long ("Manage multifactor-enabled accounts"), not after how many failures. */
enum { FAILURES_MAX = 5, LOCKED_SECONDS = 10 * 60 };

const char *passcode_of(const struct user *user)
{
	return user->passcode == NULL ? "123456" : user->passcode;
}

bool passcode_locked(const struct user *user)
{
	return user->mfa_locked > clock_wall();
}

/* Accepts a passcode of any verified device, once. */
static bool by_device(struct store *store, const struct user *user, const char *passcode)
{
	struct devices devices = store_devices(store, user->id, DEVICE_OTP);
	bool right = false;

	for (size_t i = 0; !right && i < devices.count; i++) {
		struct device *device = &devices.items[i];

		right = device->verified &&
			otp_matches(device->secret, passcode, clock_wall(), &device->last_step) &&
			store_device_change(store, device);
	}
	devices_finish(&devices);
	return right;
}

static const char *match(struct store *store, const struct user *user, const char *passcode)
{
	if (user->mfa_factor == DEVICE_OTP && by_device(store, user, passcode)) {
		return "OTPPASSCODE PASSWORD";
	}
	if (user->mfa_factor == DEVICE_PHONE && password_same(passcode_of(user), passcode)) {
		return "PASSCODE PASSWORD";
	}
	return store_bypass_use(store, user->id, passcode) ? "PASSCODE PASSWORD" : NULL;
}

const char *passcode_judge(struct store *store, struct user *user, const char *passcode)
{
	const char *methods;

	if (passcode_locked(user) || !store_begin(store)) {
		return NULL;
	}
	methods = match(store, user, passcode);
	user->mfa_failures = methods == NULL ? user->mfa_failures + 1 : 0;
	if (user->mfa_failures >= FAILURES_MAX) {
		user->mfa_failures = 0;
		user->mfa_locked = clock_wall() + LOCKED_SECONDS;
	}
	return store_user_change(store, user) && store_commit(store) ? methods : NULL;
}
