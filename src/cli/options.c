/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help.h"
#include "keyturn/nearest.h"
#include "option_table.h"
#include "paper.h"

enum { OPTION_HELP = 1000, OPTION_VERSION };

/* What is given may be the password itself, by mistake: --password=… is short for --password-fd=…. */
static bool parse_descriptor(
	const char *text, const char *option, int *descriptor, struct error *error)
{
	char *end;

	errno = 0;
	long value = strtol(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value < 0 || value > INT_MAX) {
		return error_set(
			error, ERROR_USAGE, "--%s takes the number of a file descriptor", option);
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
			return error_set(error, ERROR_USAGE, "--%s needs a name", info->name);
		}
		if (options->user_count == USERS_MAX) {
			return error_set(error, ERROR_USAGE, "too many --user options");
		}
		options->users[options->user_count++] = optarg;
		return true;
	case OPTION_FLAG:
		*(bool *)member = true;
		return true;
	}
	return false;
}

/* "'show' does", "'rotate' and 'undo' do"; of many: "other commands do". */
static const char *name_owners(
	const struct command *command, const char *option, char *out, size_t size)
{
	const size_t count = commands_that_list(option, NULL);
	size_t used = 0;

	if (count > 2) {
		return command->name == NULL ? "commands do" : "other commands do";
	}
	for (size_t i = 0; i < command_count && used < size; i++) {
		if (command_lists(&commands[i], option)) {
			used += (size_t)snprintf(out + used, size - used, "%s'%s'",
				used > 0 ? " and " : "", commands[i].name);
		}
	}
	if (used < size) {
		snprintf(out + used, size - used, count == 1 ? " does" : " do");
	}
	return out;
}

/* An option that the command does not take. */
static bool check_given(const struct options *options, const bool *given, struct error *error)
{
	const struct command *command = options->command;
	char owners[96];

	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const char *name = option_infos[i].name;
		if (!given[i] || command_takes(command, name)) {
			continue;
		}
		return error_set(error, ERROR_USAGE, "%s%s%s does not take --%s; %s",
			command->name == NULL ? "the panel" : "'",
			command->name == NULL ? "" : command->name,
			command->name == NULL ? "" : "'", name,
			name_owners(command, name, owners, sizeof(owners)));
	}
	return true;
}

/* Now, while nothing of ours is open: later a file could have taken that number. */
static bool check_descriptor(int descriptor, const char *option, struct error *error)
{
	return descriptor < 0 || fcntl(descriptor, F_GETFD) >= 0 ||
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s: %s", option, strerror(errno));
}

static bool check(const struct options *options, const bool *given, struct error *error)
{
	const struct command *command = options->command;
	const int words = command->words == NULL ? 0
		: command->most > 0              ? command->most
						 : options->argc;

	if (options->argc > words) {
		return error_set(
			error, ERROR_USAGE, "unexpected argument '%s'", options->argv[words]);
	}
	if (!check_given(options, given, error)) {
		return false;
	}
	if (options->quiet && options->verbose) {
		return error_set(error, ERROR_USAGE, "give --quiet or --verbose, not both");
	}
	if (options->verbose && options->command == &commands[0] && isatty(STDERR_FILENO) == 1) {
		return error_set(error, ERROR_USAGE,
			"--verbose would write over the panel; give --log=FILE");
	}
	if (options->pager && (options->command == &commands[0] || options->reveal)) {
		return error_set(error, ERROR_USAGE,
			options->reveal ? "--reveal prints a secret, which no pager gets"
					: "the panel takes no --pager; the commands do");
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
	return check_descriptor(options->password_fd, "--password-fd", error) &&
		check_descriptor(options->api_key_fd, "--api-key-fd", error) &&
		check_descriptor(options->new_password_fd, "--new-password-fd", error) &&
		check_descriptor(options->new_pin_fd, "--new-pin-fd", error) &&
		check_descriptor(options->code_fd, "--code-fd", error);
}

/* ---- what getopt complains of, in our words; an option's value is never repeated ---- */

static bool unknown_option(const char *word, int len, struct error *error)
{
	char typed[NEAREST_MAX + 1];
	const bool is_long = len > 2 && word[0] == '-' && word[1] == '-';

	snprintf(typed, sizeof(typed), "%.*s", is_long ? len - 2 : 0, word + (is_long ? 2 : 0));
	struct nearest nearest = {.word = typed};
	for (size_t i = 0; is_long && i < OPTION_COUNT; i++) {
		nearest_offer(&nearest, option_infos[i].name);
	}
	nearest_offer(&nearest, "help");
	nearest_offer(&nearest, "version");
	if (nearest.best == NULL) {
		return error_set(
			error, ERROR_USAGE, "'%.*s' is not an option of keyturn", len, word);
	}
	return error_set(error, ERROR_USAGE,
		"'%.*s' is not an option of keyturn; did you mean '--%s'?", len, word,
		nearest.best);
}

static bool complain(char **argv, int result, struct error *error)
{
	const char *word = argv[optind - 1];
	int len = (int)strcspn(word, "=");

	if (result == ':') {
		return error_set(error, ERROR_USAGE, "'%.*s' needs a value", len, word);
	}
	if (optopt > ' ' && optopt <= '~') {
		return error_set(error, ERROR_USAGE, "'-%c' is not an option of keyturn", optopt);
	}
	if (optopt != 0) {
		return error_set(error, ERROR_USAGE, "'%.*s' takes no value", len, word);
	}
	return unknown_option(word, len, error);
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

/* getopt's list: option_infos, then help and version. */
static void fill_longs(struct option *longs)
{
	for (int i = 0; i < OPTION_COUNT; i++) {
		longs[i] = (struct option){option_infos[i].name,
			option_infos[i].kind == OPTION_FLAG ? no_argument : required_argument, NULL,
			i + 1};
	}
	longs[OPTION_COUNT] = (struct option){"help", no_argument, NULL, OPTION_HELP};
	longs[OPTION_COUNT + 1] = (struct option){"version", no_argument, NULL, OPTION_VERSION};
}

/* The index of the option with this short form; getopt knows no others. */
static int of_letter(int letter)
{
	int index = 0;

	while (option_infos[index].letter != letter) {
		index++;
	}
	return index;
}

/* What was asked for before a mistake: help, or the version; then the mistake does not matter. */
struct asked {
	bool help, version;
	bool given[OPTION_COUNT];
};

static bool read_options(
	struct options *options, int argc, char **argv, struct asked *asked, struct error *error)
{
	struct option longs[OPTION_COUNT + 3] = {0};
	int result;

	fill_longs(longs);
	while (!asked->version && (result = getopt_long(argc, argv, ":hVqv", longs, NULL)) != -1) {
		if (result == 'h' || result == OPTION_HELP) {
			asked->help = true;
		} else if (result == 'V' || result == OPTION_VERSION) {
			asked->version = true;
		} else if (result == '?' || result == ':') {
			if (!asked->help) {
				return complain(argv, result, error);
			}
		} else {
			const int index = result <= OPTION_COUNT ? result - 1 : of_letter(result);
			asked->given[index] = true;
			if (!take(options, &option_infos[index], error)) {
				return false;
			}
		}
	}
	return true;
}

static bool read_command(struct options *options, int argc, char **argv, struct error *error)
{
	options->command = &commands[0];
	options->argc = argc - optind;
	options->argv = argv + optind;
	if (options->argc > 0) {
		options->command = command_find(options->argv[0], error);
		options->argc--;
		options->argv++;
	}
	return options->command != NULL;
}

/* 'keyturn help', or --help. */
static bool give_help(const struct options *options, struct error *error)
{
	const struct command *command = options->command;

	if (command->run == NULL && options->argc > 0) {
		command = command_find(options->argv[0], error);
	} else if (command->run == NULL) {
		command = &commands[0];
	}
	if (command != NULL) {
		paper_start(options);
		help_print_command(command);
	}
	return command != NULL;
}

bool options_parse(struct options *options, int argc, char **argv, bool *done, struct error *error)
{
	struct asked asked = {0};

	*options = (struct options){.password_fd = -1,
		.api_key_fd = -1,
		.new_password_fd = -1,
		.new_pin_fd = -1,
		.code_fd = -1};
	if (!read_options(options, argc, argv, &asked, error)) {
		options->json = options->json || follows(argv + optind, "--json");
		return false;
	}
	if (asked.version) {
		printf("keyturn " KEYTURN_VERSION "\n");
		*done = true;
		return true;
	}
	options->accessible = options->accessible || is_set("ACCESSIBLE");
	if (!read_command(options, argc, argv, error) ||
		(!asked.help && !check(options, asked.given, error))) {
		return false;
	}
	*done = asked.help || options->command->run == NULL;
	return !*done || give_help(options, error);
}
