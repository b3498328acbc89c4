/* SPDX-License-Identifier: MIT
 * Rackspace Identity v2.0. The table of operations is in rackspace_v2.c; requests and answers for users
 * that are changed in rackspace_v2_users.c, for second factors in rackspace_v2_factors.c; for all else
 * requests in rackspace_v2_build.c, answers in rackspace_v2_access.c (sign-ins) and rackspace_v2_parse.c.
 * See dialect.h for what the functions get and give. */
#ifndef KEYTURN_IDENTITY_RACKSPACE_V2_H
#define KEYTURN_IDENTITY_RACKSPACE_V2_H

#include <json-c/json.h>

#include "dialect.h"

#define RACKSPACE_V2_KEY   "RAX-KSKEY:apiKeyCredentials"
#define RACKSPACE_V2_USERS "/v2.0/users"

#define BUILD(name) \
	bool rackspace_v2_build_##name(const struct dialect_context *context, \
		const struct identity_request *request, struct http_request *http, \
		struct error *error)
#define PARSE(name) \
	bool rackspace_v2_parse_##name(const struct dialect_context *context, \
		const struct identity_request *request, const struct http_response *response, \
		struct dialect_answer *answer, struct error *error)

BUILD(versions);
BUILD(version);
BUILD(sign_in);
BUILD(passcode);
BUILD(get_key);
BUILD(reset_key);
BUILD(get_user);
BUILD(find_user);
BUILD(list_users);
BUILD(probe_key);
BUILD(probe_password);
BUILD(revoke);
BUILD(revoke_token);
BUILD(check_token);
BUILD(update_user);
BUILD(add_user);
BUILD(delete_user);
BUILD(change_password);
BUILD(list_admins);
BUILD(list_roles);
BUILD(list_offered_roles);
BUILD(add_role);
BUILD(remove_role);
BUILD(get_domain);
BUILD(get_password_policy);
BUILD(reset_pin);
BUILD(unlock_pin);
BUILD(list_questions);
BUILD(set_answer);
BUILD(list_phones);
BUILD(add_phone);
BUILD(send_code);
BUILD(verify_phone);
BUILD(remove_phones);
BUILD(list_otp);
BUILD(add_otp);
BUILD(verify_otp);
BUILD(remove_otp);
BUILD(change_mfa);
BUILD(remove_mfa);
BUILD(bypass);

PARSE(versions);
PARSE(sign_in);
PARSE(passcode);
PARSE(key);
PARSE(users);
PARSE(user_page);
PARSE(probe_key);
PARSE(probe_password);
PARSE(change_password);
PARSE(check_token);
PARSE(nothing);
PARSE(added_user);
PARSE(roles);
PARSE(domain);
PARSE(password_policy);
PARSE(questions);
PARSE(phones);
PARSE(otp);
PARSE(added_phone);
PARSE(added_otp);
PARSE(bypass);

/* A user's, in the answer to a sign-in or elsewhere. */
enum account_mfa rackspace_v2_mfa(struct json_object *user);
enum account_mfa_level rackspace_v2_mfa_level(struct json_object *level);

/* ISO 8601, in s; 0 when it is missing or none. */
int64_t rackspace_v2_duration(struct json_object *from);

/* Of a role by its name; OTHER when it says nothing about standing. */
enum account_role rackspace_v2_standing(struct json_object *role_name);

#endif
