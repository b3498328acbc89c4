/* SPDX-License-Identifier: MIT
 * Rackspace Identity v2.0. Requests in rackspace_v2_build.c, answers in rackspace_v2_access.c (sign-ins)
 * and rackspace_v2_parse.c (the rest), the table of operations in rackspace_v2.c. See dialect.h for what
 * the functions take and return. */
#ifndef KEYTURN_IDENTITY_RACKSPACE_V2_H
#define KEYTURN_IDENTITY_RACKSPACE_V2_H

#include <json-c/json.h>

#include "dialect.h"

#define RACKSPACE_V2_KEY "RAX-KSKEY:apiKeyCredentials"

#define BUILD(name) \
	bool rackspace_v2_build_##name(const struct dialect_context *context, \
		const struct identity_request *request, struct http_request *http, \
		struct error *error)
#define PARSE(name) \
	bool rackspace_v2_parse_##name(const struct dialect_context *context, \
		const struct identity_request *request, const struct http_response *response, \
		struct dialect_answer *answer, struct error *error)

BUILD(versions);
BUILD(sign_in);
BUILD(passcode);
BUILD(get_key);
BUILD(reset_key);
BUILD(get_user);
BUILD(find_user);
BUILD(list_users);
BUILD(probe_key);
BUILD(revoke);
BUILD(revoke_token);
BUILD(check_token);

PARSE(versions);
PARSE(sign_in);
PARSE(passcode);
PARSE(key);
PARSE(users);
PARSE(probe_key);
PARSE(check_token);
PARSE(nothing);

/* A user's, in the answer to a sign-in or elsewhere. */
enum account_mfa rackspace_v2_mfa(struct json_object *user);

#endif
