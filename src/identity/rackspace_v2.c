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
	[IDENTITY_LIST_USERS] = {OP(READ, list_users, user_page), .signed_in = true},
	[IDENTITY_PROBE_KEY] = {OP(ASK, probe_key, probe_key)},
	[IDENTITY_REVOKE] = {OP(CHANGE, revoke, nothing), .signed_in = true},
	[IDENTITY_REVOKE_TOKEN] = {OP(CHANGE, revoke_token, nothing)},
	[IDENTITY_CHECK_TOKEN] = {OP(ASK, check_token, check_token)},
	[IDENTITY_UPDATE_USER] = {OP(CHANGE, update_user, users), .signed_in = true},
	[IDENTITY_ADD_USER] = {OP(CHANGE, add_user, added_user), .signed_in = true},
	[IDENTITY_DELETE_USER] = {OP(CHANGE, delete_user, nothing), .signed_in = true},
	[IDENTITY_CHANGE_PASSWORD] = {OP(CHANGE, change_password, nothing)},
	[IDENTITY_LIST_ADMINS] = {OP(READ, list_admins, users), .signed_in = true},
	[IDENTITY_LIST_ROLES] = {OP(READ, list_roles, roles), .signed_in = true},
	[IDENTITY_ADD_ROLE] = {OP(CHANGE, add_role, nothing), .signed_in = true},
	[IDENTITY_REMOVE_ROLE] = {OP(CHANGE, remove_role, nothing), .signed_in = true},
	[IDENTITY_GET_DOMAIN] = {OP(READ, get_domain, domain), .signed_in = true},
	[IDENTITY_GET_PASSWORD_POLICY] = {OP(READ, get_password_policy, password_policy),
		.signed_in = true},
	[IDENTITY_RESET_PIN] = {OP(CHANGE, reset_pin, nothing), .signed_in = true},
	[IDENTITY_UNLOCK_PIN] = {OP(CHANGE, unlock_pin, nothing), .signed_in = true},
	[IDENTITY_LIST_QUESTIONS] = {OP(READ, list_questions, questions), .signed_in = true},
	[IDENTITY_SET_ANSWER] = {OP(CHANGE, set_answer, nothing), .signed_in = true},
	[IDENTITY_LIST_PHONES] = {OP(READ, list_phones, phones), .signed_in = true},
	[IDENTITY_ADD_PHONE] = {OP(CHANGE, add_phone, added_phone), .signed_in = true},
	[IDENTITY_SEND_CODE] = {OP(CHANGE, send_code, nothing), .signed_in = true},
	[IDENTITY_VERIFY_PHONE] = {OP(CHANGE, verify_phone, nothing), .signed_in = true},
	[IDENTITY_REMOVE_PHONES] = {OP(CHANGE, remove_phones, nothing), .signed_in = true},
	[IDENTITY_LIST_OTP] = {OP(READ, list_otp, otp), .signed_in = true},
	[IDENTITY_ADD_OTP] = {OP(CHANGE, add_otp, added_otp), .signed_in = true},
	[IDENTITY_VERIFY_OTP] = {OP(CHANGE, verify_otp, nothing), .signed_in = true},
	[IDENTITY_REMOVE_OTP] = {OP(CHANGE, remove_otp, nothing), .signed_in = true},
	[IDENTITY_CHANGE_MFA] = {OP(CHANGE, change_mfa, nothing), .signed_in = true},
	[IDENTITY_REMOVE_MFA] = {OP(CHANGE, remove_mfa, nothing), .signed_in = true},
	[IDENTITY_BYPASS] = {OP(CHANGE, bypass, bypass), .signed_in = true},
}};
