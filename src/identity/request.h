/* SPDX-License-Identifier: MIT
 * What requests of every kind are put together from. Each returns false with `error` set. */
#ifndef KEYTURN_IDENTITY_REQUEST_H
#define KEYTURN_IDENTITY_REQUEST_H

#include "dialect.h"
#include "transport.h"

/* Method, and the URL of a path below the service's. */
bool request_begin(struct http_request *http, const struct dialect_context *context,
	enum http_method method, const char *path, struct error *error);

/* The same, with the session's token. */
bool request_begin_signed(struct http_request *http, const struct dialect_context *context,
	enum http_method method, const char *path, struct error *error);

/* The path below one user. */
bool request_begin_user(struct http_request *http, const struct dialect_context *context,
	enum http_method method, const struct identity_request *request, const char *rest,
	struct error *error);

/* Goes on with the URL: an id, then more path. */
bool request_add_id(struct http_request *http, const char *id, const char *what, const char *rest,
	struct error *error);

bool request_too_long(struct error *error); /* false, always */

/* Text and secrets as JSON strings; false when there is no room. */
bool request_quote(struct buffer *body, const char *text);
bool request_quote_secret(struct buffer *body, struct secret *secret);

#endif
