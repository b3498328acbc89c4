/* SPDX-License-Identifier: MIT
 * A credential from a profile's command: the first line it prints, if it ends with status 0.
 *
 * The command is an argument vector, never a shell's. It is given nothing of ours to read or to write
 * to and not our terminal, leads a process group of its own, and dies with this process. What it
 * leaves running in the background is neither waited for nor ended. All it printed is wiped. */
#ifndef KEYTURN_CREDENTIAL_COMMAND_H
#define KEYTURN_CREDENTIAL_COMMAND_H

#include <uv.h>

#include "keyturn/error.h"
#include "keyturn/secret.h"

struct credential_command;

/* Called once, from the loop; may destroy the command. `secret` is the callee's; NULL: `error` says
 * why, with ERROR_CREDENTIAL_SOURCE and the command's name, never its arguments or its output but for
 * the first line on its standard error. */
typedef void credential_command_done(void *data, struct secret *secret, const struct error *error);

/* Starts it; it is ended with its group when it takes longer than `seconds` or prints without end.
 * NULL with `error` when it cannot be started: then `done` is not called. */
struct credential_command *credential_command_start(uv_loop_t *loop, char *const *argv,
	unsigned seconds, credential_command_done *done, void *data, struct error *error);

/* Ends the command and its group if it still runs; `done` is not called any more. The handles on the
 * loop close in its next turns, the last one when the command is gone. NULL is fine. */
void credential_command_destroy(struct credential_command *command);

/* The same, blocking, on a loop of its own. NULL with `error`. A signal that is about to end this
 * process (SIGHUP, SIGINT, SIGQUIT, SIGTERM) ends the command and its group first, with
 * ERROR_INTERRUPTED, and is delivered before this returns. */
struct secret *credential_command_run(char *const *argv, unsigned seconds, struct error *error);

#endif
