/* SPDX-License-Identifier: MIT
 * A question on the terminal itself, whatever standard input is: the one way in which commands ask.
 *
 * The terminal edits the line, however it was set before, and is put back on every way out. What was typed
 * before the question is thrown away. A signal that ends things, Ctrl-C among them, has its usual meaning
 * once the terminal is put back. A process in the background stops until it is brought to the front; after
 * a stop the question is shown again. */
#ifndef KEYTURN_PROMPT_H
#define KEYTURN_PROMPT_H

#include <stddef.h>

#include "keyturn/error.h"
#include "keyturn/secret.h"

/* Without echo; blocks. A new secret, or NULL with `error`. */
struct secret *prompt_ask(const char *question, struct error *error);

/* With echo; blocks. The line without its end, cut to fit: "" at the end of input. False with
 * ERROR_INTERRUPTED after a signal that the process lives on with; ERROR_NO_CREDENTIAL when nobody can be
 * asked. */
bool prompt_line(const char *question, char *line, size_t size, struct error *error);

/* Whether there is a terminal to ask on. */
bool prompt_possible(void);

#endif
