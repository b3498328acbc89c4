/* SPDX-License-Identifier: MIT */
#include "account_names.h"

const char *account_role_name(enum account_role role)
{
	static const char *const names[] = {
		[ROLE_OTHER] = "other",
		[ROLE_DEFAULT] = "user",
		[ROLE_MANAGER] = "manager",
		[ROLE_OWNER] = "owner",
	};

	return names[role];
}

const char *account_mfa_name(enum account_mfa mfa)
{
	static const char *const names[] = {
		[MFA_UNKNOWN] = "unknown",
		[MFA_OFF] = "off",
		[MFA_ON] = "on",
		[MFA_LOCKED] = "locked",
	};

	return names[mfa];
}

const char *account_level_name(enum account_mfa_level level)
{
	static const char *const names[] = {
		[MFA_LEVEL_UNKNOWN] = "unknown",
		[MFA_DEFAULT] = "default",
		[MFA_OPTIONAL] = "optional",
		[MFA_REQUIRED] = "required",
		[MFA_MANDATED] = "mandated",
	};

	return names[level];
}

const char *account_pin_name(enum account_pin pin)
{
	static const char *const names[] = {
		[PIN_UNKNOWN] = "unknown",
		[PIN_INACTIVE] = "inactive",
		[PIN_ACTIVE] = "active",
		[PIN_LOCKED] = "locked",
	};

	return names[pin];
}

const char *account_factor_name(enum factor_kind kind)
{
	return kind == FACTOR_PHONE ? "phone" : "otp";
}
