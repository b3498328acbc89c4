/* SPDX-License-Identifier: MIT */
#include "route.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "keyturn/memory.h"

#define CREDENTIALS  "/v2.0/users/*/OS-KSADM/credentials"
#define API_KEY      CREDENTIALS "/RAX-KSKEY:apiKeyCredentials"
#define MULTI_FACTOR "/v2.0/users/*/RAX-AUTH/multi-factor"
#define PHONES       MULTI_FACTOR "/mobile-phones"
#define OTP_DEVICES  MULTI_FACTOR "/otp-devices"
#define DOMAINS      "/v2.0/RAX-AUTH/domains"

/* Who may call: anybody; any user with a token; even a token that may only set up multi-factor
 * authentication. The documents say that this one ends as soon as a device is added, and that it
 * verifies the device: so it ends when multi-factor authentication is on, like all other tokens. */
enum access { PUBLIC, TOKEN, SETUP };

static const struct route {
	const char *method;
	const char *pattern; /* a star stands for one non-empty segment */
	enum access access;
	route_handler *handler;
} routes[] = {
	{"GET", "/", PUBLIC, versions_list},
	{"GET", "/v1.0", PUBLIC, legacy_authenticate},
	{"GET", "/v2.0", PUBLIC, versions_show},
	{"GET", "/v2.0/extensions", PUBLIC, versions_extensions},
	{"POST", "/v2.0/tokens", PUBLIC, authenticate},
	{"DELETE", "/v2.0/tokens", SETUP, tokens_revoke_own},
	{"GET", "/v2.0/tokens/*", TOKEN, tokens_validate},
	{"DELETE", "/v2.0/tokens/*", TOKEN, tokens_revoke},
	{"GET", "/v2.0/tokens/*/endpoints", TOKEN, tokens_endpoints},
	{"GET", "/v2.0/tenants", TOKEN, users_tenants},
	{"GET", "/v2.0/tenants/*/users", TOKEN, users_of_tenant},
	{"GET", "/v2.0/users", TOKEN, users_list},
	{"POST", "/v2.0/users", TOKEN, users_add},
	{"POST", "/v2.0/users/RAX-AUTH/change-pwd", PUBLIC, passwords_change},
	{"GET", "/v2.0/users/*", TOKEN, users_get},
	{"POST", "/v2.0/users/*", TOKEN, users_change},
	{"DELETE", "/v2.0/users/*", TOKEN, users_remove},
	{"GET", "/v2.0/users/*/RAX-AUTH/admins", TOKEN, users_admins},
	{"GET", "/v2.0/users/*/RAX-AUTH/domains", TOKEN, domains_of_user},
	{"GET", "/v2.0/users/*/roles", TOKEN, roles_list_of_user},
	{"PUT", "/v2.0/users/*/roles/OS-KSADM/*", TOKEN, roles_add},
	{"DELETE", "/v2.0/users/*/roles/OS-KSADM/*", TOKEN, roles_remove},
	{"GET", "/v2.0/OS-KSADM/roles", TOKEN, roles_list},
	{"GET", "/v2.0/OS-KSADM/roles/*", TOKEN, roles_get},
	{"GET", "/v2.0/OS-KSADM/roles/*/RAX-AUTH/users", TOKEN, users_with_role},
	{"POST", "/v2.0/users/*/RAX-AUTH/phone-pin/reset", TOKEN, pin_reset},
	{"PUT", "/v2.0/users/*/RAX-AUTH/phone-pin/unlock", TOKEN, pin_unlock},
	{"GET", "/v2.0/RAX-AUTH/secretqa/questions", TOKEN, secret_question_list},
	{"POST", "/v2.0/users/*/RAX-AUTH/secretqas", TOKEN, secret_question_set},
	{"PUT", MULTI_FACTOR, SETUP, multifactor_change},
	{"DELETE", MULTI_FACTOR, TOKEN, multifactor_remove},
	{"GET", PHONES, SETUP, phones_list},
	{"POST", PHONES, SETUP, phones_add},
	{"DELETE", PHONES, TOKEN, phones_remove},
	{"GET", PHONES "/*", SETUP, phones_get},
	{"POST", PHONES "/*/verificationcode", SETUP, phones_send_code},
	{"POST", PHONES "/*/verify", SETUP, phones_verify},
	{"GET", OTP_DEVICES, SETUP, otp_devices_list},
	{"POST", OTP_DEVICES, SETUP, otp_devices_add},
	{"GET", OTP_DEVICES "/*", SETUP, otp_devices_get},
	{"POST", OTP_DEVICES "/*/verify", SETUP, otp_devices_verify},
	{"DELETE", OTP_DEVICES "/*", TOKEN, otp_devices_remove},
	{"POST", MULTI_FACTOR "/bypass-codes", TOKEN, bypass_codes_make},
	{"GET", DOMAINS "/*", TOKEN, domains_get},
	{"PUT", DOMAINS "/*", TOKEN, domains_change},
	{"PUT", DOMAINS "/*/multi-factor", TOKEN, domains_enforce},
	{"GET", DOMAINS "/*/password-policy", TOKEN, password_policy_get},
	{"PUT", DOMAINS "/*/password-policy", TOKEN, password_policy_set},
	{"DELETE", DOMAINS "/*/password-policy", TOKEN, password_policy_remove},
	{"GET", CREDENTIALS, TOKEN, credentials_list},
	{"GET", API_KEY, TOKEN, credentials_get},
	{"POST", API_KEY "/RAX-AUTH/reset", TOKEN, credentials_reset},
	{"DELETE", API_KEY, TOKEN, credentials_delete},
	{"GET", "/storage/v1/*", TOKEN, storage_account},
};

enum { ROUTE_COUNT = sizeof(routes) / sizeof(routes[0]) };

/* Length of the path segment at `text`, without the ".json" of the last one. */
static size_t segment_length(const char *text)
{
	size_t len = strcspn(text, "/");

	if (text[len] == '\0' && len > 5 && strcmp(text + len - 5, ".json") == 0) {
		len -= 5;
	}
	return len;
}

static void forget_args(struct request *request)
{
	for (size_t i = 0; i < REQUEST_ARGS_MAX; i++) {
		free(request->args[i]);
		request->args[i] = NULL;
	}
}

/* Compares segment by segment and records what the stars match. Both start with a slash. */
static bool match(const char *pattern, const char *path, struct request *request)
{
	size_t stars = 0;

	while (*pattern == '/' && *path == '/') {
		size_t want = strcspn(++pattern, "/");
		size_t have = segment_length(++path);

		if (want == 1 && *pattern == '*' && have > 0 && stars < REQUEST_ARGS_MAX) {
			request->args[stars] = memory_alloc(have + 1);
			memcpy(request->args[stars++], path, have);
		} else if (want != have || memcmp(pattern, path, want) != 0) {
			return false;
		}
		pattern += want;
		path += strcspn(path, "/");
	}
	return *pattern == '\0' && (*path == '\0' || strcmp(path, "/") == 0);
}

/* HEAD is handled like GET. */
static bool same_method(const char *have, const char *want)
{
	return strcmp(have, want) == 0 || (strcmp(have, "HEAD") == 0 && strcmp(want, "GET") == 0);
}

static const struct route *find_route(
	const char *path, struct request *request, struct reply *reply)
{
	bool known = false;

	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		if (match(routes[i].pattern, path, request)) {
			if (same_method(request->method, routes[i].method)) {
				return &routes[i];
			}
			known = true;
		}
		forget_args(request);
	}
	if (known) {
		reply_fault(reply, 405, "Method not allowed.");
	} else {
		reply_fault(reply, 404, "Resource not found.");
	}
	return NULL;
}

/* The path after the prefix, at least "/"; NULL when it is outside the prefix. */
static const char *inside(const char *prefix, const char *path)
{
	size_t len = strlen(prefix);

	if (strncmp(path, prefix, len) != 0 || (path[len] != '/' && path[len] != '\0')) {
		return NULL;
	}
	return path[len] == '\0' ? "/" : path + len;
}

static bool sign_in(struct request *request, struct token *token, struct user *caller)
{
	const char *id = request_header(request, "X-Auth-Token");

	return id != NULL && store_token(request->store, id, token) &&
		store_user_by_id(request->store, token->user_id, caller) && caller->enabled;
}

/* The service counts by the token's user name, otherwise by the client that the proxy in front names,
 * otherwise by the client's address (Rackspace Identity v2.0 docs, rate limits). */
static bool over_limit(struct service *service, const struct request *request,
	const char *user_name, struct reply *reply)
{
	const char *proxied = request_header(request, "X-Forwarded-For");
	const char *who = user_name != NULL ? user_name : proxied != NULL ? proxied : request->peer;

	if (service->limit == NULL || limit_pass(service->limit, who)) {
		return false;
	}
	reply_fault(reply, service->limit_status, "Too many requests. Retry in a few seconds.");
	if (service->limit_status != 503) {
		json_put_text(json_member(reply->json, "overLimit"), "retryAfter", "1");
	}
	reply_header(reply, "Retry-After", "1");
	return true;
}

static void answer(struct service *service, struct request *request, struct reply *reply)
{
	const char *path = inside(service->prefix, request->path);
	struct token token = {0};
	struct user caller = {0};
	bool signed_in = sign_in(request, &token, &caller);
	const struct route *route = NULL;

	if (over_limit(service, request, signed_in ? caller.name : NULL, reply)) {
		goto out;
	}
	if (path == NULL) {
		reply_fault(reply, 404, "Resource not found.");
		goto out;
	}
	route = find_route(path, request, reply);
	if (route == NULL) {
		goto out;
	}
	if (route->access != PUBLIC && !signed_in) {
		reply_fault(reply, 401,
			"No valid token provided. Please use the 'X-Auth-Token' "
			"header with a valid token.");
	} else if (route->access == TOKEN && token.setup) {
		reply_fault(reply, 403, "Not Authorized");
	} else {
		request->token = route->access == PUBLIC ? NULL : &token;
		request->caller = route->access == PUBLIC ? NULL : &caller;
		route->handler(request, reply);
	}
out:
	forget_args(request);
	token_finish(&token);
	user_finish(&caller);
}

void service_answer(struct service *service, struct request *request, struct reply *reply)
{
	request->store = service->store;
	request->page_limit = service->page_limit;
	request->user_limit = service->user_limit;
	request->token_life = service->token_life;
	answer(service, request, reply);
	/* No status: what the handler had found was gone when it tried to change it. */
	if (store_failed(service->store) || reply->status == 0) {
		reply_fault(reply, 503, "The sandbox cannot use its database.");
	}
}
