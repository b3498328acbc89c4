/* SPDX-License-Identifier: MIT */
#include "request.h"

#include <string.h>

#include "json.h"
#include "url.h"

bool request_too_long(struct error *error)
{
	return error_set(error, ERROR_INTERNAL, "the request would be too long");
}

bool request_begin(struct http_request *http, const struct dialect_context *context,
	enum http_method method, const char *path, struct error *error)
{
	http->method = method;
	return (buffer_append_text(&http->url, context->base) &&
		       buffer_append_text(&http->url, path)) ||
		request_too_long(error);
}

bool request_begin_signed(struct http_request *http, const struct dialect_context *context,
	enum http_method method, const char *path, struct error *error)
{
	http->secret_name = "X-Auth-Token";
	http->secret = secret_link(context->token);
	return request_begin(http, context, method, path, error);
}

bool request_add_id(struct http_request *http, const char *id, const char *what, const char *rest,
	struct error *error)
{
	if (!url_append_id(&http->url, id)) {
		return error_set(error, ERROR_REQUEST, "no %s", what);
	}
	return buffer_append_text(&http->url, rest) || request_too_long(error);
}

bool request_begin_user(struct http_request *http, const struct dialect_context *context,
	enum http_method method, const struct identity_request *request, const char *rest,
	struct error *error)
{
	return request_begin_signed(http, context, method, "/v2.0/users/", error) &&
		request_add_id(http, request->user_id, "user ID", rest, error);
}

bool request_quote(struct buffer *body, const char *text)
{
	return json_quote(body, text, strlen(text));
}

bool request_quote_secret(struct buffer *body, struct secret *secret)
{
	bool ok = json_quote(body, secret_open(secret), secret_length(secret));

	secret_close(secret);
	return ok;
}
