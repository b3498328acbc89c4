/* SPDX-License-Identifier: MIT
 * The proxy's own process: accepts connections, a thread for each, and the test's commands. */
#include "proxy_private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "keyturn/memory.h"

int proxy_listen(int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)*port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(address);
	int yes = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, 64) != 0 ||
		getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
		close(fd);
		return -1;
	}
	*port = ntohs(address.sin_port);
	return fd;
}

struct task {
	struct proxy_server *server;
	int slot, fd;
};

static void *run_connection(void *data)
{
	struct task task = *(struct task *)data;

	free(data);
	proxy_connection(task.server, task.fd);
	pthread_mutex_lock(&task.server->lock);
	task.server->clients[task.slot] = -1;
	close(task.fd);
	pthread_mutex_unlock(&task.server->lock);
	return NULL;
}

static int claim_slot(struct proxy_server *server, int fd)
{
	pthread_mutex_lock(&server->lock);
	for (int slot = 0; slot < CONNECTIONS_MAX; slot++) {
		if (server->clients[slot] < 0) {
			server->clients[slot] = fd;
			pthread_mutex_unlock(&server->lock);
			return slot;
		}
	}
	abort();
}

static void take_client(struct proxy_server *server)
{
	int yes = 1;
	int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
	pthread_t thread;

	if (fd < 0) {
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	struct task *task = memory_alloc(sizeof(*task));
	*task = (struct task){.server = server, .slot = claim_slot(server, fd), .fd = fd};
	if (pthread_create(&thread, NULL, run_connection, task) != 0) {
		abort();
	}
	pthread_detach(thread);
}

static void disconnect(struct proxy_server *server)
{
	pthread_mutex_lock(&server->lock);
	for (int slot = 0; slot < CONNECTIONS_MAX; slot++) {
		if (server->clients[slot] >= 0) {
			shutdown(server->clients[slot], SHUT_RDWR);
		}
	}
	pthread_mutex_unlock(&server->lock);
}

/* False when the test has closed its end. */
static bool obey(struct proxy_server *server)
{
	char command;

	if (recv(server->control, &command, 1, 0) != 1) {
		return false;
	}
	if (command == PROXY_COMMAND_ACCEPT && server->listener < 0) {
		server->listener = proxy_listen(&server->port);
	} else if (command == PROXY_COMMAND_REFUSE && server->listener >= 0) {
		close(server->listener);
		server->listener = -1;
	}
	if (command != PROXY_COMMAND_ACCEPT) {
		disconnect(server);
	}
	return send(server->control, &command, 1, MSG_NOSIGNAL) == 1;
}

_Noreturn void proxy_serve(struct proxy_server *server)
{
	pthread_mutex_init(&server->lock, NULL);
	for (int slot = 0; slot < CONNECTIONS_MAX; slot++) {
		server->clients[slot] = -1;
	}
	for (;;) {
		struct pollfd fds[] = {
			{.fd = server->control, .events = POLLIN},
			{.fd = server->listener, .events = POLLIN},
		};
		if (poll(fds, 2, -1) < 0) {
			continue;
		}
		if (fds[1].revents != 0) {
			take_client(server);
		}
		if (fds[0].revents != 0 && !obey(server)) {
			_exit(0);
		}
	}
}
