/* SPDX-License-Identifier: MIT
 * Devices that make one-time passwords of a secret that they are given once. */
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

/* Names need not differ: a sample has two alike. Their length is not told; what the QR code has
 * room for is enough. */
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

/* The secret is told here and never again. */
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

/* Proves the device, but signs nobody in: the same passcode may still do that. */
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
