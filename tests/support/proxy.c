/* SPDX-License-Identifier: MIT
 * The test's side of the proxy. */
#include "proxy.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "proxy_private.h"

enum { DEADLINE = 20000 };

struct proxy {
	struct proxy_shared *shared;
	pid_t pid;
	int control;
	char url[256];
};

static struct proxy_shared *share(void)
{
	struct proxy_shared *shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t mutex;
	pthread_condattr_t condition;

	if (shared == MAP_FAILED) {
		abort();
	}
	pthread_mutexattr_init(&mutex);
	pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&shared->lock, &mutex);
	pthread_condattr_init(&condition);
	pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&shared->released, &condition);
	return shared;
}

/* In the child: keeps only the two sockets open, or it would keep the test's other ones alive. */
static _Noreturn void become(struct proxy_server *server)
{
	int sockets[] = {
		fcntl(server->control, F_DUPFD, 1000), fcntl(server->listener, F_DUPFD, 1000)};

	close_range(3, 999, 0);
	server->control = dup2(sockets[0], 3);
	server->listener = dup2(sockets[1], 4);
	close_range(5, ~0U, 0);
	proxy_serve(server);
}

struct proxy *proxy_start(const char *url)
{
	struct proxy *proxy = memory_alloc(sizeof(*proxy));
	struct proxy_server server = {0};
	int sockets[2], used = 0;

	if (sscanf(url, "http://127.0.0.1:%d%n", &server.upstream_port, &used) != 1) {
		fprintf(stderr, "the proxy wants http://127.0.0.1:PORT, not %s\n", url);
		abort();
	}
	proxy->shared = server.shared = share();
	server.listener = proxy_listen(&server.port);
	if (server.listener < 0 ||
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
		perror("the proxy cannot start");
		abort();
	}
	snprintf(proxy->url, sizeof(proxy->url), "http://127.0.0.1:%d%s", server.port, url + used);
	proxy->pid = fork();
	if (proxy->pid == 0) {
		server.control = sockets[1];
		become(&server);
	}
	close(sockets[1]);
	close(server.listener);
	proxy->control = sockets[0];
	return proxy;
}

void proxy_stop(struct proxy *proxy)
{
	if (proxy == NULL) {
		return;
	}
	close(proxy->control);
	waitpid(proxy->pid, NULL, 0);
	munmap(proxy->shared, sizeof(*proxy->shared));
	free(proxy);
}

const char *proxy_url(const struct proxy *proxy)
{
	return proxy->url;
}

static const char *keep(char *out, size_t size, const char *text)
{
	if (text == NULL) {
		return NULL;
	}
	if (snprintf(out, size, "%s", text) >= (int)size) {
		fprintf(stderr, "too long for the proxy: %s\n", text);
		abort();
	}
	return out;
}

void proxy_fault(struct proxy *proxy, const struct proxy_fault *fault)
{
	struct proxy_shared *shared = proxy->shared;

	pthread_mutex_lock(&shared->lock);
	if (shared->fault_count == FAULTS_MAX) {
		abort();
	}
	/* Both processes have the memory at the same address, so that pointers are valid in both. */
	struct shared_fault *entry = &shared->faults[shared->fault_count];
	entry->fault = *fault;
	entry->fault.method = keep(entry->method, sizeof(entry->method), fault->method);
	entry->fault.path = keep(entry->path, sizeof(entry->path), fault->path);
	entry->fault.headers = keep(entry->headers, sizeof(entry->headers), fault->headers);
	entry->fault.body = keep(entry->body, sizeof(entry->body), fault->body);
	entry->seen = entry->applied = 0;
	entry->left = fault->times == 0 ? 1 : fault->times;
	shared->fault_count++;
	pthread_mutex_unlock(&shared->lock);
}

void proxy_clear(struct proxy *proxy)
{
	pthread_mutex_lock(&proxy->shared->lock);
	proxy->shared->fault_count = 0;
	pthread_mutex_unlock(&proxy->shared->lock);
}

size_t proxy_pending(const struct proxy *proxy)
{
	size_t count = 0;

	pthread_mutex_lock(&proxy->shared->lock);
	for (size_t i = 0; i < proxy->shared->fault_count; i++) {
		count += proxy->shared->faults[i].applied == 0;
	}
	pthread_mutex_unlock(&proxy->shared->lock);
	return count;
}

void proxy_release(struct proxy *proxy)
{
	pthread_mutex_lock(&proxy->shared->lock);
	proxy->shared->releases++;
	pthread_cond_broadcast(&proxy->shared->released);
	pthread_mutex_unlock(&proxy->shared->lock);
}

static void command(struct proxy *proxy, char command)
{
	char done;

	if (send(proxy->control, &command, 1, MSG_NOSIGNAL) != 1 ||
		recv(proxy->control, &done, 1, 0) != 1) {
		fprintf(stderr, "the proxy died\n");
		abort();
	}
}

void proxy_refuse(struct proxy *proxy)
{
	command(proxy, PROXY_COMMAND_REFUSE);
}

void proxy_accept(struct proxy *proxy)
{
	command(proxy, PROXY_COMMAND_ACCEPT);
}

void proxy_disconnect(struct proxy *proxy)
{
	command(proxy, PROXY_COMMAND_DISCONNECT);
}

bool proxy_request(const struct proxy *proxy, size_t number, struct proxy_request *out)
{
	pthread_mutex_lock(&proxy->shared->lock);
	bool there = number < proxy->shared->request_count;
	if (there) {
		*out = proxy->shared->requests[number];
	}
	pthread_mutex_unlock(&proxy->shared->lock);
	return there;
}

size_t proxy_count(const struct proxy *proxy, const char *method, const char *path)
{
	struct proxy_request request;
	size_t count = 0;

	for (size_t i = 0; proxy_request(proxy, i, &request); i++) {
		count += (method == NULL || strcmp(request.method, method) == 0) &&
			(path == NULL || strstr(request.path, path) != NULL);
	}
	return count;
}

static void print_requests(const struct proxy *proxy)
{
	struct proxy_request request;

	for (size_t i = 0; proxy_request(proxy, i, &request); i++) {
		fprintf(stderr, "%zu %s %s %d%s%s\n", i, request.method, request.path,
			request.status, request.warm ? " warm" : "",
			request.faulted ? " faulted" : "");
	}
}

bool proxy_wait_count(const struct proxy *proxy, const char *method, const char *path, size_t count)
{
	int64_t end = clock_monotonic() + DEADLINE;

	while (proxy_count(proxy, method, path) < count) {
		if (clock_monotonic() >= end) {
			fprintf(stderr, "waited for %zu of %s %s; the requests were:\n", count,
				method != NULL ? method : "any", path != NULL ? path : "");
			print_requests(proxy);
			return false;
		}
		poll(NULL, 0, 5); /* then look again */
	}
	return true;
}

void proxy_forget(struct proxy *proxy)
{
	pthread_mutex_lock(&proxy->shared->lock);
	proxy->shared->request_count = 0;
	memset(proxy->shared->requests, 0, sizeof(proxy->shared->requests));
	pthread_mutex_unlock(&proxy->shared->lock);
}
