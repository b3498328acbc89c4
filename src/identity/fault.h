/* SPDX-License-Identifier: MIT
 * Answers that report a failure. A fault is {"name":{"code","message"}}, {"error":{…}} or
 * {"message","code"}; proxies in front answer in HTML or with nothing (Rackspace Identity v2.0 docs,
 * "HTTP status codes"). */
#ifndef KEYTURN_IDENTITY_FAULT_H
#define KEYTURN_IDENTITY_FAULT_H

#include <stdbool.h>

#include "transport.h"

struct fault {
	bool known;                     /* the body was one of the shapes above */
	char name[64];                  /* "unauthorized", "userDisabled"; "" when not given */
	char message[ERROR_DETAIL_MAX]; /* the service's words; "HTTP 502" when there are none */
};

void fault_read(const struct http_response *response, struct fault *fault);

/* A 404 in which the service itself says that the requested thing does not exist: "itemNotFound", or an
 * "identityFault", with its sentence (Rackspace Identity v2.0 docs, "Unlock phone PIN"). Any other 404
 * may come from a proxy, or from a server that knows no such path. */
bool fault_is_absent(const struct http_response *response);

/* The usual meaning of a status other than success. Returns false. */
bool fault_error(const struct http_response *response, struct error *error);

/* True when the status blames the request, or says that such requests are not served at all, rather than
 * how often or how slowly it came. Where every identity service would have answered, such a status shows
 * that something else did. */
bool fault_no_service(const struct http_response *response);

/* For a success with an unusable body; says what is wrong with it. Returns false. */
bool fault_body(const struct http_response *response, struct error *error);

#endif
