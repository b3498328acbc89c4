/* SPDX-License-Identifier: MIT */
#include "device_calls.h"

#include <sodium.h>
#include <stdlib.h>

#include "access.h"
#include "json.h"
#include "keyturn/memory.h"
#include "password.h"
#include "percent.h"

static struct json_object *device_json(const struct device_form *form, const struct device *device)
{
	struct json_object *json = json_object_new_object();

	json_put_text(json, "id", device->id);
	json_put_text(json, form->name, device->name);
	json_put_flag(json, "verified", device->verified != 0);
	return json;
}

void device_list(const struct request *request, struct reply *reply, const struct device_form *form)
{
	struct json_object *items = json_object_new_array();
	struct devices devices;
	struct user user;

	if (!access_target(request, reply, access_same_user, &user)) {
		json_object_put(items);
		return;
	}
	devices = store_devices(request->store, user.id, form->kind);
	for (size_t i = 0; i < devices.count; i++) {
		json_object_array_add(items, device_json(form, &devices.items[i]));
	}
	devices_finish(&devices);
	user_finish(&user);
	reply_json(reply, 200, json_wrap(form->many, items));
}

/* The caller, and its device that the path names; false after answering. */
static bool find(const struct request *request, struct reply *reply, const struct device_form *form,
	struct user *user, struct device *device)
{
	if (!access_target(request, reply, access_same_user, user)) {
		return false;
	}
	if (!store_device(request->store, user->id, form->kind, request->args[1], device)) {
		reply_fault(reply, 404, "Device not found.");
		user_finish(user);
		return false;
	}
	return true;
}

void device_get(const struct request *request, struct reply *reply, const struct device_form *form)
{
	struct device device = {0};
	struct user user;

	if (find(request, reply, form, &user, &device)) {
		reply_json(reply, 200, json_wrap(form->one, device_json(form, &device)));
		device_finish(&device);
		user_finish(&user);
	}
}

static size_t count(const struct request *request, const struct user *user, enum device_kind kind)
{
	struct devices devices = store_devices(request->store, user->id, kind);
	size_t found = devices.count;

	devices_finish(&devices);
	return found;
}

static void reply_location(const struct request *request, struct reply *reply,
	const struct device_form *form, const struct device *device)
{
	char *user = percent_encode(device->user_id);

	reply_header(reply, "Location", "%s/v2.0/users/%s/RAX-AUTH/multi-factor/%s/%s",
		request->base_url, user, form->path, device->id);
	free(user);
}

/* The documents give no status for too many devices; 400 is what other faults of the request get. */
void device_add(const struct request *request, struct reply *reply, const struct device_form *form,
	const char *secret, bool good(const char *name),
	void more(struct json_object *json, const struct device *device))
{
	struct json_object *body = request_json(request, reply);
	const char *name = json_text(json_member(body, form->one), form->name);
	struct device device = {.kind = form->kind};
	char id[KEY_SIZE];
	struct user user;

	if (body == NULL) {
		return;
	}
	if (!access_target(request, reply, access_same_user, &user)) {
		json_object_put(body);
		return;
	}
	password_make_key(id);
	device.id = memory_text(id);
	device.user_id = memory_text(user.id);
	device.name = memory_text(name);
	device.secret = memory_text(secret);
	if (name == NULL || !good(name)) {
		reply_fault(reply, 400, "The device's name or number is missing or not allowed.");
	} else if (count(request, &user, form->kind) >= form->most) {
		reply_fault(reply, 400, "The user has as many devices of this type as allowed.");
	} else if (store_device_add(request->store, &device)) {
		struct json_object *json = device_json(form, &device);

		more(json, &device);
		reply_json(reply, 201, json_wrap(form->one, json));
		reply_location(request, reply, form, &device);
	}
	device_finish(&device);
	user_finish(&user);
	json_object_put(body);
}

void device_verify(const struct request *request, struct reply *reply,
	const struct device_form *form,
	bool right(const struct user *user, struct device *device, const char *code))
{
	struct json_object *body = request_json(request, reply);
	const char *code = json_text(json_member(body, "RAX-AUTH:verificationCode"), "code");
	struct device device = {0};
	struct user user;

	if (body == NULL) {
		return;
	}
	if (!find(request, reply, form, &user, &device)) {
		json_object_put(body);
		return;
	}
	if (code == NULL) {
		reply_fault(reply, 400, "The verification code is missing.");
	} else if (!right(&user, &device, code)) {
		reply_fault(reply, 400, "The PIN provided is either invalid or expired.");
	} else {
		device.verified = true;
		if (store_device_change(request->store, &device)) {
			reply_json(reply, 204, NULL);
		}
	}
	device_finish(&device);
	user_finish(&user);
	json_object_put(body);
}

/* Whether the user could no longer sign in without the device `id` (NULL: without any). */
static bool needed(const struct request *request, const struct user *user, enum device_kind kind,
	const char *id)
{
	struct devices devices = store_devices(request->store, user->id, kind);
	bool left = false, verified = false;

	for (size_t i = 0; i < devices.count; i++) {
		const struct device *device = &devices.items[i];
		bool goes = id == NULL || password_same(device->id, id);

		left |= !goes && device->verified != 0;
		verified |= goes && device->verified != 0;
	}
	devices_finish(&devices);
	return user->mfa != 0 && user->mfa_factor == kind && verified && !left;
}

/* "Remove phone" allows it when multi-factor authentication is off or uses the other kind. The page
 * about one-time password devices says nothing; the same rule applies. */
void device_remove(const struct request *request, struct reply *reply,
	const struct device_form *form, const char *id)
{
	struct user user;

	if (!access_target(request, reply, access_same_user, &user)) {
		return;
	}
	if (needed(request, &user, form->kind, id)) {
		reply_fault(reply, 403,
			"The device is in use: turn multi-factor authentication off or choose "
			"another factor first.");
	} else if (store_device_remove(request->store, user.id, form->kind, id)) {
		reply_json(reply, 204, NULL);
	} else {
		reply_fault(reply, 404, "Device not found.");
	}
	user_finish(&user);
}
