/* SPDX-License-Identifier: MIT
 * The text of config.ini into a struct config, line by line. */
#ifndef KEYTURN_CONFIG_INI_FILE_H
#define KEYTURN_CONFIG_INI_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/config.h"

/* Adds what `text` says to `config`. `file` and the line go in front of every error's detail. `home`
 * (may be NULL) stands for ~. */
bool ini_file_read(struct config *config, const char *text, size_t len, const char *file,
	const char *home, struct error *error);

#endif
