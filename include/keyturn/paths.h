/* SPDX-License-Identifier: MIT
 * Where keyturn's own files are, following the XDG Base Directory Specification: a variable that is not
 * an absolute path counts as unset. */
#ifndef KEYTURN_PATHS_H
#define KEYTURN_PATHS_H

#include <stdbool.h>

#include "keyturn/error.h"

struct paths {
	char *home;        /* HOME, or the password database's; NULL when neither is usable */
	char *config_file; /* $XDG_CONFIG_HOME/keyturn/config.ini, or --config */
	bool config_named; /* by --config: it must exist */
	char *state_dir;   /* $XDG_STATE_HOME/keyturn, or --state-dir */
};

/* Fills `paths`; the options may be NULL. Touches no file. Fails when a home directory is needed and
 * there is none. */
bool paths_find(struct paths *paths, const char *config_option, const char *state_option,
	struct error *error);
void paths_finish(struct paths *paths); /* zeroed is fine */

/* Creates the state directory and any missing ones above it, 0700. ERROR_CONFIG_UNSAFE when it is another
 * user's or others may write it. */
bool paths_make_state_dir(const struct paths *paths, struct error *error);

#endif
