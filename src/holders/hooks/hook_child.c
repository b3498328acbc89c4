/* SPDX-License-Identifier: MIT */
#include "hooks/hook_child.h"

#include <unistd.h>

#include "hooks/hook_trace.h"
#include "keyturn/child.h"

/* The order matters: who takes the account's lock over finds the trace signed, or a process that is gone. */
static void become(const void *data)
{
	const struct hook_child *child = data;
	int trace = child->trace < 0 ? -1 : child_above(child->trace);
	int in = child_above(child->in), out = child_above(child->out);

	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	child_keep_three();
	if (child->trace < 0 || hook_trace_sign(trace)) {
		execvpe(child->argv[0], child->argv, child->environment);
	}
}

pid_t hook_child_start(const struct hook_child *child)
{
	return child_start(become, child);
}
