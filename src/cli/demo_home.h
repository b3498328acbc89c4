/* SPDX-License-Identifier: MIT
 * The demo's throw-away home: files of applications that hold the key, in their own formats. */
#ifndef KEYTURN_DEMO_HOME_H
#define KEYTURN_DEMO_HOME_H

#include "keyturn/error.h"
#include "keyturn/secret.h"

/* Makes the directory (0700) and its files; the caller frees the path and removes the tree. What
 * earlier runs that were killed left behind is removed first. */
char *demo_home_create(
	const char *url, const char *username, struct secret *key, struct error *error);

/* Removes the tree at `home`. NULL is fine. */
void demo_home_remove(const char *home);

#endif
