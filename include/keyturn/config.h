/* SPDX-License-Identifier: MIT
 * config.ini: profiles, scan roots, hooks and panel settings. It never holds a secret.
 *
 * Anything unknown is an error that names file and line, so that a typo is never silently ignored.
 * Everything here is read-only once loaded. */
#ifndef KEYTURN_CONFIG_H
#define KEYTURN_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/error.h"
#include "keyturn/paths.h"

struct profile {
	char *name;
	char *service; /* as written; service_find() accepts it */
	char *username;
	char *region;
	char **api_key_command; /* argument vectors, NULL-terminated; at most one of the two */
	char **password_command;
	unsigned line; /* the line of its heading */
};

enum hook_key {
	HOOK_KEY_NONE,
	HOOK_KEY_STDIN,
};

enum hook_whose {
	HOOK_OWN,      /* after the full rotation of one user's key */
	HOOK_CONTACTS, /* for each user of a batch */
};

struct hook {
	char *name;
	char **run; /* argument vector, run without a shell */
	enum hook_key key;
	enum hook_whose whose;
	unsigned timeout; /* s */
	unsigned line;
};

struct config {
	char *file; /* NULL when there is none */
	struct profile *profiles;
	size_t profile_count;
	struct hook *hooks;
	size_t hook_count;

	char **roots; /* absolute, NULL-terminated; the home directory unless set; NULL: no home */
	bool cross_filesystems;
	char **ignore; /* paths and patterns that are not searched, as written; NULL: none */

	unsigned reveal_seconds;    /* 1…3600 */
	unsigned clipboard_seconds; /* 0: never cleared */
	unsigned lock_minutes;      /* 0: never, unless the account asks for it */
	char *theme;                /* NULL: the built-in one */
	bool mouse;
};

/* Reads the configuration file in `paths`. If it is missing, the defaults apply, unless --config named
 * it. ERROR_CONFIG_UNSAFE when somebody else may have written it: its owner is neither this user nor
 * root, group or others may write it, or its path passes a symbolic link in a directory that all may
 * write and this user does not own. NULL on error; the caller destroys the result. */
struct config *config_load(const struct paths *paths, struct error *error);
void config_destroy(struct config *config);

/* The names of those for `whose`, in order, into `names`, which has room for all; returns how many. */
size_t hook_names(
	const struct hook *hooks, size_t count, enum hook_whose whose, const char **names);

/* NULL when there is no profile of that name. */
const struct profile *config_profile(const struct config *config, const char *name);

#endif
