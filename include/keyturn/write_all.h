/* SPDX-License-Identifier: MIT */
#ifndef KEYTURN_WRITE_ALL_H
#define KEYTURN_WRITE_ALL_H

#include <stdbool.h>
#include <stddef.h>

/* All of it, however often that takes; false with errno. */
bool write_all(int fd, const char *data, size_t len);

#endif
