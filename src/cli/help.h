/* SPDX-License-Identifier: MIT
 * What --help and 'keyturn help' print, on standard output. */
#ifndef KEYTURN_HELP_H
#define KEYTURN_HELP_H

#include "commands.h"

/* All commands, and the options that more than one of them takes. */
void help_print(void);

/* One command: the options that are its own, its exit statuses, two examples. The panel's is
 * help_print(). */
void help_print_command(const struct command *command);

#endif
