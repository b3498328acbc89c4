/* SPDX-License-Identifier: MIT
 * Starting a program by hand, where libuv does not let do what is needed between fork and exec, and where
 * umask and close-on-exec must not be changed in this process, under its other threads. */
#ifndef KEYTURN_CHILD_H
#define KEYTURN_CHILD_H

#include <sys/types.h>

enum { CHILD_ABOVE = 3 }; /* the first descriptor that is not one of the three */

/* Forks and waits until the program has begun. `become` runs in the child, which has a session of its own,
 * umask 077, every signal as it is by default, and still all of our descriptors; it may do only what is
 * safe in a signal handler. It puts descriptors in place, calls child_keep_three() and one of the exec
 * functions; when it returns, errno says why the program could not begin.
 * The process, which the caller waits for; or -errno: then nothing is left of it. */
pid_t child_start(void (*become)(const void *data), const void *data);

/* A copy out of the way of the three that are about to be replaced; it ends with the exec. */
int child_above(int fd);
void child_keep_three(void); /* at the exec all others are closed */

#endif
