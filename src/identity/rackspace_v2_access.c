/* SPDX-License-Identifier: MIT
 * The answers to sign-ins. */
#include "rackspace_v2.h"

#include <stdlib.h>
#include <strings.h>

#include "fault.h"
#include "json.h"
#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "www_authenticate.h"

/* More than any catalogue has; otherwise a hostile reply could grow to many times its size. */
enum { ENDPOINTS_MAX = 4000 };

/* The highest of the roles. */
static enum account_role read_role(struct json_object *roles)
{
	enum account_role best = ROLE_OTHER;

	for (size_t i = 0; i < json_count(roles); i++) {
		enum account_role role = rackspace_v2_standing(
			json_member(json_item(roles, i), "name"));
		if (role > best) {
			best = role;
		}
	}
	return best;
}

/* ["PASSCODE", "PASSWORD"], ["apikey"] … ; if the service does not say, what was sent. */
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
		!json_optional_id(tenant != NULL ? tenant : domain, session->account,
			sizeof(session->account))) {
		free(session);
		return NULL;
	}
	json_show_member(user, "name", session->user_name, sizeof(session->user_name));
	json_show_member(user, "RAX-AUTH:defaultRegion", session->region, sizeof(session->region));
	session->role = read_role(json_member(user, "roles"));
	session->mfa = rackspace_v2_mfa(user);
	session->inactivity = rackspace_v2_duration(
		json_member(user, "RAX-AUTH:sessionInactivityTimeout"));
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
	json_show_member(service, "name", endpoint->service, sizeof(endpoint->service));
	json_show_member(service, "type", endpoint->type, sizeof(endpoint->type));
	json_show_member(from, "region", endpoint->region, sizeof(endpoint->region));
	json_show_member(from, "publicURL", endpoint->url, sizeof(endpoint->url));
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

/* A token is sent back in a header line, so it must not contain anything that could end one. */
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

/* One page of the documentation shows the members without the enclosing "access". */
static bool read_access(const struct identity_request *request,
	const struct http_response *response, struct dialect_answer *answer, struct error *error)
{
	struct json_object *body = json_read_buffer(&response->body);
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

/* 403 at a sign-in: the reason is in the fault's name, or only in its message. */
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
		(fault_no_service(response) && !fault.known)) {
		kind = ERROR_REPLY; /* whatever answers there does not accept sign-ins */
	} else {
		return fault_error(response, error);
	}
	return error_set_text(error, kind, response->status, fault.message);
}

PARSE(sign_in)
{
	(void)context;
	if (http_succeeded(response)) {
		return read_access(request, response, answer, error);
	}
	if (response->status == 401 && (answer->challenge = read_challenge(response)) != NULL) {
		return error_set_text(error, ERROR_PASSCODE_WANTED, 401, NULL);
	}
	if (response->status == 404 && request->kind == CREDENTIAL_TOKEN) {
		return error_set_text(
			error, ERROR_SIGN_IN_REFUSED, 404, "the token is no longer valid");
	}
	return sign_in_error(response, ERROR_SIGN_IN_REFUSED, error);
}

/* It proves who asks by the old password, like a sign-in, and not by a token that could have ended. */
PARSE(change_password)
{
	(void)context;
	(void)request;
	(void)answer;
	if (response->status == 401 || response->status == 403) {
		return sign_in_error(response, ERROR_SIGN_IN_REFUSED, error);
	}
	return http_succeeded(response) || fault_error(response, error);
}

PARSE(passcode)
{
	(void)context;
	if (http_succeeded(response)) {
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

/* Only who knows the password is asked for a passcode. */
PARSE(probe_password)
{
	if (rackspace_v2_parse_probe_key(context, request, response, answer, error)) {
		return true;
	}
	if (error->kind != ERROR_PASSCODE_WANTED) {
		return false;
	}
	secret_unlink(answer->challenge);
	answer->challenge = NULL;
	*error = (struct error){0};
	return true;
}
