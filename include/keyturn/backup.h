/* SPDX-License-Identifier: MIT
 * Copies of files as they were before the new key was put in, in a directory of keyturn's own. They hold
 * the old key, which is worth nothing any more, and whatever else the file holds. */
#ifndef KEYTURN_BACKUP_H
#define KEYTURN_BACKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"
#include "keyturn/error.h"

/* Writes `content` of the file `path` (absolute), 0600, durable before it returns. `*backup` is the
 * copy's path, the caller's to free; NULL with `error` when it failed. */
bool backup_write(const char *backup_dir, const char *path, const struct buffer *content,
	char **backup, struct error *error);

/* The newest backup of this path, or NULL; the caller's to free. */
char *backup_find(const char *backup_dir, const char *path);

/* Removes backups of `backup_dir` older than `days`; returns how many. */
size_t backup_expire(const char *backup_dir, int days);

#endif
