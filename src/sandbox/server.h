/* SPDX-License-Identifier: MIT
 * The HTTP server around the routes: one libmicrohttpd thread, keep-alive connections. */
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include <sys/socket.h>

#include "keyturn/error.h"
#include "route.h"

enum { SERVER_URL_MAX = 512 };

struct server_options {
	struct sockaddr_storage address; /* port 0: any free one */
	const char *tls_cert;            /* PEM text; NULL: plain HTTP */
	const char *tls_key;
	int log_fd; /* one line for each request; -1: none */
};

struct server;

/* `service` belongs to the server's thread until server_stop(). */
struct server *server_start(
	const struct server_options *options, struct service *service, struct error *error);
void server_stop(struct server *server);

/* Scheme, address, port and prefix. */
const char *server_url(const struct server *server);

#endif
