/* SPDX-License-Identifier: MIT
 * Where the lines of the log go: --log's file, standard error with --verbose. */
#ifndef KEYTURN_LOG_FILE_H
#define KEYTURN_LOG_FILE_H

#include "options.h"

/* Opens the file, made with mode 0600, and has what is logged from now on go there. False with
 * ERROR_USAGE when it cannot be opened, is a link or no file, or others may write it. */
bool log_file_open(const struct options *options, struct error *error);

/* Says on standard error when a line could not be written. */
void log_file_close(void);

#endif
