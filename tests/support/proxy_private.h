/* SPDX-License-Identifier: MIT
 * What the proxy's two processes share: the test adds faults, the proxy records requests. */
#ifndef SUPPORT_PROXY_PRIVATE_H
#define SUPPORT_PROXY_PRIVATE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "proxy.h"

enum { FAULTS_MAX = 256, REQUESTS_MAX = 4096, CONNECTIONS_MAX = 256 };

struct shared_fault {
	struct proxy_fault fault; /* its pointers are NULL or point into the members below */
	char method[16], path[256], headers[1024], body[16384];
	unsigned seen, applied;
	int left;
};

struct proxy_shared {
	pthread_mutex_t lock;
	pthread_cond_t released;
	unsigned releases;
	struct shared_fault faults[FAULTS_MAX];
	size_t fault_count;
	struct proxy_request requests[REQUESTS_MAX];
	size_t request_count;
};

/* Commands of one byte on the socket between the two; the same byte comes back when one is done. */
enum proxy_command {
	PROXY_COMMAND_REFUSE = 'r',
	PROXY_COMMAND_ACCEPT = 'a',
	PROXY_COMMAND_DISCONNECT = 'd',
};

struct proxy_server {
	struct proxy_shared *shared;
	int control, listener, port;
	int upstream_port;
	pthread_mutex_t lock;
	int clients[CONNECTIONS_MAX]; /* of the open connections; -1 when free */
};

/* Both open the listening socket; -1 when the port is taken. */
int proxy_listen(int *port);

_Noreturn void proxy_serve(struct proxy_server *server);

/* Serves one client until either side closes. */
void proxy_connection(struct proxy_server *server, int client);

#endif
