/* SPDX-License-Identifier: MIT
 * A directory that is this user's alone to write. */
#ifndef KEYTURN_CONFIG_OWN_DIRECTORY_H
#define KEYTURN_CONFIG_OWN_DIRECTORY_H

#include <stdbool.h>

#include "keyturn/error.h"

/* Makes it, and any missing ones above it, 0700: what the XDG specification asks for. */
bool own_directory_make(const char *path, struct error *error);

/* Opens it. ERROR_CONFIG_UNSAFE when it is another user's or others may write it, or could put another one
 * in its place. -1 with `error`. */
int own_directory_open(const char *path, struct error *error);

#endif
