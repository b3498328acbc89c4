/* SPDX-License-Identifier: MIT
 * Starts a program by hand, for work between fork and exec that libuv has no option for: umask and
 * close-on-exec must not be changed in this process, under its other threads. */
#ifndef KEYTURN_CHILD_H
#define KEYTURN_CHILD_H

#include <sys/types.h>

enum { CHILD_ABOVE = 3 }; /* the first descriptor after standard input, output and error */

/* Forks and waits until the program has started. `become` runs in the child, which has a session of its
 * own, umask 077, default signal handling, and still all of our descriptors; it may only do what is safe
 * in a signal handler. It arranges descriptors, calls child_keep_three() and one of the exec functions;
 * if it returns, errno says why the program could not start. Returns the process ID, for the caller to
 * wait for; or -errno, and then no process is left. */
pid_t child_start(void (*become)(const void *data), const void *data);

/* Copies a descriptor above the three that are about to be replaced; the copy is closed by the exec. */
int child_above(int fd);
void child_keep_three(void); /* the exec closes all others */

#endif
