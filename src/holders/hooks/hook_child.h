/* SPDX-License-Identifier: MIT
 * A hook's program, started in a session and group of its own, with umask 077, every signal as it is by
 * default, and no descriptor of ours but those named here. No shell. */
#ifndef KEYTURN_HOLDERS_HOOK_CHILD_H
#define KEYTURN_HOLDERS_HOOK_CHILD_H

#include <sys/types.h>

struct hook_child {
	char *const *argv; /* argv[0] is looked for in PATH */
	char *const *environment;
	int in, out; /* its standard input; its standard output and error. The caller's still */
	int trace; /* hook_trace_create()'s, or -1. The child signs it before the program begins */
};

/* The process, which the caller waits for; or -errno when the program could not be started: then nothing
 * is left of it. Until the program begins the child has our descriptors, and so the account's lock. */
pid_t hook_child_start(const struct hook_child *child);

#endif
