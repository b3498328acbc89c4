/* SPDX-License-Identifier: MIT
 * The files in which clients keep a key: how they are recognised, what they are called, where they are
 * looked for, how their parts are named, and which of them are not for keyturn to change. */
#ifndef KEYTURN_HOLDERS_CLIENTS_H
#define KEYTURN_HOLDERS_CLIENTS_H

#include <stdbool.h>

#include "known/section.h"

enum { CLIENT_PATTERNS = 6, CLIENT_ROOTS = 6 };

struct known_client {
	const char *name;  /* what people call the file */
	const char *named; /* the same with "%s" for the section that the key is in; or NULL */
	enum section_style section; /* how that is told */
	const char *patterns[CLIENT_PATTERNS +
		1];                          /* of whole paths, as in fnmatch(3); NULL ends them */
	const char *roots[CLIENT_ROOTS + 1]; /* files and directories that every search looks into,
					      * "~/" being the home directory; NULL ends them */
	bool roots_for_root;                 /* only root can read them */
	const char *manual; /* why keyturn does not update it, and what to do; or NULL */
};

/* The client whose file this is, or NULL. */
const struct known_client *client_of(const char *path);

/* Calls `look` with the path of every root of every client; those in the home directory only when there
 * is one, and what root alone can read only when `root`. */
void clients_each_root(
	const char *home, bool root, void (*look)(void *context, const char *path), void *context);

#endif
