/* SPDX-License-Identifier: MIT
 * What is known of users and sessions, in words. */
#include "widgets.h"

#include <stdio.h>

#include "keyturn/clock.h"

const char *known_or_not(const char *value)
{
	return value[0] != '\0' ? value : "not known";
}

char *age_text(const struct model *model, int64_t wall, char *out, size_t size)
{
	enum { MINUTE = 60 };
	int64_t age = model->wall - wall;
	char span[32];

	if (age < MINUTE) {
		snprintf(out, size, "just now");
	} else {
		snprintf(out, size, "%s ago", clock_span(age, span, sizeof(span)));
	}
	return out;
}

const char *role_word(enum account_role role)
{
	static const char *const roles[] = {
		[ROLE_OTHER] = "",
		[ROLE_DEFAULT] = "user",
		[ROLE_MANAGER] = "manager",
		[ROLE_OWNER] = "owner",
	};

	return roles[role];
}

const char *enabled_word(const struct user *user)
{
	return user->enabled ? "enabled" : "disabled";
}

const char *mfa_word(const struct user *user)
{
	static const char *const words[] = {
		[MFA_UNKNOWN] = "",
		[MFA_OFF] = "off",
		[MFA_ON] = "on",
		[MFA_LOCKED] = "locked",
	};

	return words[user->mfa];
}

const char *expiry_text(const struct model *model, int64_t expires, char *out, size_t size)
{
	char date[32];

	if (expires == 0) {
		return "expiry not known";
	}
	snprintf(out, size, "%s %s", expires > model->wall ? "expires" : "expired",
		clock_date(expires, date, sizeof(date)));
	return out;
}

const char *mfa_text(enum account_mfa mfa, bool compact)
{
	static const char *const texts[][2] = {
		[MFA_UNKNOWN] = {"not known", "not known"},
		[MFA_OFF] = {"off", "off"},
		[MFA_ON] = {"on (does not cover the API key)", "on (not for the API key)"},
		[MFA_LOCKED] = {"locked (does not cover the API key)", "locked (not for the key)"},
	};

	return texts[mfa][compact];
}

const char *mfa_level_text(enum account_mfa_level level)
{
	static const char *const texts[] = {
		[MFA_LEVEL_UNKNOWN] = "not known",
		[MFA_DEFAULT] = "as the account says",
		[MFA_OPTIONAL] = "no, optional for this user",
		[MFA_REQUIRED] = "yes, of this user",
		[MFA_MANDATED] = "yes, by the service",
	};

	return texts[level];
}

const char *pin_text(enum account_pin state)
{
	static const char *const texts[] = {
		[PIN_UNKNOWN] = "none",
		[PIN_INACTIVE] = "not active",
		[PIN_ACTIVE] = "active",
		[PIN_LOCKED] = "locked",
	};

	return texts[state];
}
