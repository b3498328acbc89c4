/* SPDX-License-Identifier: MIT
 * GET /v1.0: the sign-in of version 1, by headers only, which object storage clients still use. It has no
 * second factor, so users with one are refused (Rackspace Identity v2.0 docs, "Multi-factor
 * authentication"). */
#include <stdlib.h>

#include "catalog.h"
#include "keyturn/clock.h"
#include "multifactor.h"
#include "password.h"
#include "route.h"

static void grant(const struct request *request, struct reply *reply, const struct user *user)
{
	char *tenant = catalog_storage_tenant(user->domain);
	char methods[] = "APIKEY", id[STORE_ID_MAX];
	const struct token token = {
		.user_id = user->id,
		.tenant = tenant,
		.methods = methods,
		.expires = clock_wall() + request->token_life,
	};

	if (store_token_add(request->store, &token, id)) {
		reply_json(reply, 204, NULL);
		reply_header(reply, "X-Auth-Token", "%s", id);
		reply_header(reply, "X-Storage-Token", "%s", id);
		reply_header(reply, "X-Storage-Url", "%s/storage/v1/%s", request->base_url, tenant);
	}
	free(tenant);
}

void legacy_authenticate(const struct request *request, struct reply *reply)
{
	const char *name = request_header(request, "X-Auth-User");
	const char *key = request_header(request, "X-Auth-Key");
	struct user user = {0};

	if (name == NULL || key == NULL || !store_user_by_name(request->store, name, &user) ||
		!password_same(user.api_key, key) || user.mfa ||
		multifactor_wanted(request->store, &user)) {
		reply_fault(reply, 401, "Unable to authenticate user with credentials provided.");
	} else if (!user.enabled) {
		reply_fault_named(reply, 403, "userDisabled", "User is disabled.");
	} else {
		grant(request, reply, &user);
	}
	user_finish(&user);
}
