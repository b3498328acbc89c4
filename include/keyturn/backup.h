/* SPDX-License-Identifier: MIT
 * Copies of files as they were before the new key was put in, in a directory of keyturn's own. They hold
 * the old key, which is worth nothing any more, and whatever else the file holds. */
#ifndef KEYTURN_BACKUP_H
#define KEYTURN_BACKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"
#include "keyturn/error.h"

/* Writes `content` of the file `path` (absolute), 0600, durable before it returns. What the file is to become
 * is `changed`: the copy's name tells its hash. `*backup` is the copy's path, the caller's to free; NULL with
 * `error` when it failed. */
bool backup_write(const char *backup_dir, const char *path, const struct buffer *content,
	const struct buffer *changed, char **backup, struct error *error);

/* Whether `content` is what the backed-up file became then: nobody has changed it since. */
bool backup_is_before(const char *backup, const struct buffer *content);

/* The newest backup of this path, or NULL; the caller's to free. */
char *backup_find(const char *backup_dir, const char *path);

/* Removes backups of `backup_dir` older than `days`; returns how many. */
size_t backup_expire(const char *backup_dir, int days);

#endif
