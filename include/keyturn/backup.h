/* SPDX-License-Identifier: MIT
 * Copies of files as they were before an update, in a directory of keyturn's own. They hold the old key,
 * which no longer works, and everything else in the file. */
#ifndef KEYTURN_BACKUP_H
#define KEYTURN_BACKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"
#include "keyturn/error.h"

/* Saves `content`, that of the file `path` (absolute), with mode 0600; durable on return. `*backup` is
 * the copy's path, which the caller frees; NULL with `error` on failure. */
bool backup_write(const char *backup_dir, const char *path, const struct buffer *content,
	char **backup, struct error *error);

/* The newest backup of this path, or NULL; the caller frees it. */
char *backup_find(const char *backup_dir, const char *path);

/* Deletes the backups in `backup_dir` that are older than `days`; returns how many. */
size_t backup_expire(const char *backup_dir, int days);

#endif
