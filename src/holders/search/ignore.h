/* SPDX-License-Identifier: MIT
 * What the user takes out of every search: paths, with all below, and patterns. */
#ifndef KEYTURN_HOLDERS_IGNORE_H
#define KEYTURN_HOLDERS_IGNORE_H

#include <stdbool.h>

/* Whether one of the patterns (NULL-terminated, or NULL) fits the absolute path, or a directory on the way
 * to it. One without a slash fits a name. */
bool ignore_fits(char *const *patterns, const char *path);

#endif
