/* SPDX-License-Identifier: MIT
 * Where keyturn's own files are, after the XDG Base Directory Specification: a variable that is not
 * an absolute path counts as unset. */
#ifndef KEYTURN_PATHS_H
#define KEYTURN_PATHS_H

#include <stdbool.h>

#include "keyturn/error.h"

struct paths {
	char *home;        /* HOME, or the password database's; NULL when neither is of use */
	char *config_file; /* $XDG_CONFIG_HOME/keyturn/config.ini, or what --config named */
	bool config_named; /* by --config: it must be there */
	char *state_dir;   /* $XDG_STATE_HOME/keyturn, or what --state-dir named */
};

/* Fills `paths`; the options may be NULL. Touches no file. Fails when there is no home directory
 * and something is needed from it. */
bool paths_find(struct paths *paths, const char *config_option, const char *state_option,
	struct error *error);
void paths_finish(struct paths *paths); /* zeroed is fine */

/* Makes the directory of the configuration file and what is missing above it, 0700. */
bool paths_make_config_dir(const struct paths *paths, struct error *error);

/* Makes the state directory and what is missing above it, 0700. ERROR_CONFIG_UNSAFE when it is
 * another user's or others may write it. */
bool paths_make_state_dir(const struct paths *paths, struct error *error);

#endif
