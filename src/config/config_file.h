/* SPDX-License-Identifier: MIT
 * config.ini as text. */
#ifndef KEYTURN_CONFIG_FILE_H
#define KEYTURN_CONFIG_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "keyturn/buffer.h"
#include "keyturn/config.h"

/* Reads it, if others cannot have written it. A file that is not there gives no text and `status->st_mode` 0,
 * unless --config named it. The caller finishes the buffer. */
bool config_file_read(
	const struct paths *paths, struct buffer *text, struct stat *status, struct error *error);

/* What the text says; NULL with an error that names `file`. */
struct config *config_parse(const struct buffer *text, const char *file, const struct paths *paths,
	struct error *error);

#endif
