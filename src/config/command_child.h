/* SPDX-License-Identifier: MIT
 * A program started with nothing of ours: no descriptor, nothing to read, no terminal, a process
 * group of its own, umask 077, every signal as it is by default. It dies with us. No shell. */
#ifndef KEYTURN_CONFIG_COMMAND_CHILD_H
#define KEYTURN_CONFIG_COMMAND_CHILD_H

#include <sys/types.h>

struct command_child {
	pid_t pid;    /* leads its group and session; the caller waits for it */
	int out, err; /* what it prints; the caller closes them */
};

/* Looks for argv[0] in PATH. 0, or -errno when it could not be started: then nothing is left. */
int command_child_start(struct command_child *child, char *const *argv);

#endif
