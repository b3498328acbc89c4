/* SPDX-License-Identifier: MIT */
#include "rackspace_v2.h"

#include <string.h>

#include "json.h"
#include "request.h"
#include "url.h"

/* {"auth":{"<method>":{"<name_key>":"…","<secret_key>":"…"}}} */
static bool put_credential(struct buffer *body, const char *method,
	const struct identity_request *request, struct secret *secret, const char *secret_key)
{
	return buffer_printf(body, "{\"auth\":{\"%s\":{\"username\":", method) &&
		json_quote(body, request->username, strlen(request->username)) &&
		buffer_printf(body, ",\"%s\":", secret_key) && request_quote_secret(body, secret) &&
		buffer_append_text(body, "}}}");
}

/* With a tenant, a token is exchanged for one of that tenant. */
static bool put_token(struct buffer *body, const struct identity_request *request)
{
	bool ok = buffer_append_text(body, "{\"auth\":{");

	if (request->username[0] != '\0') {
		ok = ok && buffer_append_text(body, "\"tenantId\":") &&
			json_quote(body, request->username, strlen(request->username)) &&
			buffer_append_text(body, ",");
	}
	return ok && buffer_append_text(body, "\"token\":{\"id\":") &&
		request_quote_secret(body, request->secret) && buffer_append_text(body, "}}}");
}

static bool put_auth(struct buffer *body, const struct identity_request *request)
{
	switch (request->kind) {
	case CREDENTIAL_PASSWORD:
		return put_credential(
			body, "passwordCredentials", request, request->secret, "password");
	case CREDENTIAL_API_KEY:
		return put_credential(body, RACKSPACE_V2_KEY, request, request->secret, "apiKey");
	case CREDENTIAL_TOKEN:
		return put_token(body, request);
	}
	return false;
}

BUILD(versions)
{
	(void)request;
	return request_begin(http, context, HTTP_GET, "/", error);
}

BUILD(version)
{
	(void)request;
	return request_begin(http, context, HTTP_GET, "/v2.0", error);
}

BUILD(sign_in)
{
	if (request->secret == NULL) {
		return error_set_text(error, ERROR_NO_CREDENTIAL, 0, NULL);
	}
	return request_begin(http, context, HTTP_POST,
		       context->brief ? "/v2.0/tokens?include_endpoints=false" : "/v2.0/tokens",
		       error) &&
		(put_auth(&http->body, request) || request_too_long(error));
}

BUILD(passcode)
{
	if (request->secret == NULL || context->challenge == NULL) {
		return error_set(
			error, ERROR_SESSION_ENDED, "no sign-in is waiting for a passcode");
	}
	http->secret_name = "X-SessionId";
	http->secret = secret_link(context->challenge);
	return request_begin(http, context, HTTP_POST, "/v2.0/tokens", error) &&
		((buffer_append_text(&http->body,
			  "{\"auth\":{\"RAX-AUTH:passcodeCredentials\":{\"passcode\":") &&
			 request_quote_secret(&http->body, request->secret) &&
			 buffer_append_text(&http->body, "}}}")) ||
			request_too_long(error));
}

/* The probe is a separate sign-in, whose catalogue nobody needs. */
BUILD(probe_key)
{
	struct secret *key = credential_secret(&request->credential);

	if (key == NULL) {
		return error_set_text(error, ERROR_NO_CREDENTIAL, 0, NULL);
	}
	return request_begin(
		       http, context, HTTP_POST, "/v2.0/tokens?include_endpoints=false", error) &&
		(put_credential(&http->body, RACKSPACE_V2_KEY, request, key, "apiKey") ||
			request_too_long(error));
}

BUILD(probe_password)
{
	if (request->secret == NULL) {
		return error_set_text(error, ERROR_NO_CREDENTIAL, 0, NULL);
	}
	return request_begin(
		       http, context, HTTP_POST, "/v2.0/tokens?include_endpoints=false", error) &&
		(put_auth(&http->body, request) || request_too_long(error));
}

BUILD(get_key)
{
	return request_begin_user(
		http, context, HTTP_GET, request, "/OS-KSADM/credentials/" RACKSPACE_V2_KEY, error);
}

BUILD(reset_key)
{
	return request_begin_user(http, context, HTTP_POST, request,
		"/OS-KSADM/credentials/" RACKSPACE_V2_KEY "/RAX-AUTH/reset", error);
}

BUILD(get_user)
{
	return request_begin_user(http, context, HTTP_GET, request, "", error);
}

BUILD(find_user)
{
	if (!request_begin_signed(http, context, HTTP_GET, "/v2.0/users?name=", error)) {
		return false;
	}
	return url_append_id(&http->url, request->username) ||
		error_set(error, ERROR_REQUEST, "no username");
}

BUILD(list_users)
{
	const char *page = context->page != NULL ? context->page : "";

	(void)request;
	http->reply_max = HTTP_LIST_MAX;
	return request_begin_signed(http, context, HTTP_GET, RACKSPACE_V2_USERS, error) &&
		(page[0] == '\0' || buffer_printf(&http->url, "?%s", page) ||
			request_too_long(error));
}

BUILD(revoke)
{
	(void)request;
	return request_begin_signed(http, context, HTTP_DELETE, "/v2.0/tokens", error);
}

/* With the token of the request in place of the session's. */
static bool begin_with(struct http_request *http, const struct dialect_context *context,
	const struct identity_request *request, enum http_method method, const char *path,
	struct error *error)
{
	if (request->secret == NULL) {
		return error_set(error, ERROR_INTERNAL, "no token was given");
	}
	http->secret_name = "X-Auth-Token";
	http->secret = secret_link(request->secret);
	return request_begin(http, context, method, path, error);
}

BUILD(revoke_token)
{
	return begin_with(http, context, request, HTTP_DELETE, "/v2.0/tokens", error);
}

/* Any role may list its tenants (Rackspace Identity v2.0, "List tenants"). */
BUILD(check_token)
{
	return begin_with(http, context, request, HTTP_GET, "/v2.0/tenants", error);
}
