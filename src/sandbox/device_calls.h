/* SPDX-License-Identifier: MIT
 * What phones and one-time password devices have in common. Users manage only their own: some pages
 * say so (verifying and removing a phone), the others say nothing. */
#ifndef SANDBOX_DEVICE_CALLS_H
#define SANDBOX_DEVICE_CALLS_H

#include "http.h"
#include "store.h"

/* A kind of device in the protocol's words. */
struct device_form {
	enum device_kind kind;
	const char *one;  /* "RAX-AUTH:mobilePhone" */
	const char *many; /* "RAX-AUTH:mobilePhones" */
	const char *name; /* "number" */
	const char *path; /* "mobile-phones" */
	size_t most;      /* how many a user may have */
};

void device_list(
	const struct request *request, struct reply *reply, const struct device_form *form);
void device_get(const struct request *request, struct reply *reply, const struct device_form *form);

/* Adds one with the request's name, if `good` accepts it, and this secret (may be NULL). `more` may add
 * to the reply. */
void device_add(const struct request *request, struct reply *reply, const struct device_form *form,
	const char *secret, bool good(const char *name),
	void more(struct json_object *json, const struct device *device));

/* `right` checks the code in the request; it may change the device. */
void device_verify(const struct request *request, struct reply *reply,
	const struct device_form *form,
	bool right(const struct user *user, struct device *device, const char *code));

/* `id` NULL: all. Refused when the user could no longer sign in. */
void device_remove(const struct request *request, struct reply *reply,
	const struct device_form *form, const char *id);

#endif
