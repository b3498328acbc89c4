/* SPDX-License-Identifier: MIT
 * Handles one client: its requests in turn, each with at most one fault. */
#include "proxy_private.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "proxy_message.h"

struct connection {
	struct proxy_server *server;
	struct stream client, service;
	bool warm;
	unsigned releases; /* there had been when the last request came */
};

/* The result of a request: whether the client's connection goes on. */
enum outcome { GOES_ON, CLOSES, RESETS };

/* ---- the service's side ---- */

static bool is_stale(int fd)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};

	return poll(&wait, 1, 0) > 0;
}

static bool reach_service(struct connection *connection)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)connection->server->upstream_port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	if (connection->service.fd >= 0 && !is_stale(connection->service.fd)) {
		return true;
	}
	stream_finish(&connection->service);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	stream_init(&connection->service, fd);
	return fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
}

/* Passes the request on and reads the answer; interim answers (100) go straight to the client. */
static bool consult(struct connection *connection, const struct http_message *request,
	const char *method, struct http_message *answer)
{
	enum http_message_kind kind = strcmp(method, "HEAD") == 0 ? MESSAGE_ANSWER_TO_HEAD
								  : MESSAGE_ANSWER;

	*answer = (struct http_message){0};
	if (!reach_service(connection) ||
		!write_all(connection->service.fd, request->bytes.data, request->bytes.len)) {
		return false;
	}
	for (;;) {
		if (!http_message_read(&connection->service, kind, answer)) {
			return false;
		}
		if (http_message_status(answer) / 100 != 1) {
			break;
		}
		write_all(connection->client.fd, answer->bytes.data, answer->bytes.len);
		http_message_finish(answer);
	}
	if (answer->ends) {
		stream_finish(&connection->service);
	}
	return true;
}

/* ---- faults ---- */

static void wait_milliseconds(int milliseconds)
{
	struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};

	nanosleep(&time, NULL);
}

/* Waits for a release that comes after the request. */
static void wait_release(struct proxy_shared *shared, unsigned releases)
{
	pthread_mutex_lock(&shared->lock);
	while (shared->releases == releases) {
		pthread_cond_wait(&shared->released, &shared->lock);
	}
	pthread_mutex_unlock(&shared->lock);
}

/* Random bytes, but the same in every run. */
static void garble(char *bytes, size_t len)
{
	uint32_t state = 2463534242u;

	for (size_t i = 0; i < len; i++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		bytes[i] = (char)(state >> 11);
	}
}

static void drip(int fd, const struct http_message *answer, int milliseconds)
{
	for (size_t i = 0; i < answer->bytes.len; i++) {
		if (!write_all(fd, answer->bytes.data + i, 1)) {
			return;
		}
		wait_milliseconds(milliseconds);
	}
}

static void send_head(int fd, int status, const char *headers, size_t len)
{
	char head[2048];
	int count = snprintf(head, sizeof(head),
		"HTTP/1.1 %d Replaced\r\n%sContent-Length: %zu\r\n\r\n", status != 0 ? status : 200,
		headers != NULL ? headers : "", len);

	write_all(fd, head, (size_t)count);
}

static void replace(int fd, const struct proxy_fault *fault)
{
	size_t len = fault->body != NULL ? strlen(fault->body) : 0;

	send_head(fd, fault->status, fault->headers, len);
	write_all(fd, fault->body, len);
}

static void pour(int fd, const struct proxy_fault *fault)
{
	char spaces[65536];

	memset(spaces, ' ', sizeof(spaces));
	send_head(fd, fault->status, fault->headers, fault->bytes);
	for (size_t left = fault->bytes; left > 0;) {
		size_t count = left < sizeof(spaces) ? left : sizeof(spaces);
		if (!write_all(fd, spaces, count)) {
			return;
		}
		left -= count;
	}
}

static void truncate_body(int fd, const struct http_message *answer, size_t max)
{
	size_t len = answer->bytes.len - answer->head;

	if (len > max) {
		len = max;
	}
	send_head(fd, http_message_status(answer), "Content-Type: application/json\r\n", len);
	write_all(fd, answer->bytes.data + answer->head, len);
}

/* Applies a fault that needs no answer from the service; false for other kinds. */
static bool fault_before(int fd, const struct proxy_fault *fault)
{
	switch (fault->kind) {
	case PROXY_DROP_REQUEST:
		return true;
	case PROXY_REPLACE:
		replace(fd, fault);
		return true;
	case PROXY_STREAM:
		pour(fd, fault);
		return true;
	case PROXY_DROP_ANSWER:
	case PROXY_CUT:
	case PROXY_DELAY:
	case PROXY_HOLD:
	case PROXY_DRIP:
	case PROXY_GARBLE:
	case PROXY_GARBLE_BODY:
	case PROXY_TRUNCATE:
	case PROXY_REPLACE_LATE:
		break;
	}
	return false;
}

static void fault_answer(
	struct connection *connection, const struct proxy_fault *fault, struct http_message *answer)
{
	int fd = connection->client.fd;
	char *bytes = answer->bytes.data;
	size_t len = answer->bytes.len;

	switch (fault->kind) {
	case PROXY_DROP_REQUEST:
	case PROXY_REPLACE:
	case PROXY_STREAM:
	case PROXY_DROP_ANSWER:
		return;
	case PROXY_CUT:
		len = fault->bytes < len ? fault->bytes : len;
		break;
	case PROXY_DELAY:
		wait_milliseconds(fault->milliseconds);
		break;
	case PROXY_HOLD:
		wait_release(connection->server->shared, connection->releases);
		break;
	case PROXY_DRIP:
		drip(fd, answer, fault->milliseconds);
		return;
	case PROXY_GARBLE:
		garble(bytes, len);
		break;
	case PROXY_GARBLE_BODY:
		garble(bytes + answer->head, len - answer->head);
		break;
	case PROXY_TRUNCATE:
		truncate_body(fd, answer, fault->bytes);
		return;
	case PROXY_REPLACE_LATE:
		replace(fd, fault);
		return;
	}
	write_all(fd, bytes, len);
}

static enum outcome outcome_of(const struct proxy_fault *fault)
{
	bool closes = fault->kind == PROXY_DROP_REQUEST || fault->kind == PROXY_DROP_ANSWER ||
		fault->kind == PROXY_CUT || fault->kind == PROXY_GARBLE;

	if (!closes) {
		return GOES_ON;
	}
	return fault->reset ? RESETS : CLOSES;
}

/* ---- a request ---- */

static bool fault_matches(struct shared_fault *fault, const char *method, const char *path)
{
	if (fault->left == 0 ||
		(fault->fault.method != NULL && strcmp(fault->fault.method, method) != 0) ||
		(fault->fault.path != NULL && strstr(path, fault->fault.path) == NULL)) {
		return false;
	}
	fault->seen++;
	return fault->seen >= fault->fault.nth;
}

/* The first fault that matches, NULL when none does. A fault that waits for its nth request counts this
 * one even if another fault is applied. */
static const struct proxy_fault *find_fault(
	struct proxy_shared *shared, const char *method, const char *path)
{
	struct shared_fault *chosen = NULL;

	for (size_t i = 0; i < shared->fault_count; i++) {
		if (fault_matches(&shared->faults[i], method, path) && chosen == NULL) {
			chosen = &shared->faults[i];
		}
	}
	if (chosen == NULL) {
		return NULL;
	}
	chosen->left -= chosen->left > 0;
	chosen->applied++;
	return &chosen->fault;
}

/* Records the request and finds its fault. */
static const struct proxy_fault *note_request(struct connection *connection,
	const struct http_message *request, struct proxy_request **record)
{
	struct proxy_shared *shared = connection->server->shared;
	struct proxy_request entry = {.warm = connection->warm};

	http_message_request_line(request, entry.method, entry.path);
	pthread_mutex_lock(&shared->lock);
	if (shared->request_count == REQUESTS_MAX) {
		abort();
	}
	const struct proxy_fault *fault = find_fault(shared, entry.method, entry.path);
	entry.faulted = fault != NULL;
	connection->releases = shared->releases;
	connection->warm = true;
	*record = &shared->requests[shared->request_count];
	shared->requests[shared->request_count++] = entry;
	pthread_mutex_unlock(&shared->lock);
	return fault;
}

static enum outcome serve_request(struct connection *connection, const struct http_message *request)
{
	struct proxy_request *record;
	struct http_message answer;
	const struct proxy_fault *fault = note_request(connection, request, &record);
	enum outcome outcome = fault != NULL ? outcome_of(fault) : GOES_ON;

	if (fault != NULL && fault_before(connection->client.fd, fault)) {
		return outcome;
	}
	if (!consult(connection, request, record->method, &answer)) {
		http_message_finish(&answer);
		return CLOSES;
	}
	record->status = http_message_status(&answer);
	if (answer.ends && outcome == GOES_ON) {
		outcome = CLOSES;
	}
	if (fault != NULL) {
		fault_answer(connection, fault, &answer);
	} else if (!write_all(connection->client.fd, answer.bytes.data, answer.bytes.len)) {
		outcome = CLOSES;
	}
	http_message_finish(&answer);
	return outcome;
}

void proxy_connection(struct proxy_server *server, int client)
{
	struct connection connection = {.server = server};
	enum outcome outcome = GOES_ON;

	stream_init(&connection.client, client);
	stream_init(&connection.service, -1);
	while (outcome == GOES_ON) {
		struct http_message request;
		if (http_message_read(&connection.client, MESSAGE_REQUEST, &request)) {
			outcome = serve_request(&connection, &request);
		} else {
			outcome = CLOSES;
		}
		http_message_finish(&request);
	}
	if (outcome == RESETS) {
		struct linger now = {.l_onoff = 1};
		setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	}
	stream_finish(&connection.service);
	connection.client.fd = -1; /* closed by the caller */
	stream_finish(&connection.client);
}
