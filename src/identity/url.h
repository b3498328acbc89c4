/* SPDX-License-Identifier: MIT
 * Service URLs: which ones are accepted, and how IDs are written in them. */
#ifndef KEYTURN_IDENTITY_URL_H
#define KEYTURN_IDENTITY_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"
#include "keyturn/error.h"

enum { URL_MAX = 1024, URL_AUTHORITY_SIZE = 300 };

/* Appends to `out` the base URL of requests: scheme, host, port and path, without a final slash or /v2.0.
 * ERROR_URL unless it is https, or http to this machine, without a user, query or fragment. */
bool url_normalise(const char *given, struct buffer *out, struct error *error);

/* Plain http never leaves the machine: localhost, 127.0.0.0/8 and ::1 only. */
bool url_is_local(const char *url);

/* "host:port" for messages; "" when it is not a URL. Returns `out`. */
char *url_authority(const char *url, char *out, size_t size);

/* The query of `link`, an absolute reference or one relative to `from`, when it leads to the same
 * scheme, host, port and path. False for any other link, one without a query, or with one that does not
 * fit or is not plain ASCII. */
bool url_query_beside(const char *from, const char *link, char *query, size_t size);

/* Appends `id`, percent-encoding all but unreserved characters. False when it is empty or a dot segment:
 * such a path would silently address the whole collection. */
bool url_append_id(struct buffer *url, const char *id);

#endif
