/* SPDX-License-Identifier: MIT */
#include "option_table.h"

#include <string.h>

#include "options.h"

/* The help, and a letter for short when there is one. */
#define OPTION(name, member, kind, argument, ...) \
	{ \
		name, offsetof(struct options, member), OPTION_##kind, argument, __VA_ARGS__ \
	}

const struct option_info option_infos[] = {
	OPTION("profile", profile, TEXT, "NAME", "the account of config.ini to use"),
	OPTION("auth-url", auth_url, TEXT, "URL",
		"identity service: rackspace-us, rackspace-uk or an https URL"),
	OPTION("username", username, TEXT, "NAME", "who signs in"),
	OPTION("password-fd", password_fd, DESCRIPTOR, "N", "read the password from descriptor N"),
	OPTION("api-key-fd", api_key_fd, DESCRIPTOR, "N", "read the API key from descriptor N"),
	OPTION("demo", demo, FLAG, NULL, "try it all on a built-in service with a throw-away home"),
	OPTION("json", json, FLAG, NULL, "print one JSON object (commands only)"),
	OPTION("no-input", no_input, FLAG, NULL, "never ask; fail if something is missing"),
	OPTION("quiet", quiet, FLAG, NULL, "no progress and no notices, only errors", 'q'),
	OPTION("verbose", verbose, FLAG, NULL, "log each request and step on standard error", 'v'),
	OPTION("log", log, TEXT, "FILE", "append one line per request and step to FILE", 0),
	OPTION("config", config, TEXT, "FILE", "read FILE instead of config.ini"),
	OPTION("state-dir", state_dir, TEXT, "DIR", "keep state in DIR"),
	OPTION("ascii", ascii, FLAG, NULL, "draw with ASCII only"),
	OPTION("no-color", no_color, FLAG, NULL, "no colour (also: NO_COLOR)"),
	OPTION("pager", pager, FLAG, NULL, "a long report goes through $PAGER; never a key"),
	OPTION("theme", theme, TEXT, "NAME", "default, dark, light, mono, plain or contrast"),
	OPTION("mouse", mouse, FLAG, NULL, "use the mouse in the panel"),
	OPTION("accessible", accessible, FLAG, NULL,
		"for screen readers and braille displays (also: ACCESSIBLE)"),
	OPTION("from", from, TEXT, "SOURCE",
		"the profile's secret: pass, secret-tool, op, gpg, file or ask"),
	OPTION("entry", entry, TEXT, "NAME",
		"its name or path there; for secret-tool ATTRIBUTE=VALUE"),
	OPTION("secret", secret_kind, TEXT, "KIND", "what it is: api-key or password"),
	OPTION("replace", replace, FLAG, NULL, "write over a profile of that name"),
	OPTION("unverified", unverified, FLAG, NULL, "write it even if the sign-in fails"),
	OPTION("reveal", reveal, FLAG, NULL, "print the secret itself"),
	OPTION("dry-run", dry_run, FLAG, NULL, "show what would be done; change nothing"),
	OPTION("confirm", confirm, TEXT, "USER",
		"do not ask: the user it is about; several with commas; of many, how many"),
	OPTION("user", users, LIST, "NAME", "the user, if not yourself; rotate takes several"),
	OPTION("all-contacts", all_contacts, FLAG, NULL, "the keys of all users of the account"),
	OPTION("keys-dir", keys_dir, TEXT, "DIR",
		"reset many at once; each new key goes into a file in DIR"),
	OPTION("leaked", leaked, FLAG, NULL, "also revoke the tokens that can be found"),
	OPTION("roles", roles, FLAG, NULL, "also read the roles: one request for each user"),
	OPTION("sort", sort, TEXT, "BY", "by name, role, email or created"),
	OPTION("filter", filter, TEXT, "TEXT", "only users with TEXT in their name or e-mail"),
	OPTION("email", email, TEXT, "ADDRESS", "a new e-mail address"),
	OPTION("region", region, TEXT, "REGION", "a new default region, such as DFW"),
	OPTION("new-password-fd", new_password_fd, DESCRIPTOR, "N",
		"read the new password from descriptor N"),
	OPTION("name", name, TEXT, "NAME", "a new username"),
	OPTION("disabled", disabled, FLAG, NULL, "the new user cannot sign in yet"),
	OPTION("add", add_role, TEXT, "ROLE", "give this role: its name or ID"),
	OPTION("remove", remove_role, TEXT, "ROLE", "take this role away: its name or ID"),
	OPTION("new-pin-fd", new_pin_fd, DESCRIPTOR, "N", "read the new PIN from descriptor N"),
	OPTION("code-fd", code_fd, DESCRIPTOR, "N", "read the verification code from descriptor N"),
	OPTION("out", out, TEXT, "FILE", "what is told only once goes into FILE, a new one"),
	OPTION("count", count, TEXT, "N", "how many bypass codes: 1 to 10 (1)"),
	OPTION("minutes", minutes, TEXT, "N", "how long bypass codes are good for (30)"),
	OPTION("verify", verify, FLAG, NULL, "check that no record was changed or removed"),
};

_Static_assert(sizeof(option_infos) / sizeof(*option_infos) == OPTION_COUNT, "OPTION_COUNT");

bool option_is_among(const char *const *names, size_t most, const char *name)
{
	for (size_t i = 0; i < most && names[i] != NULL; i++) {
		if (strcmp(names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

bool option_given(const struct options *options, const struct option_info *info)
{
	const char *member = (const char *)options + info->offset;

	switch (info->kind) {
	case OPTION_TEXT:
		return *(const char *const *)(const void *)member != NULL;
	case OPTION_DESCRIPTOR:
		return *(const int *)(const void *)member >= 0;
	case OPTION_LIST:
		return options->user_count > 0;
	case OPTION_FLAG:
		return *(const bool *)(const void *)member;
	}
	return false;
}

bool option_confirms(const struct options *options, const char *name)
{
	const char *names = options->confirm != NULL ? options->confirm : "";

	while (*names != '\0') {
		size_t len = strcspn(names, ",");
		if (len == strlen(name) && strncmp(names, name, len) == 0) {
			return true;
		}
		names += len + (names[len] == ',');
	}
	return false;
}
