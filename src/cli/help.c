/* SPDX-License-Identifier: MIT */
#include "help.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>

#include "option_table.h"
#include "paper.h"

static void print_heading(const char *heading)
{
	putchar('\n');
	paper_words(stdout, PAPER_HEADING, heading);
	putchar('\n');
}

static void print_row(const char *name, const char *text)
{
	paper_row(stdout, 2, 25, name, text);
}

static void print_option(const struct option_info *info)
{
	char name[40];

	snprintf(name, sizeof(name), "%s%.1s%s--%s%s%s", info->letter == 0 ? "" : "-",
		&info->letter, info->letter == 0 ? "" : ", ", info->name,
		info->argument == NULL ? "" : "=", info->argument == NULL ? "" : info->argument);
	print_row(name, info->help);
}

/* What only some commands take is told in their help. */
static bool is_shared(const char *option)
{
	const size_t count = commands_that_list(option, NULL);

	return count == 0 || 2 * count > command_count;
}

void help_print(void)
{
	printf("Usage: keyturn [OPTION]... [COMMAND]\n"
	       "See, copy and reset the API key of a cloud account.\n\n"
	       "Commands ('keyturn help COMMAND' tells more of each):\n");
	for (size_t i = 0; i < command_count; i++) {
		char name[40];
		snprintf(name, sizeof(name), "%s %s",
			commands[i].name == NULL ? "(none)" : commands[i].name,
			commands[i].words == NULL ? "" : commands[i].words);
		print_row(name, commands[i].summary);
	}
	print_heading("Options:");
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (is_shared(option_infos[i].name)) {
			print_option(&option_infos[i]);
		}
	}
	print_row("-h, --help", "print this and exit; after a command: that command's own");
	print_row("-V, --version", "print the version and exit");
	printf("\nExit status: 0 done, 1 failed, 2 usage, 3 sign-in refused, 4 not allowed,\n"
	       "5 network or service, 6 partly done, 7 outcome unknown, 130 interrupted.\n"
	       "Secrets are never taken from the command line. See keyturn(1).\n");
}

void help_print_command(const struct command *command)
{
	if (command->name == NULL) {
		help_print();
		return;
	}
	printf("Usage: keyturn [OPTION]... %s%s%s\n%c%s.\n", command->name,
		command->words == NULL ? "" : " ", command->words == NULL ? "" : command->words,
		toupper((unsigned char)command->summary[0]), command->summary + 1);
	for (size_t i = 0, printed = 0; i < OPTION_COUNT; i++) {
		if (commands_that_list(option_infos[i].name, NULL) > 0 &&
			command_takes(command, option_infos[i].name)) {
			if (printed++ == 0) {
				print_heading("Options:");
			}
			print_option(&option_infos[i]);
		}
	}
	print_heading("Exit status:");
	for (size_t i = 0; i < COMMAND_STATUSES && command->statuses[i].meaning != NULL; i++) {
		char number[8];
		snprintf(number, sizeof(number), "%d", (int)command->statuses[i].status);
		paper_row(stdout, 2, 7, number, command->statuses[i].meaning);
	}
	print_heading("Examples:");
	for (size_t i = 0; i < COMMAND_EXAMPLES; i++) {
		printf("  %s\n      %s\n", command->examples[i].line, command->examples[i].meaning);
	}
	printf("\n'keyturn --help' has the options that go with every command.\n");
}
