/* SPDX-License-Identifier: MIT
 * Writing, looking at what was written, and telling people why it did not go well. */
#ifndef KEYTURN_HOLDERS_DISK_H
#define KEYTURN_HOLDERS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keyturn/error.h"

/* Whether the file has these bytes at `offset`. */
bool holds_all(int fd, uint64_t offset, const char *data, size_t len);

/* Fills the error from errno, in words that help; false. */
bool say_errno(struct error *error, const char *what);

#endif
