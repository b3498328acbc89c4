/* SPDX-License-Identifier: MIT
 * A service under test as a child process: any program that prints its URL on its first line and
 * ends with its standard input, such as keyturn-sandbox.
 *
 * Its state and its request log are in a directory of their own, so that it can be killed and restarted
 * with its old state. When the test program dies, so does the service. */
#ifndef SUPPORT_SERVER_H
#define SUPPORT_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct server;

/* Starts the program that KEYTURN_SANDBOX in the environment names, with --listen, --db, --log,
 * --exit-with-stdin and `extra` (NULL-terminated, or NULL), and waits for its URL. NULL, with the reason
 * on stderr, when it does not start. */
struct server *server_start(const char *const *extra);

/* Ends it and removes its directory. NULL is fine. */
void server_stop(struct server *server);

const char *server_url(const struct server *server); /* no slash at the end */
int server_port(const struct server *server);
pid_t server_pid(const struct server *server);
const char *server_directory(const struct server *server); /* has db and log in it */

/* Ends it by `signal` (SIGTERM, SIGKILL) and reaps it; returns its status as from waitpid(2). */
int server_end(struct server *server, int signal);

/* Starts it again after server_end(), on the same port and state. */
bool server_restart(struct server *server);

/* Counts lines of the request log ("METHOD PATH STATUS") with this method, `path` somewhere in their
 * path, and this status; NULL and 0 match any. */
size_t server_count(const struct server *server, const char *method, const char *path, int status);

/* Waits, at most 20 s, until there are at least `count` such lines. On failure prints the log. */
bool server_wait_count(const struct server *server, const char *method, const char *path,
	int status, size_t count);

#endif
