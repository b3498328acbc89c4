/* SPDX-License-Identifier: MIT
 * Validates and revokes tokens. */
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "catalog.h"
#include "json.h"
#include "route.h"
#include "user_json.h"

static bool is_own(const struct request *request)
{
	const char *id = request_header(request, "X-Auth-Token");

	return id != NULL && strcmp(id, request->args[0]) == 0;
}

/* Finds the token in the path and its user; answers 404 when it is dead, 403 when the caller may not see
 * it: their own always, others' only as owner of the account (Rackspace Identity v2.0 docs, "Validate
 * token"). */
static bool find_token(
	const struct request *request, struct reply *reply, struct token *token, struct user *user)
{
	if (!store_token(request->store, request->args[0], token) ||
		!store_user_by_id(request->store, token->user_id, user)) {
		reply_fault(reply, 404, "Token not found.");
		return false;
	}
	if (is_own(request) ||
		(request->caller->role == ROLE_ADMIN &&
			strcmp(request->caller->domain, user->domain) == 0)) {
		return true;
	}
	reply_fault(reply, 403, "Not Authorized");
	return false;
}

void tokens_validate(const struct request *request, struct reply *reply)
{
	const char *tenant = request_query(request, "belongsTo");
	struct token token = {0};
	struct user user = {0};

	if (find_token(request, reply, &token, &user)) {
		if (tenant != NULL && tenant[0] != '\0' && strcmp(tenant, token.tenant) != 0) {
			reply_fault(reply, 404, "Token not found.");
		} else {
			reply_json(reply, 200,
				json_wrap("access",
					user_json_access(request->store, &user, &token,
						request->args[0], is_own(request))));
		}
	}
	token_finish(&token);
	user_finish(&user);
}

void tokens_endpoints(const struct request *request, struct reply *reply)
{
	struct token token = {0};
	struct user user = {0};

	if (find_token(request, reply, &token, &user)) {
		struct json_object *json = json_wrap(
			"endpoints", catalog_endpoints(request, user.domain));

		json_object_object_add(json, "endpoints_links", json_object_new_array());
		reply_json(reply, 200, json);
	}
	token_finish(&token);
	user_finish(&user);
}

void tokens_revoke(const struct request *request, struct reply *reply)
{
	struct token token = {0};
	struct user user = {0};

	if (find_token(request, reply, &token, &user) &&
		store_token_remove(request->store, request->args[0])) {
		reply_json(reply, 204, NULL);
	}
	token_finish(&token);
	user_finish(&user);
}

void tokens_revoke_own(const struct request *request, struct reply *reply)
{
	if (store_token_remove(request->store, request_header(request, "X-Auth-Token"))) {
		reply_json(reply, 204, NULL);
	}
}
