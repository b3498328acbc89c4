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
 * the copy's path, which the caller frees; NULL with `error` on failure. The copy's name contains a hash of
 * `changed`, the content that the file is about to get. */
bool backup_write(const char *backup_dir, const char *path, const struct buffer *content,
	const struct buffer *changed, char **backup, struct error *error);

/* Whether `content` is what the backed-up file became then: nobody has changed it since. */
bool backup_is_before(const char *backup, const struct buffer *content);

/* The newest backup of this path, or NULL; the caller frees it. */
char *backup_find(const char *backup_dir, const char *path);

/* Deletes the backups in `backup_dir` that are older than `days`; returns how many. */
size_t backup_expire(const char *backup_dir, int days);

#endif
