/* SPDX-License-Identifier: MIT
 * What keyturn does, a line a thing: requests, works, the steps of a rotation. For --log and --verbose.
 *
 * No line holds a secret, nor what might: no body, no query, no header but the service's number of the
 * request, no name of a file, no text that a service or a hook said. Only the loop's thread logs. */
#ifndef KEYTURN_LOG_H
#define KEYTURN_LOG_H

#include <stdbool.h>

struct log_sink {
	void (*line)(void *data, const char *line); /* clean for a terminal, without a line end */
	void *data;
};

/* Copied; until it is set, and with NULL, lines go nowhere. */
void log_to(const struct log_sink *sink);

bool log_wanted(void); /* for what costs something to find out */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
