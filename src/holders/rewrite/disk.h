/* SPDX-License-Identifier: MIT
 * Writing, and telling people why it did not go well. */
#ifndef KEYTURN_HOLDERS_DISK_H
#define KEYTURN_HOLDERS_DISK_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/error.h"

/* All of it, however often that takes; false with errno. */
bool write_all(int fd, const char *data, size_t len);

/* Fills the error from errno, in words that help; false. */
bool say_errno(struct error *error, const char *what);

#endif
