/* SPDX-License-Identifier: MIT
 * Answers that are not the one hoped for. A fault is {"name":{"code","message"}}, {"error":{…}} or
 * {"message","code"}; proxies in front answer in HTML or with nothing (Rackspace Identity v2.0 docs,
 * "HTTP status codes"). */
#ifndef KEYTURN_IDENTITY_FAULT_H
#define KEYTURN_IDENTITY_FAULT_H

#include <stdbool.h>

#include "transport.h"

struct fault {
	bool known;                     /* the body was one of the shapes above */
	char name[64];                  /* "unauthorized", "userDisabled"; "" when not told */
	char message[ERROR_DETAIL_MAX]; /* the service's words; "HTTP 502" when there are none */
};

void fault_read(const struct http_response *response, struct fault *fault);

/* A 404 in which the service itself says that what was asked for is not there: "itemNotFound", or an
 * "identityFault", with its sentence (Rackspace Identity v2.0 docs, "Unlock phone PIN"). Any other 404 may
 * come from a proxy, or from a server that knows no such path. */
bool fault_is_absent(const struct http_response *response);

/* The usual meaning of a status other than success. Returns false. */
bool fault_error(const struct http_response *response, struct error *error);

/* True when the status blames the request, or says that such requests are not served at all, and is
 * not about how often or how slowly it came: where every identity service would have answered,
 * something else does. */
bool fault_no_service(const struct http_response *response);

/* A success whose body is not what it should be; says what it was. Returns false. */
bool fault_body(const struct http_response *response, struct error *error);

#endif
