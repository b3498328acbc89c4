/* SPDX-License-Identifier: MIT
 * Gets a credential from a profile's command: the first line it prints, if it exits with status 0.
 *
 * The command is an argument vector, run without a shell. It gets none of our descriptors and not our
 * terminal, leads a process group of its own, and dies with this process. What it leaves running in the
 * background is neither waited for nor ended. All its output is wiped. */
#ifndef KEYTURN_CREDENTIAL_COMMAND_H
#define KEYTURN_CREDENTIAL_COMMAND_H

#include <uv.h>

#include "keyturn/error.h"
#include "keyturn/secret.h"

struct credential_command;

/* Called once, from the loop; may destroy the command. The callee owns `secret`; if it is NULL, `error`
 * says why: ERROR_CREDENTIAL_SOURCE with the command's name and the first line of its standard error,
 * never its arguments or its other output. */
typedef void credential_command_done(void *data, struct secret *secret, const struct error *error);

/* Starts the command. If it takes longer than `seconds` or never stops printing, it is ended with its
 * group. NULL with `error` when it cannot be started; `done` is not called then. */
struct credential_command *credential_command_start(uv_loop_t *loop, char *const *argv,
	unsigned seconds, credential_command_done *done, void *data, struct error *error);

/* Ends the command and its group if it is still running; `done` is no longer called. The loop handles
 * close in the next turns, the last one when the command has exited. NULL is fine. */
void credential_command_destroy(struct credential_command *command);

/* The same, blocking, on a loop of its own. NULL with `error` on failure. A signal that would end this
 * process (SIGHUP, SIGINT, SIGQUIT, SIGTERM) first ends the command and its group, with
 * ERROR_INTERRUPTED, and is then delivered before this returns. */
struct secret *credential_command_run(char *const *argv, unsigned seconds, struct error *error);

#endif
