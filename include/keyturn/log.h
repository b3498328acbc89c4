/* SPDX-License-Identifier: MIT
 * What keyturn does, a line for each request, work and step of a rotation. For --log and --verbose.
 *
 * No line contains a secret or anything that might: no body, no query, no header but the service's
 * request ID, no file name, no text from a service or a hook. Only the loop's thread logs. */
#ifndef KEYTURN_LOG_H
#define KEYTURN_LOG_H

#include <stdbool.h>

struct log_sink {
	void (*line)(void *data, const char *line); /* safe for a terminal, without a newline */
	void *data;
};

/* Copied; before this, and with NULL, lines are dropped. */
void log_to(const struct log_sink *sink);

bool log_wanted(void); /* to skip work that only the log needs */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
