/* SPDX-License-Identifier: MIT
 * From options, configuration and environment (or the demo) to an account one can sign in to. */
#ifndef KEYTURN_CONTEXT_H
#define KEYTURN_CONTEXT_H

#include "call.h"
#include "demo.h"
#include "keyturn/config.h"
#include "keyturn/login.h"
#include "keyturn/store.h"
#include "keyturn/works.h"
#include "options.h"

struct context {
	const struct options *options;
	struct paths paths;
	struct config *config;
	struct environment *environment;
	struct login login;
	struct demo *demo;       /* NULL but for --demo */
	struct catalog *catalog; /* of the sign-in; NULL: there was none */
	char *demo_roots[2];
	char notice[2 * ERROR_DETAIL_MAX]; /* what the panel says first, or "" */
};

/* Reads the configuration, takes the environment's secrets, starts the demo when asked for.
 * On false the caller closes all the same. */
bool context_open(struct context *context, const struct options *options, struct error *error);
void context_close(struct context *context); /* zeroed is fine */

/* What the command line says of the account. */
struct login_options context_login_options(const struct context *context);

/* Decides which account a command works on. The demo's is decided already. */
bool context_choose(struct context *context, struct error *error);

/* The three below after that. */

const char *context_url(const struct context *context);

/* Where state is kept, and what to search and to run: the demo's own, or the configuration's. The state
 * directory is made, but for a dry run, which writes nothing. What the options point to lives as long as
 * the context. */
bool context_works(struct context *context, struct works_options *options, struct error *error);

/* Opens the journal and history in that state directory; NULL with `error`. */
struct store *context_store(struct context *context, struct error *error);

/* Who signs in, asked for where that is needed and allowed. */
bool context_username(const struct context *context, char *out, size_t size, struct error *error);

/* Signs in, asking for username, credential and passcode on the terminal where that is needed and
 * allowed. `*session` is the caller's to free(). NULL with `error`. */
struct call *context_sign_in(
	struct context *context, struct session **session, struct error *error);

/* What most commands do: opens, chooses, signs in, runs `command`, closes. Its own failures are
 * printed; returns the exit status. */
typedef enum exit_status context_command(
	struct context *context, struct call *call, const struct session *session);
enum exit_status context_run(const struct options *options, context_command *command);

#endif
