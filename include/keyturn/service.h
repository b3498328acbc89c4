/* SPDX-License-Identifier: MIT
 * Which identity service: a name from a short table, or a URL, which is checked by hand (libcurl stays in
 * `identity`, and much less is accepted here than a general URL).
 *
 * US and UK accounts have separate credentials, so the service is chosen with the account and never by
 * region (Rackspace Identity v2.0 docs, "Service access endpoints"). */
#ifndef KEYTURN_SERVICE_H
#define KEYTURN_SERVICE_H

#include <stdbool.h>

#include "keyturn/error.h"

struct service {
	char *url;  /* "https://identity.api.rackspacecloud.com/v2.0": never a slash at the end */
	char *host; /* "127.0.0.1:8080": for people; with the port unless it is the default */
	const char *label; /* "Rackspace US"; "Identity v2.0" for a URL that is in no table */
};

/* The names, in the order to offer them in; NULL after the last. */
const char *service_name(unsigned index);

/* `text` is a name from the table or a URL. Accepted: https, or http to this machine (127.0.0.0/8, ::1,
 * localhost); with or without "/v2.0" at the end of the path. ERROR_URL for user names, queries,
 * fragments and anything odd; ERROR_SERVICE_UNKNOWN for other names and other versions. The error never
 * repeats the URL, which might contain a password. */
bool service_find(struct service *service, const char *text, struct error *error);
void service_finish(struct service *service); /* zeroed is fine */

#endif
