/* SPDX-License-Identifier: MIT
 * A directory for one test, removed afterwards with everything in it. */
#ifndef SUPPORT_SCRATCH_H
#define SUPPORT_SCRATCH_H

#include <stddef.h>

/* A new directory, mode 0700, under TMPDIR or /tmp; its absolute path without links. */
char *scratch_create(void);

/* Removes it with all its contents, without following links, and frees the path. NULL is fine. */
void scratch_destroy(char *directory);

/* "directory/name"; the caller frees it. */
char *scratch_path(const char *directory, const char *name);

/* Writes a file (mode 0600) there, creating directories as needed; returns its path, which the caller
 * frees. */
char *scratch_write(const char *directory, const char *name, const void *data, size_t len);

/* A file's whole content, with a NUL after it, which the caller frees; NULL when the file is missing. */
char *scratch_read(const char *path, size_t *len);

#endif
