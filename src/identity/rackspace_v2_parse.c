/* SPDX-License-Identifier: MIT */
#include "rackspace_v2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fault.h"
#include "json.h"
#include "keyturn/memory.h"
#include "link_header.h"
#include "pages.h"
#include "url.h"

/* The name of the user whose key was requested, if known; otherwise "". */
static const char *wanted_name(
	const struct dialect_context *context, const struct identity_request *request)
{
	if (request->username[0] != '\0') {
		return request->username;
	}
	return context->self_name != NULL && strcmp(request->user_id, context->self) == 0
		? context->self_name
		: "";
}

/* The name may be missing from the reply. If another user's key were taken for this one's, it would be
 * written into files. */
static bool is_wanted_user(
	struct json_object *credentials, const char *wanted, int status, struct error *error)
{
	char name[ACCOUNT_NAME_SIZE], text[2 * ACCOUNT_NAME_SIZE + 64];

	json_show_member(credentials, "username", name, sizeof(name));
	if (name[0] == '\0' || wanted[0] == '\0' || strcasecmp(name, wanted) == 0) {
		return true;
	}
	snprintf(text, sizeof(text), "it is the key of another user, %s, not of %s", name, wanted);
	return error_set_text(error, ERROR_REPLY, status, text);
}

PARSE(key)
{
	if (response->status == 404 && !fault_is_absent(response)) {
		return request->op == IDENTITY_GET_KEY ? fault_body(response, error)
						       : error_set_text(error, ERROR_NOT_OFFERED,
								 404, "nothing is at its address");
	}
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	struct json_object *credentials = json_member(body, RACKSPACE_V2_KEY);
	struct json_object *key = json_member(credentials, "apiKey");
	const bool wanted = is_wanted_user(
		credentials, wanted_name(context, request), response->status, error);
	if (wanted && json_object_is_type(key, json_type_string)) {
		answer->reply.credential = credential_of_key(json_secret(key));
	}
	json_release(body);
	return wanted &&
		(credential_is_whole(&answer->reply.credential) || fault_body(response, error));
}

static enum account_pin read_pin_state(struct json_object *value)
{
	return json_is(value, "ACTIVE")      ? PIN_ACTIVE
		: json_is(value, "INACTIVE") ? PIN_INACTIVE
		: json_is(value, "LOCKED")   ? PIN_LOCKED
					     : PIN_UNKNOWN;
}

/* False when an ID would not fit, and so could not be sent back unchanged. */
static bool read_user(struct user *user, struct json_object *from)
{
	struct json_object *domain = json_member(from, "RAX-AUTH:domainId");
	struct json_object *contact = json_member(from, "RAX-AUTH:contactId");

	if (!json_id(json_member(from, "id"), user->id, sizeof(user->id)) ||
		!json_optional_id(domain, user->domain_id, sizeof(user->domain_id)) ||
		!json_optional_id(contact, user->contact_id, sizeof(user->contact_id))) {
		return false;
	}
	json_show_member(from, "username", user->name, sizeof(user->name));
	json_show_member(from, "email", user->email, sizeof(user->email));
	json_show_member(from, "RAX-AUTH:defaultRegion", user->region, sizeof(user->region));
	user->enabled = json_flag(json_member(from, "enabled"), true);
	user->mfa = rackspace_v2_mfa(from);
	user->mfa_level = rackspace_v2_mfa_level(
		json_member(from, "RAX-AUTH:userMultiFactorEnforcementLevel"));
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

static bool take_users(const struct dialect_context *context,
	const struct identity_request *request, const struct http_response *response,
	struct json_object *body, struct dialect_answer *answer, struct error *error)
{
	bool one = request->op != IDENTITY_LIST_USERS && request->op != IDENTITY_LIST_ADMINS;
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
	return ok;
}

PARSE(users)
{
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	bool ok = take_users(context, request, response, body, answer, error);
	json_release(body);
	return ok;
}

enum { LINK_SIZE = PAGE_QUERY_SIZE + 1024 };

/* [{"rel":"next","href":"…"}], beside the "values" ("Paginated collections"). */
static enum link_found read_links(struct json_object *links, char *out, size_t size)
{
	for (size_t i = 0; i < json_count(links); i++) {
		struct json_object *link = json_item(links, i);
		if (json_is(json_member(link, "rel"), "next")) {
			return json_id(json_member(link, "href"), out, size) ? LINK_NEXT
									     : LINK_BROKEN;
		}
	}
	return LINK_NONE;
}

static enum link_found find_next(
	const struct http_response *response, struct json_object *body, char *out, size_t size)
{
	enum link_found found = link_header_next(
		buffer_text(&response->links), response->links.len, out, size);

	return found != LINK_NONE
		? found
		: read_links(json_member(json_member(body, "users"), "links"), out, size);
}

/* The token goes only where the first page's request went, whatever the link says. */
static bool read_next(const struct dialect_context *context, const struct http_response *response,
	struct json_object *body, char next[PAGE_QUERY_SIZE], struct error *error)
{
	char link[LINK_SIZE], here[URL_MAX + sizeof(RACKSPACE_V2_USERS)];
	enum link_found found = find_next(response, body, link, sizeof(link));

	if (found == LINK_NONE) {
		return true;
	}
	snprintf(here, sizeof(here), "%s%s", context->base, RACKSPACE_V2_USERS);
	return (found == LINK_NEXT && url_query_beside(here, link, next, PAGE_QUERY_SIZE)) ||
		error_set_text(error, ERROR_REPLY, response->status,
			"its list of users goes on at an address that cannot be used");
}

/* A page that names a user who was deleted meanwhile as its start is not found ("Paginated
 * collections"). */
PARSE(user_page)
{
	bool later = context->page != NULL && context->page[0] != '\0';

	if (response->status == 404 && later) {
		return error_set_text(
			error, ERROR_REPLY, 404, "its list of users changed while it was read");
	}
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	bool ok = take_users(context, request, response, body, answer, error) &&
		read_next(context, response, body, answer->next, error);
	json_release(body);
	if (!ok) {
		free(answer->reply.users);
		answer->reply.users = NULL;
	}
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
	if (fault_no_service(response)) { /* anybody may ask an identity service for these */
		struct fault fault;
		fault_read(response, &fault);
		return error_set_text(error, ERROR_REPLY, response->status, fault.message);
	}
	if (!http_succeeded(response) && response->status != 300) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
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
					  "it does not support version 2.0"));
	json_release(body);
	return ok;
}

PARSE(nothing)
{
	(void)context;
	(void)request;
	(void)answer;
	return http_succeeded(response) || fault_error(response, error);
}

/* A dead token answers 401, or 404 (Rackspace Identity v2.0, "Manage authentication tokens"). */
PARSE(check_token)
{
	(void)context;
	(void)request;
	(void)answer;
	if (response->status == 401 || response->status == 404) {
		return error_set_text(error, ERROR_SESSION_ENDED, response->status, NULL);
	}
	return http_succeeded(response) || fault_error(response, error);
}
