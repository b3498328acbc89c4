/* SPDX-License-Identifier: MIT
 * Values that several answers have in common. */
#include "rackspace_v2.h"

#include "json.h"
#include "keyturn/clock.h"

enum account_mfa rackspace_v2_mfa(struct json_object *user)
{
	struct json_object *on = json_member(user, "RAX-AUTH:multiFactorEnabled");

	if (json_is(json_member(user, "RAX-AUTH:multiFactorState"), "LOCKED")) {
		return MFA_LOCKED;
	}
	if (json_flag(on, false)) {
		return MFA_ON;
	}
	return json_flag(on, true) ? MFA_UNKNOWN : MFA_OFF;
}

enum account_mfa_level rackspace_v2_mfa_level(struct json_object *level)
{
	return json_is(level, "DEFAULT")               ? MFA_DEFAULT
		: json_is(level, "OPTIONAL")           ? MFA_OPTIONAL
		: json_is(level, "REQUIRED")           ? MFA_REQUIRED
		: json_is(level, "RACKSPACE_MANDATED") ? MFA_MANDATED
						       : MFA_LEVEL_UNKNOWN;
}

enum account_role rackspace_v2_standing(struct json_object *role_name)
{
	return json_is(role_name, "identity:user-admin")     ? ROLE_OWNER
		: json_is(role_name, "identity:user-manage") ? ROLE_MANAGER
		: json_is(role_name, "identity:default")     ? ROLE_DEFAULT
							     : ROLE_OTHER;
}

int64_t rackspace_v2_duration(struct json_object *from)
{
	int64_t seconds;

	return json_object_is_type(from, json_type_string) &&
			clock_parse_duration(json_object_get_string(from), &seconds)
		? seconds
		: 0;
}
