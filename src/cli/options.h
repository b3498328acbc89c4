/* SPDX-License-Identifier: MIT
 * The command line, understood. Options are listed in option_table.c, commands in commands.c. */
#ifndef KEYTURN_OPTIONS_H
#define KEYTURN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "commands.h"
#include "keyturn/error.h"

enum { USERS_MAX = 100 }; /* an account has no more (Rackspace Identity v2.0, "Add user") */

struct options {
	const char *profile, *auth_url, *username, *config, *state_dir, *theme, *log;
	int password_fd, api_key_fd; /* -1: not given */
	bool demo, json, no_input, ascii, no_color, mouse;
	bool quiet, verbose, pager;
	const char *from, *entry, *secret_kind; /* init */
	bool replace, unverified;               /* init */
	bool accessible;                        /* also from the environment */
	bool reveal;                            /* show */
	bool dry_run;                           /* rotate, undo */
	bool leaked;                            /* rotate */
	bool verify;                            /* history */
	const char *confirm;                    /* rotate, undo: names, separated by commas */
	const char *users[USERS_MAX];           /* rotate */
	bool all_contacts;                      /* rotate */
	const char *keys_dir;                   /* rotate */
	size_t user_count;
	const struct command *command;
	int argc; /* what is left after options and command */
	char **argv;
};

/* False with ERROR_USAGE when the line is not understood. `--help`, `help` and `--version` print and set
 * `*done`. */
bool options_parse(struct options *options, int argc, char **argv, bool *done, struct error *error);

#endif
