/* SPDX-License-Identifier: MIT
 * What telephones and one-time password devices have in common. Every call is for oneself: some
 * pages say so outright (verifying and removing a telephone), the others are silent. */
#ifndef SANDBOX_DEVICE_CALLS_H
#define SANDBOX_DEVICE_CALLS_H

#include "http.h"
#include "store.h"

/* How the protocol speaks of a kind. */
struct device_form {
	enum device_kind kind;
	const char *one;  /* "RAX-AUTH:mobilePhone" */
	const char *many; /* "RAX-AUTH:mobilePhones" */
	const char *name; /* "number" */
	const char *path; /* "mobile-phones" */
	size_t most;      /* a user has so many at most */
};

void device_list(
	const struct request *request, struct reply *reply, const struct device_form *form);
void device_get(const struct request *request, struct reply *reply, const struct device_form *form);

/* Makes one of the request's name, when `good` finds nothing to say against that, with the secret or
 * NULL. `more` may add to the reply. */
void device_add(const struct request *request, struct reply *reply, const struct device_form *form,
	const char *secret, bool good(const char *name),
	void more(struct json_object *json, const struct device *device));

/* The code of the request's body is right when `right` says so, which may change the device. */
void device_verify(const struct request *request, struct reply *reply,
	const struct device_form *form,
	bool right(const struct user *user, struct device *device, const char *code));

/* One, or all with `id` NULL. Refused while the user signs in with them. */
void device_remove(const struct request *request, struct reply *reply,
	const struct device_form *form, const char *id);

#endif
