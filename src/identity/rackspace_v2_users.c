/* SPDX-License-Identifier: MIT
 * Changing users, their passwords, roles and PINs, and what the account asks of them. Source: Rackspace
 * Identity v2.0, "Users operations", "Roles operations", "Domains operations", "Phone PIN operations",
 * "Secret Q&A operations". */
#include "rackspace_v2.h"

#include <stdlib.h>
#include <string.h>

#include "fault.h"
#include "json.h"
#include "keyturn/memory.h"
#include "request.h"

/* More than any account has; a hostile reply would otherwise unfold to many times its size. */
enum { ROLES_MAX = 1000, QUESTIONS_MAX = 200 };

/* ---- one user ---- */

/* "<name>":, after a comma where it is not the first. */
static bool put_name(struct buffer *body, const char *name, bool *first)
{
	const char *comma = *first ? "" : ",";

	*first = false;
	return buffer_printf(body, "%s\"%s\":", comma, name);
}

static bool put_text(struct buffer *body, const char *name, const char *text, bool *first)
{
	return put_name(body, name, first) && request_quote(body, text);
}

static bool put_flag(struct buffer *body, const char *name, bool flag, bool *first)
{
	return put_name(body, name, first) && buffer_append_text(body, flag ? "true" : "false");
}

static bool put_secret(struct buffer *body, const char *name, struct secret *secret, bool *first)
{
	return put_name(body, name, first) && request_quote_secret(body, secret);
}

static bool put_fields(struct buffer *body, const struct identity_request *request)
{
	const struct user_edit *edit = request->edit;
	bool first = true;

	return (!(edit->fields & USER_NAME) || put_text(body, "username", edit->name, &first)) &&
		(!(edit->fields & USER_EMAIL) || put_text(body, "email", edit->email, &first)) &&
		(!(edit->fields & USER_REGION) ||
			put_text(body, "RAX-AUTH:defaultRegion", edit->region, &first)) &&
		(!(edit->fields & USER_ENABLED) ||
			put_flag(body, "enabled", edit->enabled, &first)) &&
		(!(edit->fields & USER_PASSWORD) ||
			put_secret(body, "OS-KSADM:password", request->secret, &first)) &&
		(!(edit->fields & USER_PIN) ||
			put_secret(body, "RAX-AUTH:phonePin", request->secret, &first));
}

static bool put_user(
	struct http_request *http, const struct identity_request *request, struct error *error)
{
	const struct user_edit *edit = request->edit;

	if (edit == NULL || edit->fields == 0) {
		return error_set(error, ERROR_REQUEST, "nothing to change");
	}
	if ((edit->fields & (USER_PASSWORD | USER_PIN)) != 0 && request->secret == NULL) {
		return error_set_text(error, ERROR_NO_CREDENTIAL, 0, NULL);
	}
	return (buffer_append_text(&http->body, "{\"user\":{") &&
		       put_fields(&http->body, request) && buffer_append_text(&http->body, "}}")) ||
		request_too_long(error);
}

/* POST, not PUT ("Update user information and password"). */
BUILD(update_user)
{
	return request_begin_user(http, context, HTTP_POST, request, "", error) &&
		put_user(http, request, error);
}

BUILD(add_user)
{
	return request_begin_signed(http, context, HTTP_POST, "/v2.0/users", error) &&
		put_user(http, request, error);
}

BUILD(delete_user)
{
	return request_begin_user(http, context, HTTP_DELETE, request, "", error);
}

BUILD(list_admins)
{
	return request_begin_user(http, context, HTTP_GET, request, "/RAX-AUTH/admins", error);
}

/* Without a token: a password that has expired gives none ("Change user password"). */
BUILD(change_password)
{
	struct buffer *body = &http->body;

	if (request->secret == NULL || request->new_secret == NULL) {
		return error_set_text(error, ERROR_NO_CREDENTIAL, 0, NULL);
	}
	return request_begin(http, context, HTTP_POST, "/v2.0/users/RAX-AUTH/change-pwd", error) &&
		((buffer_append_text(
			  body, "{\"RAX-AUTH:changePasswordCredentials\":{\"username\":") &&
			 request_quote(body, request->username) &&
			 buffer_append_text(body, ",\"password\":") &&
			 request_quote_secret(body, request->secret) &&
			 buffer_append_text(body, ",\"newPassword\":") &&
			 request_quote_secret(body, request->new_secret) &&
			 buffer_append_text(body, "}}")) ||
			request_too_long(error));
}

/* ---- roles ---- */

BUILD(list_roles)
{
	return request_begin_user(http, context, HTTP_GET, request, "/roles", error);
}

/* The only call that tells the IDs of roles by their names ("List roles for managing service access"). */
BUILD(list_offered_roles)
{
	(void)request;
	return request_begin_signed(http, context, HTTP_GET, "/v2.0/OS-KSADM/roles", error);
}

static bool begin_role(struct http_request *http, const struct dialect_context *context,
	enum http_method method, const struct identity_request *request, struct error *error)
{
	return request_begin_user(http, context, method, request, "/roles/OS-KSADM/", error) &&
		request_add_id(http, request->item_id, "role ID", "", error);
}

BUILD(add_role)
{
	return begin_role(http, context, HTTP_PUT, request, error);
}

BUILD(remove_role)
{
	return begin_role(http, context, HTTP_DELETE, request, error);
}

/* ---- the account ---- */

static bool begin_domain(struct http_request *http, const struct dialect_context *context,
	const struct identity_request *request, const char *rest, struct error *error)
{
	return request_begin_signed(http, context, HTTP_GET, "/v2.0/RAX-AUTH/domains/", error) &&
		request_add_id(http, request->item_id, "account ID", rest, error);
}

BUILD(get_domain)
{
	return begin_domain(http, context, request, "", error);
}

BUILD(get_password_policy)
{
	return begin_domain(http, context, request, "/password-policy", error);
}

/* ---- support ---- */

BUILD(reset_pin)
{
	return request_begin_user(
		http, context, HTTP_POST, request, "/RAX-AUTH/phone-pin/reset", error);
}

BUILD(unlock_pin)
{
	return request_begin_user(
		http, context, HTTP_PUT, request, "/RAX-AUTH/phone-pin/unlock", error);
}

BUILD(list_questions)
{
	(void)request;
	return request_begin_signed(
		http, context, HTTP_GET, "/v2.0/RAX-AUTH/secretqa/questions", error);
}

BUILD(set_answer)
{
	struct buffer *body = &http->body;

	if (request->secret == NULL) {
		return error_set_text(error, ERROR_NO_CREDENTIAL, 0, NULL);
	}
	return request_begin_user(
		       http, context, HTTP_POST, request, "/RAX-AUTH/secretqas", error) &&
		((buffer_append_text(body, "{\"RAX-AUTH:secretqa\":{\"id\":") &&
			 request_quote(body, request->item_id) &&
			 buffer_append_text(body, ",\"answer\":") &&
			 request_quote_secret(body, request->secret) &&
			 buffer_append_text(body, "}}")) ||
			request_too_long(error));
}

/* ---- answers ---- */

/* The user, and the password that the service made, which it never tells again ("Add user"). */
PARSE(added_user)
{
	if (!rackspace_v2_parse_users(context, request, response, answer, error)) {
		return false;
	}
	struct json_object *body = json_read_buffer(&response->body);
	answer->reply.secret = json_secret(
		json_member(json_member(body, "user"), "OS-KSADM:password"));
	json_release(body);
	return true;
}

static bool read_role(struct role *role, struct json_object *from)
{
	json_show_member(from, "name", role->name, sizeof(role->name));
	json_show_member(from, "description", role->description, sizeof(role->description));
	role->standing = rackspace_v2_standing(json_member(from, "name"));
	return json_id(json_member(from, "id"), role->id, sizeof(role->id));
}

static struct role_list *read_roles(struct json_object *from)
{
	size_t count = json_count(from);

	if (!json_object_is_type(from, json_type_array) || count > ROLES_MAX) {
		return NULL;
	}
	struct role_list *list = memory_alloc(sizeof(*list) + count * sizeof(list->roles[0]));
	for (size_t i = 0; i < count; i++) {
		if (!read_role(&list->roles[i], json_item(from, i))) {
			free(list);
			return NULL;
		}
	}
	list->count = count;
	return list;
}

PARSE(roles)
{
	(void)context;
	(void)request;
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	answer->reply.roles = read_roles(json_member(body, "roles"));
	json_release(body);
	return answer->reply.roles != NULL || fault_body(response, error);
}

static struct domain *read_domain(struct json_object *from)
{
	struct domain *domain = memory_alloc(sizeof(*domain));

	if (!json_id(json_member(from, "id"), domain->id, sizeof(domain->id))) {
		free(domain);
		return NULL;
	}
	json_show_member(from, "name", domain->name, sizeof(domain->name));
	domain->inactivity = rackspace_v2_duration(json_member(from, "sessionInactivityTimeout"));
	domain->mfa_level = rackspace_v2_mfa_level(
		json_member(from, "domainMultiFactorEnforcementLevel"));
	return domain;
}

PARSE(domain)
{
	(void)context;
	(void)request;
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	answer->reply.domain = read_domain(json_member(body, "RAX-AUTH:domain"));
	json_release(body);
	return answer->reply.domain != NULL || fault_body(response, error);
}

static struct domain *read_policy(struct json_object *from)
{
	char number[32] = "";

	if (!json_object_is_type(from, json_type_object)) {
		return NULL;
	}
	struct domain *domain = memory_alloc(sizeof(*domain));
	domain->password_life = rackspace_v2_duration(json_member(from, "passwordDuration"));
	json_show_member(from, "passwordHistoryRestriction", number, sizeof(number));
	domain->passwords_kept = strtol(number, NULL, 10);
	return domain;
}

/* Both members may be missing, each then restricts nothing ("Set domain password policy"). */
PARSE(password_policy)
{
	(void)context;
	(void)request;
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	answer->reply.domain = read_policy(json_member(body, "passwordPolicy"));
	json_release(body);
	return answer->reply.domain != NULL || fault_body(response, error);
}

static struct question_list *read_questions(struct json_object *from)
{
	size_t count = json_count(from);

	if (!json_object_is_type(from, json_type_array) || count > QUESTIONS_MAX) {
		return NULL;
	}
	struct question_list *list = memory_alloc(
		sizeof(*list) + count * sizeof(list->questions[0]));
	for (size_t i = 0; i < count; i++) {
		struct question *question = &list->questions[i];
		json_show_member(
			json_item(from, i), "question", question->text, sizeof(question->text));
		if (!json_id(json_member(json_item(from, i), "id"), question->id,
			    sizeof(question->id))) {
			free(list);
			return NULL;
		}
	}
	list->count = count;
	return list;
}

PARSE(questions)
{
	(void)context;
	(void)request;
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	answer->reply.questions = read_questions(json_member(body, "RAX-AUTH:questions"));
	json_release(body);
	return answer->reply.questions != NULL || fault_body(response, error);
}
