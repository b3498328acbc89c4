/* SPDX-License-Identifier: MIT
 * A small file written whole or not at all. */
#ifndef KEYTURN_CONFIG_WHOLE_FILE_H
#define KEYTURN_CONFIG_WHOLE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "keyturn/error.h"

/* Writes `len` bytes beside `directory`/`name`, then over it: durable on return, and nobody sees half of it.
 * A leftover of an earlier attempt is replaced. ERROR_DISK_FULL, or ERROR_SYSTEM. */
bool whole_file_write(int directory, const char *name, const char *data, size_t len, mode_t mode,
	struct error *error);

#endif
