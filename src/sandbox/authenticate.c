/* SPDX-License-Identifier: MIT
 * POST /v2.0/tokens: every way to sign in. */
#include <stdlib.h>
#include <string.h>

#include "access.h"
#include "catalog.h"
#include "json.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "multifactor.h"
#include "passcode.h"
#include "password.h"
#include "route.h"
#include "user_json.h"

static const char refused[] = "Unable to authenticate user with credentials provided.";

/* The documents say that this happens, not what the reply is. */
static const char locked[] =
	"Multi-factor authentication is locked after too many wrong passcodes. Try again in 10 "
	"minutes.";

/* A sign-in in progress: what was asked for, and the result. */
struct sign_in {
	const struct request *request;
	struct reply *reply;
	struct json_object *auth;
	const char *tenant; /* requested by ID or name, which are the same here; or NULL */
	struct user user;
	struct token token; /* what it started from: a session or another token */
};

static void unauthorized(struct sign_in *sign_in)
{
	reply_fault(sign_in->reply, 401, refused);
}

static bool tenant_fits(const char *tenant, const char *domain)
{
	char *storage = catalog_storage_tenant(domain);
	bool fits = strcmp(tenant, domain) == 0 || (storage && strcmp(tenant, storage) == 0);

	free(storage);
	return fits;
}

static void answer_access(struct sign_in *sign_in, const struct token *token, const char *id)
{
	const char *endpoints = request_query(sign_in->request, "include_endpoints");
	struct json_object *access = user_json_access(
		sign_in->request->store, &sign_in->user, token, id, true);

	if (!token->setup && (endpoints == NULL || strcmp(endpoints, "false") != 0)) {
		json_object_object_add(access, "serviceCatalog",
			catalog_services(sign_in->request, sign_in->user.domain));
	}
	reply_json(sign_in->reply, 200, json_wrap("access", access));
}

/* Creates the token and answers with it. */
static void grant(struct sign_in *sign_in, const char *methods, int64_t expires, bool setup)
{
	const char *tenant = sign_in->tenant == NULL ? sign_in->user.domain : sign_in->tenant;
	struct token token = {
		.user_id = memory_text(sign_in->user.id),
		.tenant = memory_text(tenant),
		.methods = memory_text(methods),
		.setup = setup,
		.expires = expires,
	};
	char id[STORE_ID_MAX];

	if (!tenant_fits(tenant, sign_in->user.domain)) {
		reply_fault(sign_in->reply, 401, "The tenant is not valid for this user.");
	} else if (store_token_add(sign_in->request->store, &token, id)) {
		answer_access(sign_in, &token, id);
	}
	token_finish(&token);
}

static void grant_life(struct sign_in *sign_in, const char *methods)
{
	grant(sign_in, methods, clock_wall() + sign_in->request->token_life, false);
}

/* Looks the user up by name and has the credential checked. The user's state is revealed only to somebody
 * who knows the credential. */
static bool verify_user(struct sign_in *sign_in, const char *name, const char *given,
	bool is_right(const struct user *user, const char *given))
{
	if (name == NULL || given == NULL) {
		reply_fault(sign_in->reply, 400, "The username or the credential is missing.");
		return false;
	}
	if (!store_user_by_name(sign_in->request->store, name, &sign_in->user) ||
		!is_right(&sign_in->user, given)) {
		unauthorized(sign_in);
		return false;
	}
	if (!sign_in->user.enabled) {
		reply_fault_named(sign_in->reply, 403, "userDisabled", "User is disabled.");
		return false;
	}
	return true;
}

static bool key_is_right(const struct user *user, const char *given)
{
	return password_same(user->api_key, given);
}

static bool password_is_right(const struct user *user, const char *given)
{
	return password_matches(user->password, given);
}

static void by_key(struct sign_in *sign_in, struct json_object *credential)
{
	if (verify_user(sign_in, json_text(credential, "username"), json_text(credential, "apiKey"),
		    key_is_right)) {
		grant_life(sign_in, "APIKEY");
	}
}

static void ask_passcode(struct sign_in *sign_in)
{
	const char *tenant = sign_in->tenant == NULL ? "" : sign_in->tenant;
	char id[STORE_ID_MAX];

	if (!store_session_add(sign_in->request->store, sign_in->user.id, tenant, id)) {
		return;
	}
	reply_fault(sign_in->reply, 401, "Additional authentication credentials required.");
	reply_header(
		sign_in->reply, "WWW-Authenticate", "OS-MF sessionId='%s', factor='PASSCODE'", id);
}

static void by_password(struct sign_in *sign_in, struct json_object *credential)
{
	const char *scope = json_text(sign_in->auth, "RAX-AUTH:scope");
	struct user *user = &sign_in->user;
	bool wanted;

	if (scope != NULL && strcmp(scope, "SETUP-MFA") != 0) {
		reply_fault(sign_in->reply, 400, "Invalid value for RAX-AUTH:scope.");
		return;
	}
	if (!verify_user(sign_in, json_text(credential, "username"),
		    json_text(credential, "password"), password_is_right)) {
		return;
	}
	wanted = multifactor_wanted(sign_in->request->store, user);
	if (user->password_expires != 0 && user->password_expires <= clock_wall()) {
		reply_fault(sign_in->reply, 401, "The password is expired and must be changed.");
	} else if (scope != NULL && wanted) {
		grant(sign_in, "PASSWORD", clock_wall() + sign_in->request->token_life, true);
	} else if (scope != NULL) {
		reply_fault(sign_in->reply, 403, "Not Authorized");
	} else if (wanted) {
		reply_fault(sign_in->reply, 403, "User must setup multi-factor");
	} else if (user->mfa && passcode_locked(user)) {
		reply_fault(sign_in->reply, 401, locked);
	} else if (user->mfa) {
		ask_passcode(sign_in);
	} else {
		grant_life(sign_in, "PASSWORD");
	}
}

/* Loads the session and its user; false when either is no longer valid. */
static bool know_session(struct sign_in *sign_in, const char *session)
{
	struct store *store = sign_in->request->store;

	return store_session(store, session, &sign_in->token) &&
		store_user_by_id(store, sign_in->token.user_id, &sign_in->user) &&
		sign_in->user.enabled && sign_in->user.mfa;
}

/* The second step. The session remains for another attempt until it expires. */
static void by_passcode(struct sign_in *sign_in, struct json_object *credential)
{
	const char *session = request_header(sign_in->request, "X-SessionId");
	const char *passcode = json_text(credential, "passcode");
	struct store *store = sign_in->request->store;
	const char *methods;

	if (session == NULL || passcode == NULL) {
		reply_fault(
			sign_in->reply, 400, "The X-SessionId header or the passcode is missing.");
		return;
	}
	if (!know_session(sign_in, session)) {
		unauthorized(sign_in);
		return;
	}
	methods = passcode_judge(store, &sign_in->user, passcode);
	if (methods == NULL) {
		reply_fault(
			sign_in->reply, 401, passcode_locked(&sign_in->user) ? locked : refused);
		return;
	}
	if (sign_in->tenant == NULL && sign_in->token.tenant[0] != '\0') {
		sign_in->tenant = sign_in->token.tenant;
	}
	store_session_remove(store, session);
	grant_life(sign_in, methods);
}

/* Another token with the same expiry, for a tenant. A dead token is 404 here, not 401 (Rackspace Identity
 * v2.0 docs, "Authenticate as tenant with token"). */
static void by_token(struct sign_in *sign_in, struct json_object *credential)
{
	const char *id = json_text(credential, "id");
	struct store *store = sign_in->request->store;

	if (id == NULL || sign_in->tenant == NULL) {
		reply_fault(sign_in->reply, 400, "The token's id or the tenant is missing.");
		return;
	}
	if (!store_token(store, id, &sign_in->token) ||
		!store_user_by_id(store, sign_in->token.user_id, &sign_in->user) ||
		!sign_in->user.enabled) {
		reply_fault(sign_in->reply, 404, "Token not found.");
		return;
	}
	grant(sign_in, sign_in->token.methods, sign_in->token.expires, sign_in->token.setup);
}

static const struct {
	const char *member;
	void (*handle)(struct sign_in *sign_in, struct json_object *credential);
} ways[] = {
	{"RAX-KSKEY:apiKeyCredentials", by_key},
	{"passwordCredentials", by_password},
	{"RAX-AUTH:passcodeCredentials", by_passcode},
	{"token", by_token},
};

static void sign_in_by_way(struct sign_in *sign_in)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct json_object *credential = json_member(sign_in->auth, ways[i].member);

		if (credential != NULL) {
			ways[i].handle(sign_in, credential);
			return;
		}
	}
	reply_fault(sign_in->reply, 400, "The request contains no known credential.");
}

void authenticate(const struct request *request, struct reply *reply)
{
	struct json_object *body = request_json(request, reply);
	struct sign_in sign_in = {
		.request = request,
		.reply = reply,
		.auth = json_member(body, "auth"),
	};
	const char *tenant_id = json_text(sign_in.auth, "tenantId");
	const char *tenant_name = json_text(sign_in.auth, "tenantName");

	if (body == NULL) {
		return;
	}
	if (sign_in.auth == NULL) {
		reply_fault(reply, 400, "The request has no auth object.");
	} else if (tenant_id != NULL && tenant_name != NULL) {
		reply_fault(reply, 400, "Give tenantId or tenantName, not both.");
	} else {
		sign_in.tenant = tenant_id != NULL ? tenant_id : tenant_name;
		sign_in_by_way(&sign_in);
	}
	user_finish(&sign_in.user);
	token_finish(&sign_in.token);
	json_object_put(body);
}
