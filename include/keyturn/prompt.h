/* SPDX-License-Identifier: MIT
 * Asks a question on the terminal itself, whatever standard input is: the only way in which commands ask.
 *
 * The terminal edits the line, however it was set before, and is always restored. Anything typed before
 * the question is thrown away. A signal that ends the process, such as Ctrl-C, takes effect once the
 * terminal is restored. A background process stops until it is brought to the foreground; after a stop
 * the question is shown again. */
#ifndef KEYTURN_PROMPT_H
#define KEYTURN_PROMPT_H

#include <stddef.h>

#include "keyturn/error.h"
#include "keyturn/secret.h"

/* Without echo; blocks. Returns a new secret, or NULL with `error`. */
struct secret *prompt_ask(const char *question, struct error *error);

/* With echo; blocks. Gives the line without its newline, cut to fit; "" at the end of input. False with
 * ERROR_INTERRUPTED after a signal that the process survives; ERROR_NO_CREDENTIAL when there is nobody to
 * ask. */
bool prompt_line(const char *question, char *line, size_t size, struct error *error);

/* True when there is a terminal to ask on. */
bool prompt_possible(void);

#endif
