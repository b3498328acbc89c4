/* SPDX-License-Identifier: MIT
 * What every source of a credential gives: a line. */
#ifndef KEYTURN_CONFIG_FIRST_LINE_H
#define KEYTURN_CONFIG_FIRST_LINE_H

#include <stddef.h>

#include "keyturn/error.h"
#include "keyturn/secret.h"

/* The first line of `data` as a new secret, without its line end; the caller wipes `data`. NULL with
 * ERROR_CREDENTIAL_SOURCE, `origin` in front, when it is empty, longer than CREDENTIAL_MAX or holds
 * a NUL. */
struct secret *first_line_secret(
	const char *data, size_t len, const char *origin, struct error *error);

#endif
