/* SPDX-License-Identifier: MIT
 * Devices that compute one-time passwords from a secret, which is sent once. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "device_calls.h"
#include "json.h"
#include "keyturn/clock.h"
#include "otp.h"
#include "qr.h"
#include "route.h"

static const struct device_form otp = {
	DEVICE_OTP, "RAX-AUTH:otpDevice", "RAX-AUTH:otpDevices", "name", "otp-devices", 5};

/* Names need not be unique: a sample has the same one twice. The documents give no length; this one
 * fits in the QR code. */
static bool good_name(const char *name)
{
	return name[0] != '\0' && strlen(name) <= 255;
}

void otp_devices_list(const struct request *request, struct reply *reply)
{
	device_list(request, reply, &otp);
}

void otp_devices_get(const struct request *request, struct reply *reply)
{
	device_get(request, reply, &otp);
}

/* The secret is sent here and never again. */
static void put_secret(struct json_object *json, const struct device *device)
{
	char *uri = otp_uri(device->name, device->secret);
	char *picture = uri == NULL ? NULL : qr_data_uri(uri);

	json_put_text(json, "keyUri", uri);
	json_put_text(json, "qrcode", picture);
	free(uri);
	free(picture);
}

void otp_devices_add(const struct request *request, struct reply *reply)
{
	char secret[OTP_SECRET_MAX];

	otp_make_secret(secret);
	device_add(request, reply, &otp, secret, good_name, put_secret);
	sodium_memzero(secret, sizeof(secret));
}

/* Does not use up the passcode: it may still sign in. */
static bool right_code(const struct user *user, struct device *device, const char *code)
{
	int64_t step = 0;

	(void)user;
	return otp_matches(device->secret, code, clock_wall(), &step);
}

void otp_devices_verify(const struct request *request, struct reply *reply)
{
	device_verify(request, reply, &otp, right_code);
}

void otp_devices_remove(const struct request *request, struct reply *reply)
{
	device_remove(request, reply, &otp, request->args[1]);
}
