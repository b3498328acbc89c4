/* SPDX-License-Identifier: MIT
 * A service under test as a child process: any program that prints its URL on its first line and
 * ends with its standard input, such as keyturn-sandbox.
 *
 * Its state and its request log live in a directory of their own that goes with it, so that it can
 * be killed and started again where it was. When the test program dies, so does the service. */
#ifndef SUPPORT_SERVICE_H
#define SUPPORT_SERVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct service;

/* Starts the program named by KEYTURN_SANDBOX in the environment, with --listen, --db, --log and
 * --exit-with-stdin, and then `extra` (NULL-terminated, or NULL), and waits for its URL. NULL, with
 * the reason on stderr, when it does not come up. */
struct service *service_start(const char *const *extra);

/* Ends it and removes its directory. NULL is fine. */
void service_stop(struct service *service);

const char *service_url(const struct service *service); /* no slash at the end */
int service_port(const struct service *service);
pid_t service_pid(const struct service *service);
const char *service_directory(const struct service *service); /* holds db and log */

/* Ends it by `signal` (SIGTERM, SIGKILL) and reaps it; its status as from waitpid(2). */
int service_end(struct service *service, int signal);

/* Starts it again after service_end(), on the same port and state. */
bool service_restart(struct service *service);

/* Lines of the request log ("METHOD PATH STATUS") with this method, with `path` somewhere in their
 * path, and with this status; NULL and 0 match any. */
size_t service_count(
	const struct service *service, const char *method, const char *path, int status);

/* Until there are at least `count` such lines; 20 s at most. Prints the log when they do not
 * come. */
bool service_wait_count(const struct service *service, const char *method, const char *path,
	int status, size_t count);

#endif
