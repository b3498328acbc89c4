/* SPDX-License-Identifier: MIT
 * A question on the terminal itself, whatever standard input is. */
#ifndef KEYTURN_CONFIG_PROMPT_H
#define KEYTURN_CONFIG_PROMPT_H

#include "keyturn/error.h"
#include "keyturn/secret.h"

/* Asks on /dev/tty, without echo; blocks. A new secret, or NULL with `error`. */
struct secret *prompt_ask(const char *question, struct error *error);

#endif
