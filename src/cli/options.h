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
	const char *from, *entry, *secret_kind;   /* init */
	bool replace, unverified;                 /* init */
	bool accessible;                          /* also from the environment */
	bool reveal;                              /* show, pin, mfa */
	bool dry_run;                             /* whatever changes something */
	bool leaked;                              /* rotate */
	bool verify;                              /* history */
	const char *confirm;                      /* names; rotate: separated by commas */
	const char *email, *region;               /* profile, contacts */
	const char *name;                         /* contacts edit */
	bool roles;                               /* contacts */
	const char *sort, *filter;                /* contacts list */
	const char *add_role, *remove_role;       /* contacts roles */
	bool disabled;                            /* contacts add */
	int new_password_fd, new_pin_fd, code_fd; /* -1: not given */
	const char *count, *minutes;              /* mfa codes */
	const char *out;                          /* a file for what is told once */
	bool all_contacts;                        /* rotate */
	const char *keys_dir;                     /* rotate */
	const char *users[USERS_MAX];             /* rotate; whom the others change: one */
	size_t user_count;
	const struct command *command;
	int argc; /* what is left after options and command */
	char **argv;
};

/* False with ERROR_USAGE when the line is not understood. `--help`, `help` and `--version` print and set
 * `*done`. */
bool options_parse(struct options *options, int argc, char **argv, bool *done, struct error *error);

#endif
