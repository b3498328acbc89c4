/* SPDX-License-Identifier: MIT
 * Opening what is to be read: no link followed, no time of access changed, no waiting. */
#ifndef KEYTURN_HOLDERS_OPEN_H
#define KEYTURN_HOLDERS_OPEN_H

#include <stdbool.h>

/* -1 with errno. O_NOATIME is for the owner and root only; others' files are opened without it. */
int open_file(int directory, const char *name);
int open_directory(int directory, const char *name);

/* Opens for reading the very file that `fd` has open as a path only. */
int open_again(int fd);

/* `path` below `directory` ("" is the directory), one name after the other. */
int open_below(int directory, const char *path);

/* The kernel's view of itself rather than files: proc, sysfs and the like. */
bool open_is_kernel(int fd);

/* Another machine, or a program, answers for what is on it: it may be slow, or hang. */
bool open_is_remote(int fd);

#endif
