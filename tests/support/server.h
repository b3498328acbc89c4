/* SPDX-License-Identifier: MIT
 * A service under test as a child process: any program that prints its URL on its first line and
 * ends with its standard input, such as keyturn-sandbox.
 *
 * Its state and its request log live in a directory of their own that goes with it, so that it can
 * be killed and started again where it was. When the test program dies, so does the service. */
#ifndef SUPPORT_SERVER_H
#define SUPPORT_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct server;

/* Starts the program named by KEYTURN_SANDBOX in the environment, with --listen, --db, --log and
 * --exit-with-stdin, and then `extra` (NULL-terminated, or NULL), and waits for its URL. NULL, with
 * the reason on stderr, when it does not come up. */
struct server *server_start(const char *const *extra);

/* Ends it and removes its directory. NULL is fine. */
void server_stop(struct server *server);

const char *server_url(const struct server *server); /* no slash at the end */
int server_port(const struct server *server);
pid_t server_pid(const struct server *server);
const char *server_directory(const struct server *server); /* holds db and log */

/* Ends it by `signal` (SIGTERM, SIGKILL) and reaps it; its status as from waitpid(2). */
int server_end(struct server *server, int signal);

/* Starts it again after server_end(), on the same port and state. */
bool server_restart(struct server *server);

/* Lines of the request log ("METHOD PATH STATUS") with this method, with `path` somewhere in their
 * path, and with this status; NULL and 0 match any. */
size_t server_count(const struct server *server, const char *method, const char *path, int status);

/* Until there are at least `count` such lines; 20 s at most. Prints the log when they do not
 * come. */
bool server_wait_count(const struct server *server, const char *method, const char *path,
	int status, size_t count);

#endif
