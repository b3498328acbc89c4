/* SPDX-License-Identifier: MIT
 * Opening a file that only this user, or root, can have put there. */
#ifndef KEYTURN_CONFIG_TRUSTED_OPEN_H
#define KEYTURN_CONFIG_TRUSTED_OPEN_H

#include <stdbool.h>
#include <sys/stat.h>

#include "keyturn/error.h"

/* Opens `path` (a regular file or a directory) for reading and describes what was opened in
 * `status`. Follows symbolic links itself, one part of the path at a time, so that none can be
 * swapped between the look and the opening. -1 with errno set when it cannot be opened, EPERM with
 * `error` filled (ERROR_CONFIG_UNSAFE) when it is not to be trusted: it is there, but a directory on the
 * way is another user's or open to all, or holds a link and all may write it. */
int trusted_open(const char *path, struct stat *status, struct error *error);

/* Its owner and mode: this user's or (`root_may_own`) root's, not writable by group or others. */
bool trusted_status(
	const struct stat *status, const char *path, bool root_may_own, struct error *error);

#endif
