/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* X(name, member, kind, argument, "help") */
#define OPTION_TABLE(X) \
	X("profile", profile, TEXT, "NAME", "the account of config.ini to use") \
	X("auth-url", auth_url, TEXT, "URL", \
		"identity service: rackspace-us, rackspace-uk or an https URL") \
	X("username", username, TEXT, "NAME", "who signs in") \
	X("password-fd", password_fd, DESCRIPTOR, "N", "read the password from descriptor N") \
	X("api-key-fd", api_key_fd, DESCRIPTOR, "N", "read the API key from descriptor N") \
	X("demo", demo, FLAG, NULL, "use the embedded sandbox, a throw-away home and its account") \
	X("json", json, FLAG, NULL, "print one JSON object (commands only)") \
	X("no-input", no_input, FLAG, NULL, "never ask; fail instead") \
	X("config", config, TEXT, "FILE", "read FILE instead of config.ini") \
	X("state-dir", state_dir, TEXT, "DIR", "keep state in DIR") \
	X("ascii", ascii, FLAG, NULL, "draw with ASCII only") \
	X("no-color", no_color, FLAG, NULL, "no colour (also: NO_COLOR)") \
	X("theme", theme, TEXT, "NAME", "default, mono, plain or contrast") \
	X("mouse", mouse, FLAG, NULL, "let clicks move and press in the panel") \
	X("accessible", accessible, FLAG, NULL, \
		"for screen readers and braille lines (also: ACCESSIBLE)") \
	X("reveal", reveal, FLAG, NULL, "show: print the key itself") \
	X("dry-run", dry_run, FLAG, NULL, "rotate: find what holds the key, change nothing") \
	X("confirm", confirm, TEXT, "USER", "rotate: yes, reset the key of USER") \
	X("user", users, LIST, "NAME", "rotate: whose key, if not your own; may be repeated") \
	X("leaked", leaked, FLAG, NULL, "rotate: also end the sessions that can be found") \
	X("verify", verify, FLAG, NULL, "history: check the chain of records")

enum option_kind { OPTION_TEXT, OPTION_DESCRIPTOR, OPTION_LIST, OPTION_FLAG };

static const struct option_info {
	const char *name;
	size_t offset; /* of the member it sets */
	enum option_kind kind;
	const char *argument, *help;
} infos[] = {
#define X(name, member, kind, argument, help) \
	{name, offsetof(struct options, member), OPTION_##kind, argument, help},
	OPTION_TABLE(X)
#undef X
};

enum { INFO_COUNT = sizeof(infos) / sizeof(*infos), OPTION_HELP = 1000, OPTION_VERSION };

static void print_help(void)
{
	printf("Usage: keyturn [OPTION]... [COMMAND]\n"
	       "See, copy and reset the API key of a cloud account.\n\n"
	       "Commands:\n");
	for (const struct command *command = commands; command->run != NULL; command++) {
		char name[40];
		snprintf(name, sizeof(name), "%s %s",
			command->name == NULL ? "(none)" : command->name,
			command->words == NULL ? "" : command->words);
		printf("  %-20s %s\n", name, command->summary);
	}
	printf("\nOptions:\n");
	for (size_t i = 0; i < INFO_COUNT; i++) {
		char name[40];
		snprintf(name, sizeof(name), "--%s%s%s", infos[i].name,
			infos[i].argument == NULL ? "" : "=",
			infos[i].argument == NULL ? "" : infos[i].argument);
		printf("  %-20s %s\n", name, infos[i].help);
	}
	printf("  %-20s %s\n  %-20s %s\n\n", "-h, --help", "print this and exit", "-V, --version",
		"print the version and exit");
	printf("Exit status: 0 done, 1 failed, 2 usage, 3 sign-in refused, 4 not allowed,\n"
	       "5 network or service, 6 partly done, 7 outcome unknown, 130 interrupted.\n"
	       "Secrets are never taken from the command line. See keyturn(1).\n");
}

/* What is given may be the password itself, by mistake: --password=… is short for --password-fd=…. */
static bool parse_descriptor(
	const char *text, const char *option, int *descriptor, struct error *error)
{
	char *end;

	errno = 0;
	long value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < 0 || value > INT_MAX) {
		return error_set(
			error, ERROR_USAGE, "--%s wants the number of a descriptor", option);
	}
	*descriptor = (int)value;
	return true;
}

static bool take(struct options *options, const struct option_info *info, struct error *error)
{
	char *member = (char *)options + info->offset;

	switch (info->kind) {
	case OPTION_TEXT:
		*(const char **)(void *)member = optarg;
		return true;
	case OPTION_DESCRIPTOR:
		return parse_descriptor(optarg, info->name, (int *)(void *)member, error);
	case OPTION_LIST:
		if (optarg[0] == '\0') {
			return error_set(error, ERROR_USAGE, "--%s wants a name", info->name);
		}
		if (options->user_count == USERS_MAX) {
			return error_set(error, ERROR_USAGE, "too many times --user");
		}
		options->users[options->user_count++] = optarg;
		return true;
	case OPTION_FLAG:
		*(bool *)member = true;
		return true;
	}
	return false;
}

static const struct command *find_command(const char *name)
{
	for (const struct command *command = commands + 1; command->run != NULL; command++) {
		if (strcmp(command->name, name) == 0) {
			return command;
		}
	}
	return NULL;
}

/* An option of one command, where that is not the command given. */
static bool belongs(const struct options *options, bool given, const char *option,
	const char *command, struct error *error)
{
	const char *name = options->command->name;

	if (given && (name == NULL || strcmp(name, command) != 0)) {
		return error_set(error, ERROR_USAGE, "%s goes with '%s' only", option, command);
	}
	return true;
}

static bool check(struct options *options, struct error *error)
{
	const bool panel = options->command == &commands[0];

	if (options->argc > 0 && options->command->words == NULL) {
		return error_set(error, ERROR_USAGE, "'%s' is one word too many", options->argv[0]);
	}
	if (options->json && panel) {
		return error_set(
			error, ERROR_USAGE, "--json goes with a command, not with the panel");
	}
	if (!belongs(options, options->reveal, "--reveal", "show", error) ||
		!belongs(options, options->verify, "--verify", "history", error) ||
		!belongs(options, options->dry_run, "--dry-run", "rotate", error) ||
		!belongs(options, options->leaked, "--leaked", "rotate", error) ||
		!belongs(options, options->confirm != NULL, "--confirm", "rotate", error) ||
		!belongs(options, options->user_count > 0, "--user", "rotate", error)) {
		return false;
	}
	if (options->password_fd >= 0 && options->api_key_fd >= 0) {
		return error_set(
			error, ERROR_USAGE, "give --password-fd or --api-key-fd, not both");
	}
	if (options->demo &&
		(options->profile != NULL || options->auth_url != NULL ||
			options->username != NULL || options->password_fd >= 0 ||
			options->api_key_fd >= 0)) {
		return error_set(error, ERROR_USAGE, "--demo brings its own account and service");
	}
	return true;
}

/* What getopt complains of, in our words; it never repeats an option's value. */
static bool complain(char **argv, int result, struct error *error)
{
	const char *word = argv[optind - 1];
	int len = (int)strcspn(word, "=");

	return error_set(error, ERROR_USAGE, "'%.*s' %s", len, word,
		result == ':' ? "needs a value" : "is not an option of keyturn");
}

/* How an error is told must not depend on the order of the options. */
static bool follows(char **argv, const char *option)
{
	for (; *argv != NULL && strcmp(*argv, "--") != 0; argv++) {
		if (strcmp(*argv, option) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && value[0] != '\0';
}

bool options_parse(struct options *options, int argc, char **argv, bool *done, struct error *error)
{
	struct option longs[INFO_COUNT + 3] = {0};
	int result;

	for (int i = 0; i < INFO_COUNT; i++) {
		longs[i] = (struct option){infos[i].name,
			infos[i].kind == OPTION_FLAG ? no_argument : required_argument, NULL,
			i + 1};
	}
	longs[INFO_COUNT] = (struct option){"help", no_argument, NULL, OPTION_HELP};
	longs[INFO_COUNT + 1] = (struct option){"version", no_argument, NULL, OPTION_VERSION};
	*options = (struct options){.password_fd = -1, .api_key_fd = -1};

	while ((result = getopt_long(argc, argv, ":hV", longs, NULL)) != -1) {
		if (result == 'h' || result == OPTION_HELP) {
			print_help();
			*done = true;
			return true;
		}
		if (result == 'V' || result == OPTION_VERSION) {
			printf("keyturn " KEYTURN_VERSION "\n");
			*done = true;
			return true;
		}
		bool taken = result == '?' || result == ':'
			? complain(argv, result, error)
			: take(options, &infos[result - 1], error);
		if (!taken) {
			options->json = options->json || follows(argv + optind, "--json");
			return false;
		}
	}
	options->accessible = options->accessible || is_set("ACCESSIBLE");
	options->command = &commands[0];
	options->argc = argc - optind;
	options->argv = argv + optind;
	if (options->argc > 0) {
		options->command = find_command(options->argv[0]);
		if (options->command == NULL) {
			return error_set(error, ERROR_USAGE, "'%s' is not a command of keyturn",
				options->argv[0]);
		}
		options->argc--;
		options->argv++;
	}
	return check(options, error);
}
