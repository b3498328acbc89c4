/* SPDX-License-Identifier: MIT */
#include "option_table.h"

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
	OPTION("demo", demo, FLAG, NULL,
		"use the embedded sandbox, a throw-away home and its account"),
	OPTION("json", json, FLAG, NULL, "print one JSON object (commands only)"),
	OPTION("no-input", no_input, FLAG, NULL, "never ask; fail instead"),
	OPTION("quiet", quiet, FLAG, NULL, "no progress and no notices, only errors", 'q'),
	OPTION("verbose", verbose, FLAG, NULL, "tell each request, step and work on standard error",
		'v'),
	OPTION("log", log, TEXT, "FILE", "append a line a request, step and work to FILE", 0),
	OPTION("config", config, TEXT, "FILE", "read FILE instead of config.ini"),
	OPTION("state-dir", state_dir, TEXT, "DIR", "keep state in DIR"),
	OPTION("ascii", ascii, FLAG, NULL, "draw with ASCII only"),
	OPTION("no-color", no_color, FLAG, NULL, "no colour (also: NO_COLOR)"),
	OPTION("theme", theme, TEXT, "NAME", "default, dark, light, mono, plain or contrast"),
	OPTION("mouse", mouse, FLAG, NULL, "let clicks move and press in the panel"),
	OPTION("accessible", accessible, FLAG, NULL,
		"for screen readers and braille lines (also: ACCESSIBLE)"),
	OPTION("reveal", reveal, FLAG, NULL, "print the key itself"),
	OPTION("dry-run", dry_run, FLAG, NULL, "find what holds the key, change nothing"),
	OPTION("confirm", confirm, TEXT, "USER", "yes, reset the key of USER; several with commas"),
	OPTION("user", users, LIST, "NAME", "whose key, if not your own; may be repeated"),
	OPTION("leaked", leaked, FLAG, NULL, "also end the sessions that can be found"),
	OPTION("verify", verify, FLAG, NULL, "check the chain of records"),
};

_Static_assert(sizeof(option_infos) / sizeof(*option_infos) == OPTION_COUNT, "OPTION_COUNT");
