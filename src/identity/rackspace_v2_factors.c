/* SPDX-License-Identifier: MIT
 * Multi-factor authentication. Source: Rackspace Identity v2.0, "Multi-factor client operations"; where its
 * walk-throughs use other paths and verbs than its reference pages, the reference pages are right. */
#include "rackspace_v2.h"

#include <stdlib.h>

#include "fault.h"
#include "json.h"
#include "keyturn/memory.h"
#include "request.h"

#define MFA "/RAX-AUTH/multi-factor"

enum { FACTORS_MAX = 100, CODES_MAX = 10 };

/* ---- requests ---- */

/* A path below one phone or device. */
static bool begin_item(struct http_request *http, const struct dialect_context *context,
	enum http_method method, const struct identity_request *request, const char *list,
	const char *rest, struct error *error)
{
	return request_begin_user(http, context, method, request, list, error) &&
		request_add_id(http, request->item_id, "ID of a phone or device", rest, error);
}

/* {"<object>":{"<member>":"<text>"}} */
static bool put_one(struct http_request *http, const char *object, const char *member,
	const char *text, struct error *error)
{
	return (buffer_printf(&http->body, "{\"%s\":{\"%s\":", object, member) &&
		       request_quote(&http->body, text) && buffer_append_text(&http->body, "}}")) ||
		request_too_long(error);
}

static bool put_code(
	struct http_request *http, const struct identity_request *request, struct error *error)
{
	if (request->secret == NULL) {
		return error_set_text(error, ERROR_NO_CREDENTIAL, 0, NULL);
	}
	return (buffer_append_text(&http->body, "{\"RAX-AUTH:verificationCode\":{\"code\":") &&
		       request_quote_secret(&http->body, request->secret) &&
		       buffer_append_text(&http->body, "}}")) ||
		request_too_long(error);
}

BUILD(list_phones)
{
	return request_begin_user(http, context, HTTP_GET, request, MFA "/mobile-phones", error);
}

BUILD(add_phone)
{
	return request_begin_user(http, context, HTTP_POST, request, MFA "/mobile-phones", error) &&
		put_one(http, "RAX-AUTH:mobilePhone", "number", request->item_name, error);
}

BUILD(send_code)
{
	return begin_item(http, context, HTTP_POST, request, MFA "/mobile-phones/",
		"/verificationcode", error);
}

BUILD(verify_phone)
{
	return begin_item(http, context, HTTP_POST, request, MFA "/mobile-phones/", "/verify",
		       error) &&
		put_code(http, request, error);
}

BUILD(remove_phones)
{
	return request_begin_user(http, context, HTTP_DELETE, request, MFA "/mobile-phones", error);
}

BUILD(list_otp)
{
	return request_begin_user(http, context, HTTP_GET, request, MFA "/otp-devices", error);
}

BUILD(add_otp)
{
	return request_begin_user(http, context, HTTP_POST, request, MFA "/otp-devices", error) &&
		put_one(http, "RAX-AUTH:otpDevice", "name", request->item_name, error);
}

BUILD(verify_otp)
{
	return begin_item(
		       http, context, HTTP_POST, request, MFA "/otp-devices/", "/verify", error) &&
		put_code(http, request, error);
}

BUILD(remove_otp)
{
	return begin_item(http, context, HTTP_DELETE, request, MFA "/otp-devices/", "", error);
}

static const char *setting(enum mfa_change change)
{
	switch (change) {
	case MFA_ENABLE:
		return "\"enabled\":true";
	case MFA_DISABLE:
		return "\"enabled\":false";
	case MFA_UNLOCK:
		return "\"unlock\":true";
	case MFA_USE_PHONE:
		return "\"factorType\":\"SMS\"";
	case MFA_USE_OTP:
		return "\"factorType\":\"OTP\"";
	case MFA_LEVEL_DEFAULT:
		return "\"userMultiFactorEnforcementLevel\":\"DEFAULT\"";
	case MFA_LEVEL_OPTIONAL:
		return "\"userMultiFactorEnforcementLevel\":\"OPTIONAL\"";
	case MFA_LEVEL_REQUIRED:
		return "\"userMultiFactorEnforcementLevel\":\"REQUIRED\"";
	}
	return NULL;
}

BUILD(change_mfa)
{
	const char *what = setting(request->mfa_change);

	if (what == NULL) {
		return error_set(error, ERROR_REQUEST, "no such setting");
	}
	return request_begin_user(http, context, HTTP_PUT, request, MFA, error) &&
		(buffer_printf(&http->body, "{\"RAX-AUTH:multiFactor\":{%s}}", what) ||
			request_too_long(error));
}

BUILD(remove_mfa)
{
	return request_begin_user(http, context, HTTP_DELETE, request, MFA, error);
}

/* The count is spelt "numberOfCodes" and quoted in the example, whatever the table says ("Generate bypass
 * codes"). */
BUILD(bypass)
{
	return request_begin_user(http, context, HTTP_POST, request, MFA "/bypass-codes", error) &&
		(buffer_printf(&http->body,
			 "{\"RAX-AUTH:bypassCodes\":{\"validityDuration\":\"PT%dS\","
			 "\"numberOfCodes\":\"%d\"}}",
			 request->seconds, request->count) ||
			request_too_long(error));
}

/* ---- answers ---- */

static bool read_factor(struct factor *factor, enum factor_kind kind, struct json_object *from)
{
	factor->kind = kind;
	json_show_member(
		from, kind == FACTOR_PHONE ? "number" : "name", factor->name, sizeof(factor->name));
	factor->verified = json_flag(json_member(from, "verified"), false);
	return json_id(json_member(from, "id"), factor->id, sizeof(factor->id));
}

static struct factor_list *read_factors(struct json_object *from, enum factor_kind kind)
{
	size_t count = json_count(from);

	if (count > FACTORS_MAX) {
		return NULL;
	}
	struct factor_list *list = memory_alloc(sizeof(*list) + count * sizeof(list->factors[0]));
	for (size_t i = 0; i < count; i++) {
		if (!read_factor(&list->factors[i], kind, json_item(from, i))) {
			free(list);
			return NULL;
		}
	}
	list->count = count;
	return list;
}

/* The list, under its name or under that of one. An answer without either is not one: 204, which the table
 * promises for a list, has no body, and then there are none. */
static bool read_list(const struct http_response *response, const char *list, const char *one,
	enum factor_kind kind, struct dialect_answer *answer, struct error *error)
{
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	struct json_object *from = json_member(body, list);
	if (from == NULL) {
		from = json_member(body, one);
	}
	if (from != NULL || response->status == 204) {
		answer->reply.factors = read_factors(from, kind);
	}
	json_release(body);
	return answer->reply.factors != NULL || fault_body(response, error);
}

PARSE(phones)
{
	(void)context;
	(void)request;
	return read_list(response, "RAX-AUTH:mobilePhones", "RAX-AUTH:mobilePhone", FACTOR_PHONE,
		answer, error);
}

PARSE(otp)
{
	(void)context;
	(void)request;
	return read_list(
		response, "RAX-AUTH:otpDevices", "RAX-AUTH:otpDevice", FACTOR_OTP, answer, error);
}

static bool is_one(const struct factor_list *list)
{
	return list != NULL && list->count == 1;
}

PARSE(added_phone)
{
	return rackspace_v2_parse_phones(context, request, response, answer, error) &&
		(is_one(answer->reply.factors) || fault_body(response, error));
}

/* A device whose secret did not come with the answer can never be set up. */
PARSE(added_otp)
{
	if (!rackspace_v2_parse_otp(context, request, response, answer, error)) {
		return false;
	}
	struct json_object *body = json_read_buffer(&response->body);
	answer->reply.secret = json_secret(
		json_member(json_member(body, "RAX-AUTH:otpDevice"), "keyUri"));
	json_release(body);
	return (is_one(answer->reply.factors) && answer->reply.secret != NULL) ||
		fault_body(response, error);
}

static bool append_code(struct buffer *lines, struct json_object *from)
{
	struct secret *code = json_secret(from);

	if (code == NULL) {
		return false;
	}
	const char *bytes = secret_open(code);
	bool ok = (lines->len == 0 || buffer_append_text(lines, "\n")) &&
		buffer_append(lines, bytes, secret_length(code));
	secret_close(code);
	secret_unlink(code);
	return ok;
}

/* All of them, a line each. */
static struct secret *join_codes(struct json_object *codes)
{
	struct buffer lines;
	size_t count = json_count(codes);
	bool ok = count > 0 && count <= CODES_MAX;

	buffer_init(&lines, SECRET_MAX);
	for (size_t i = 0; i < count && ok; i++) {
		ok = append_code(&lines, json_item(codes, i));
	}
	struct secret *joined = ok ? secret_create(buffer_text(&lines), lines.len) : NULL;
	buffer_finish(&lines);
	return joined;
}

PARSE(bypass)
{
	(void)context;
	(void)request;
	if (!http_succeeded(response)) {
		return fault_error(response, error);
	}
	struct json_object *body = json_read_buffer(&response->body);
	answer->reply.secret = join_codes(
		json_member(json_member(body, "RAX-AUTH:bypassCodes"), "codes"));
	json_release(body);
	return answer->reply.secret != NULL || fault_body(response, error);
}
