/* SPDX-License-Identifier: MIT
 * Where an account's credential comes from, and how to get it. There are four sources and no others: a
 * file descriptor, an environment variable, the profile's command, the terminal. */
#ifndef KEYTURN_CREDENTIAL_SOURCE_H
#define KEYTURN_CREDENTIAL_SOURCE_H

#include <stdbool.h>

#include "keyturn/account.h"
#include "keyturn/error.h"
#include "keyturn/secret.h"

enum credential_from {
	CREDENTIAL_FROM_NOWHERE, /* nothing is set, and --no-input forbids asking */
	CREDENTIAL_FROM_PROMPT,
	CREDENTIAL_FROM_FD,
	CREDENTIAL_FROM_ENVIRONMENT,
	CREDENTIAL_FROM_COMMAND,
};

/* Longer is refused, never cut. */
enum { CREDENTIAL_MAX = 4096, CREDENTIAL_COMMAND_SECONDS = 30 };

struct credential_source;

/* The source keeps copies of its arguments (for a secret: a link). `origin` names the source for people:
 * "RS_API_KEY", "api_key_command of profile work". */
struct credential_source *credential_nowhere(void);
struct credential_source *credential_prompt(enum credential_kind kind, const char *question);
struct credential_source *credential_fd(enum credential_kind kind, int fd, const char *origin);
struct credential_source *credential_environment(
	enum credential_kind kind, struct secret *secret, const char *origin);
struct credential_source *credential_from_command(
	enum credential_kind kind, char *const *command, const char *origin);
void credential_destroy(struct credential_source *source);

enum credential_from credential_from(const struct credential_source *source);
enum credential_kind credential_kind(const struct credential_source *source);
const char *credential_origin(const struct credential_source *source);

/* The argument vector of a command source, for callers that run it without blocking: the first line of
 * its standard output is the credential, an exit status other than 0 is a failure. NULL for other
 * sources. */
char *const *credential_command(const struct credential_source *source);

/* Gets the credential; blocks until it is there. A descriptor is read once, closed, and the result kept;
 * a command runs and the prompt asks every time. The caller unlinks `*secret`. ERROR_NO_CREDENTIAL:
 * nobody to ask; ERROR_CREDENTIAL_SOURCE: the source failed; ERROR_INTERRUPTED: a signal ended the
 * prompt, and was raised again. */
bool credential_read(struct credential_source *source, struct secret **secret,
	enum credential_kind *kind, struct error *error);

#endif
