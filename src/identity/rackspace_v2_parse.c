/* SPDX-License-Identifier: MIT */
#include "rackspace_v2.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fault.h"
#include "json.h"
#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "www_authenticate.h"

/* More than any account has; a hostile reply of 1 MiB would otherwise unfold to many times that. */
enum { USERS_MAX = 4000, ENDPOINTS_MAX = 4000 };

static bool succeeded(const struct http_response *response)
{
	return response->status >= 200 && response->status < 300;
}

static struct json_object *read_body(const struct http_response *response)
{
	return json_read(buffer_text(&response->body), response->body.len);
}

static void show_member(struct json_object *object, const char *name, char *out, size_t size)
{
	json_show(json_member(object, name), out, size);
}

/* An id may be missing, but not cut: it may have to go back as it is. */
static bool read_optional_id(struct json_object *value, char *out, size_t size)
{
	out[0] = '\0';
	return value == NULL || json_is(value, "") || json_id(value, out, size);
}

static enum account_mfa read_mfa(struct json_object *user)
{
	struct json_object *on = json_member(user, "RAX-AUTH:multiFactorEnabled");

	if (json_is(json_member(user, "RAX-AUTH:multiFactorState"), "LOCKED")) {
		return MFA_LOCKED;
	}
	if (json_flag(on, false)) {
		return MFA_ON;
	}
	return json_flag(on, true) ? MFA_UNKNOWN : MFA_OFF;
}

static enum account_role read_role(struct json_object *roles)
{
	static const struct {
		const char *name;
		enum account_role role;
	} names[] = {
		{"identity:default", ROLE_DEFAULT},
		{"identity:user-manage", ROLE_MANAGER},
		{"identity:user-admin", ROLE_OWNER},
	};
	enum account_role best = ROLE_OTHER;

	for (size_t i = 0; i < json_count(roles); i++) {
		struct json_object *name = json_member(json_item(roles, i), "name");
		for (size_t j = 0; j < sizeof(names) / sizeof(*names); j++) {
			if (json_is(name, names[j].name) && names[j].role > best) {
				best = names[j].role;
			}
		}
	}
	return best;
}

/* ["PASSCODE", "PASSWORD"], ["apikey"] … ; what is not told is what was sent. */
static void read_method(
	struct session *session, struct json_object *by, const struct identity_request *request)
{
	session->method = request->op == IDENTITY_PASSCODE ? CREDENTIAL_PASSWORD : request->kind;
	session->passcode = request->op == IDENTITY_PASSCODE;
	for (size_t i = 0; json_object_is_type(by, json_type_array) && i < json_count(by); i++) {
		struct json_object *name = json_item(by, i);
		if (json_is(name, "APIKEY")) {
			session->method = CREDENTIAL_API_KEY;
		} else if (json_is(name, "PASSCODE") || json_is(name, "OTPPASSCODE")) {
			session->passcode = true;
		}
	}
}

static struct session *read_session(
	struct json_object *token, struct json_object *user, const struct identity_request *request)
{
	struct session *session = memory_alloc(sizeof(*session));
	struct json_object *tenant = json_member(json_member(token, "tenant"), "id");
	struct json_object *domain = json_member(user, "RAX-AUTH:domainId");

	if (!json_id(json_member(user, "id"), session->user_id, sizeof(session->user_id)) ||
		!read_optional_id(tenant != NULL ? tenant : domain, session->account,
			sizeof(session->account))) {
		free(session);
		return NULL;
	}
	show_member(user, "name", session->user_name, sizeof(session->user_name));
	show_member(user, "RAX-AUTH:defaultRegion", session->region, sizeof(session->region));
	session->role = read_role(json_member(user, "roles"));
	session->mfa = read_mfa(user);
	session->expires = json_time(json_member(token, "expires"));
	read_method(session, json_member(token, "RAX-AUTH:authenticatedBy"), request);
	return session;
}

static size_t count_endpoints(struct json_object *services)
{
	size_t count = 0;

	for (size_t i = 0; i < json_count(services); i++) {
		count += json_count(json_member(json_item(services, i), "endpoints"));
	}
	return count < ENDPOINTS_MAX ? count : ENDPOINTS_MAX;
}

static void read_endpoint(
	struct endpoint *endpoint, struct json_object *service, struct json_object *from)
{
	show_member(service, "name", endpoint->service, sizeof(endpoint->service));
	show_member(service, "type", endpoint->type, sizeof(endpoint->type));
	show_member(from, "region", endpoint->region, sizeof(endpoint->region));
	show_member(from, "publicURL", endpoint->url, sizeof(endpoint->url));
}

static struct catalog *read_catalog(struct json_object *services)
{
	size_t most = count_endpoints(services);
	struct catalog *catalog = memory_alloc(
		sizeof(*catalog) + most * sizeof(catalog->endpoints[0]));

	for (size_t i = 0; i < json_count(services); i++) {
		struct json_object *service = json_item(services, i);
		struct json_object *endpoints = json_member(service, "endpoints");
		for (size_t j = 0; j < json_count(endpoints) && catalog->count < most; j++) {
			read_endpoint(&catalog->endpoints[catalog->count++], service,
				json_item(endpoints, j));
		}
	}
	return catalog;
}

/* A token goes back as a header line, so nothing that could end one may be in it. */
static struct secret *read_token(struct json_object *value)
{
	struct secret *token = json_secret(value);

	if (token == NULL) {
		return NULL;
	}
	bool fine = true;
	const char *bytes = secret_open(token);
	for (size_t i = 0; i < secret_length(token); i++) {
		fine = fine && bytes[i] > ' ' && bytes[i] < 0x7f;
	}
	secret_close(token);
	if (!fine) {
		secret_unlink(token);
		return NULL;
	}
	return token;
}

/* One page of the documentation shows the parts without the "access" around them. */
static bool read_access(const struct identity_request *request,
	const struct http_response *response, struct dialect_answer *answer, struct error *error)
{
	struct json_object *body = read_body(response);
	struct json_object *access = json_member(body, "access");
	struct json_object *from = access != NULL ? access : body;
	struct json_object *token = json_member(from, "token");

	answer->token = read_token(json_member(token, "id"));
	if (answer->token != NULL) {
		answer->reply.session = read_session(token, json_member(from, "user"), request);
	}
	bool ok = answer->reply.session != NULL;
	if (ok) {
		answer->reply.catalog = read_catalog(json_member(from, "serviceCatalog"));
	} else {
		secret_unlink(answer->token);
		answer->token = NULL;
		fault_body(response, error);
	}
	json_release(body);
	return ok;
}

static struct secret *read_challenge(const struct http_response *response)
{
	struct www_authenticate found;

	if (!www_authenticate_read(
		    buffer_text(&response->challenges), response->challenges.len, &found)) {
		return NULL;
	}
	return secret_create(found.session, found.session_len);
}

/* 403 at a sign-in: the reason is told by the fault's name or only by its words. */
static enum error_kind forbidden_kind(const struct fault *fault)
{
	if (strcasecmp(fault->name, "userDisabled") == 0 ||
		text_contains(fault->message, "disabled")) {
		return ERROR_USER_DISABLED;
	}
	if (text_contains(fault->message, "multi-factor") ||
		text_contains(fault->message, "multifactor")) {
		return ERROR_MFA_SETUP;
	}
	return ERROR_FORBIDDEN;
}

static bool sign_in_error(
	const struct http_response *response, enum error_kind refused, struct error *error)
{
	struct fault fault;
	enum error_kind kind;

	fault_read(response, &fault);
	if (response->status == 401) {
		kind = refused;
	} else if (response->status == 403 && fault.known) {
		kind = forbidden_kind(&fault);
	} else if (response->status == 404 || response->status == 405 ||
		(response->status == 403 && !fault.known)) {
		kind = ERROR_REPLY; /* something answers there that takes no sign-ins */
	} else {
		return fault_error(response, error);
	}
	return error_set_text(error, kind, response->status, fault.message);
}

PARSE(sign_in)
{
	(void)context;
	if (succeeded(response)) {
		return read_access(request, response, answer, error);
	}
	if (response->status == 401 && (answer->challenge = read_challenge(response)) != NULL) {
		return error_set_text(error, ERROR_PASSCODE_WANTED, 401, NULL);
	}
	if (response->status == 404 && request->kind == CREDENTIAL_TOKEN) {
		return error_set_text(error, ERROR_SIGN_IN_REFUSED, 404, "the token has ended");
	}
	return sign_in_error(response, ERROR_SIGN_IN_REFUSED, error);
}

PARSE(passcode)
{
	(void)context;
	if (succeeded(response)) {
		return read_access(request, response, answer, error);
	}
	if (response->status == 401) {
		answer->challenge = read_challenge(response); /* a new one replaces the old */
	}
	return sign_in_error(response, ERROR_PASSCODE_REFUSED, error);
}

PARSE(probe_key)
{
	if (!rackspace_v2_parse_sign_in(context, request, response, answer, error)) {
		return false;
	}
	free(answer->reply.session);
	free(answer->reply.catalog);
	answer->reply.session = NULL;
	answer->reply.catalog = NULL;
	return true;
}

PARSE(key)
{
	(void)context;
	(void)request;
	if (!succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = read_body(response);
	struct json_object *key = json_member(json_member(body, RACKSPACE_V2_KEY), "apiKey");
	if (json_object_is_type(key, json_type_string)) {
		answer->reply.key = json_secret(key);
	}
	json_release(body);
	return answer->reply.key != NULL || fault_body(response, error);
}

static enum account_pin read_pin_state(struct json_object *value)
{
	return json_is(value, "ACTIVE")      ? PIN_ACTIVE
		: json_is(value, "INACTIVE") ? PIN_INACTIVE
		: json_is(value, "LOCKED")   ? PIN_LOCKED
					     : PIN_UNKNOWN;
}

/* False when an id would not fit: it could not be sent back as it is. */
static bool read_user(struct user *user, struct json_object *from)
{
	struct json_object *domain = json_member(from, "RAX-AUTH:domainId");
	struct json_object *contact = json_member(from, "RAX-AUTH:contactId");

	if (!json_id(json_member(from, "id"), user->id, sizeof(user->id)) ||
		!read_optional_id(domain, user->domain_id, sizeof(user->domain_id)) ||
		!read_optional_id(contact, user->contact_id, sizeof(user->contact_id))) {
		return false;
	}
	show_member(from, "username", user->name, sizeof(user->name));
	show_member(from, "email", user->email, sizeof(user->email));
	show_member(from, "RAX-AUTH:defaultRegion", user->region, sizeof(user->region));
	user->enabled = json_flag(json_member(from, "enabled"), true);
	user->mfa = read_mfa(from);
	user->pin_state = read_pin_state(json_member(from, "RAX-AUTH:phonePinState"));
	user->password_expires = json_time(json_member(from, "RAX-AUTH:passwordExpiration"));
	user->created = json_time(json_member(from, "created"));
	return true;
}

/* {"users":[…]}, {"users":{"values":[…]}}, {"user":{…}}, {"user":[…]}: the shape depends on the
 * query, the paging and the count. */
static struct json_object *find_users(struct json_object *body)
{
	struct json_object *users = json_member(body, "users");
	struct json_object *values = json_member(users, "values");

	if (users == NULL) {
		return json_member(body, "user");
	}
	return values != NULL ? values : users;
}

static struct user_list *read_users(struct json_object *from)
{
	size_t count = json_count(from);

	if ((count == 0 && !json_object_is_type(from, json_type_array)) || count > USERS_MAX) {
		return NULL;
	}
	struct user_list *users = memory_alloc(sizeof(*users) + count * sizeof(users->users[0]));
	for (size_t i = 0; i < count; i++) {
		if (!read_user(&users->users[i], json_item(from, i))) {
			free(users);
			return NULL;
		}
	}
	users->count = count;
	return users;
}

PARSE(users)
{
	bool one = request->op != IDENTITY_LIST_USERS;

	if (!succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = read_body(response);
	struct json_object *from = find_users(body);
	struct user_list *users = read_users(from);
	bool ok = users != NULL && (!one || users->count == 1);
	if (ok && request->op == IDENTITY_GET_USER &&
		strcmp(users->users[0].id, context->self) == 0) {
		answer->reply.pin = json_secret(
			json_member(json_item(from, 0), "RAX-AUTH:phonePin"));
	}
	if (ok) {
		answer->reply.users = users;
	} else if (one && users != NULL && users->count == 0) {
		error_set(error, ERROR_NOT_FOUND, "no such user");
	} else {
		fault_body(response, error);
	}
	if (!ok) {
		free(users);
	}
	json_release(body);
	return ok;
}

static bool offers_v2(struct json_object *versions)
{
	for (size_t i = 0; i < json_count(versions); i++) {
		struct json_object *id = json_member(json_item(versions, i), "id");
		if (json_is(id, "v2.0") || json_is(id, "2.0")) {
			return true;
		}
	}
	return false;
}

/* {"versions":{"version":[…]}}, {"versions":{"values":[…]}}, {"versions":[…]} or {"version":{…}};
 * Keystone answers with 300. */
PARSE(versions)
{
	(void)context;
	(void)request;
	(void)answer;
	if (!succeeded(response) && response->status != 300) {
		return fault_error(response, error);
	}
	struct json_object *body = read_body(response);
	struct json_object *versions = json_member(body, "versions");
	struct json_object *nested = json_member(versions, "version");
	if (nested == NULL) {
		nested = json_member(versions, "values");
	}
	if (nested == NULL) {
		nested = versions != NULL ? versions : json_member(body, "version");
	}
	bool ok = offers_v2(nested) ||
		(nested == NULL ? fault_body(response, error)
				: error_set_text(error, ERROR_REPLY, response->status,
					  "it does not offer version 2.0"));
	json_release(body);
	return ok;
}

PARSE(nothing)
{
	(void)context;
	(void)request;
	(void)answer;
	return succeeded(response) || fault_error(response, error);
}
