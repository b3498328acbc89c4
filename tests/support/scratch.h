/* SPDX-License-Identifier: MIT
 * A directory for one test, and everything in it removed afterwards. */
#ifndef SUPPORT_SCRATCH_H
#define SUPPORT_SCRATCH_H

#include <stddef.h>

/* A new directory, mode 0700, under TMPDIR or /tmp; its absolute path without links. */
char *scratch_create(void);

/* Removes it with all it holds, without following links out of it, and frees the path. NULL is
 * fine. */
void scratch_destroy(char *directory);

/* "directory/name"; the caller frees. */
char *scratch_path(const char *directory, const char *name);

/* Writes a file (mode 0600) there, making the directories on its way; its path, for the caller to
 * free. */
char *scratch_write(const char *directory, const char *name, const void *data, size_t len);

/* The whole of a file, with a NUL after it, for the caller to free; NULL when it is not there. */
char *scratch_read(const char *path, size_t *len);

#endif
