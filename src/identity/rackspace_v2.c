/* SPDX-License-Identifier: MIT */
#include "rackspace_v2.h"

#define OP(how, builds, reads) \
	.care = DIALECT_##how, .build = rackspace_v2_build_##builds, \
	.parse = rackspace_v2_parse_##reads

const struct dialect rackspace_v2 = {{
	[IDENTITY_VERSIONS] = {OP(READ, versions, versions)},
	[IDENTITY_VERSION] = {OP(READ, version, versions)},
	[IDENTITY_SIGN_IN] = {OP(ASK, sign_in, sign_in)},
	[IDENTITY_PASSCODE] = {OP(ASK, passcode, passcode)},
	[IDENTITY_GET_KEY] = {OP(READ, get_key, key), .signed_in = true},
	[IDENTITY_RESET_KEY] = {OP(CHANGE, reset_key, key), .signed_in = true},
	[IDENTITY_GET_USER] = {OP(READ, get_user, users), .signed_in = true},
	[IDENTITY_FIND_USER] = {OP(READ, find_user, users), .signed_in = true},
	[IDENTITY_LIST_USERS] = {OP(READ, list_users, users), .signed_in = true},
	[IDENTITY_PROBE_KEY] = {OP(ASK, probe_key, probe_key)},
	[IDENTITY_REVOKE] = {OP(CHANGE, revoke, nothing), .signed_in = true},
	[IDENTITY_REVOKE_TOKEN] = {OP(CHANGE, revoke_token, nothing)},
	[IDENTITY_CHECK_TOKEN] = {OP(ASK, check_token, check_token)},
}};
