/* SPDX-License-Identifier: MIT
 * The writing side of a hook's trace (keyturn/hook.h): a line of ours, then one of the hook's process. */
#ifndef KEYTURN_HOLDERS_HOOK_TRACE_H
#define KEYTURN_HOLDERS_HOOK_TRACE_H

#include <stdbool.h>

/* A new, unsigned trace in place of an older one: a descriptor to write to, or -errno. */
int hook_trace_create(const char *path);

/* In the child, just before it becomes the hook's program: writes which process it is. False with errno.
 * Safe after fork(). */
bool hook_trace_sign(int trace);

#endif
