/* SPDX-License-Identifier: MIT
 * The two sources that take more than a few lines. Both give a new secret, or NULL with `error`. */
#ifndef KEYTURN_CONFIG_SOURCES_H
#define KEYTURN_CONFIG_SOURCES_H

#include "keyturn/error.h"
#include "keyturn/secret.h"

/* Runs the argument vector and takes the first line of its standard output. */
struct secret *source_run_command(
	char *const *command, unsigned timeout_seconds, struct error *error);

/* Asks on /dev/tty, without echo. */
struct secret *source_ask(const char *question, struct error *error);

/* The first line of `data` as a secret, without its line end; the caller wipes `data`.
 * ERROR_CREDENTIAL_SOURCE, with `origin` in front, when it is empty, too long or holds a NUL. */
struct secret *source_first_line(
	const char *data, size_t len, const char *origin, struct error *error);

#endif
