/* SPDX-License-Identifier: MIT
 * What it means when curl got no answer. */
#ifndef KEYTURN_IDENTITY_FAILURE_H
#define KEYTURN_IDENTITY_FAILURE_H

#include <curl/curl.h>

#include "transport.h"

/* Fills `response`'s error, with curl's reason and the host, and whether the service may have seen the
 * request. `reason` is curl's own text, "" when it gave none. */
void failure_read(CURL *easy, CURLcode code, const char *reason, size_t reply_max,
	struct http_response *response);

#endif
