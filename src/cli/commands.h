/* SPDX-License-Identifier: MIT
 * The commands, a file each, and what there is to say of each in one table: --help, the errors of the
 * command line and, by tests/lint, manual and completions follow it. */
#ifndef KEYTURN_COMMANDS_H
#define KEYTURN_COMMANDS_H

#include <stdbool.h>

#include "keyturn/error.h"

struct options;

enum { COMMAND_OPTIONS = 18, COMMAND_STATUSES = 9, COMMAND_EXAMPLES = 2 };

struct command {
	const char *name; /* NULL: the panel */
	const char *summary;
	/* Prints its own errors and returns the exit status. NULL: "help", which the options do. */
	enum exit_status (*run)(struct options *options);
	bool makes_config; /* what --config names need not be there */
	const char *words; /* what may follow its name, for help; NULL: nothing */
	int most;          /* so many of them; 0: any number */
	/* Long names. An option that no command lists goes with all of them. */
	const char *options[COMMAND_OPTIONS];
	struct {
		enum exit_status status;
		const char *meaning; /* NULL: no more */
	} statuses[COMMAND_STATUSES];
	struct {
		const char *line, *meaning;
	} examples[COMMAND_EXAMPLES];
};

/* The first one is the panel. */
extern const struct command commands[];
extern const size_t command_count;

/* By its name; NULL with ERROR_USAGE, which offers the nearest one. */
const struct command *command_find(const char *name, struct error *error);

/* Is it one of those that go with this command, but not with all? */
bool command_lists(const struct command *command, const char *option);

/* May `option` (its long name) be given to `command`? */
bool command_takes(const struct command *command, const char *option);

/* How many commands list `option`; `*first` (may be NULL) is the first of them. */
size_t commands_that_list(const char *option, const struct command **first);

enum exit_status command_panel(struct options *options);
enum exit_status command_show(struct options *options);
enum exit_status command_scan(struct options *options);
enum exit_status command_rotate(struct options *options);
enum exit_status command_resume(struct options *options);
enum exit_status command_contacts(struct options *options);
enum exit_status command_profile(struct options *options);
enum exit_status command_password(struct options *options);
enum exit_status command_mfa(struct options *options);
enum exit_status command_pin(struct options *options);
enum exit_status command_init(struct options *options);
enum exit_status command_undo(struct options *options);
enum exit_status command_history(struct options *options);
enum exit_status command_profiles(struct options *options);
enum exit_status command_doctor(struct options *options);

#endif
