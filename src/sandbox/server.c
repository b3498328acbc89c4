/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "keyturn/buffer.h"
#include "keyturn/memory.h"
#include "log.h"

enum { IDLE_SECONDS = 120, TRANS_ID_BYTES = 24, PEER_MAX = INET6_ADDRSTRLEN };

struct server {
	struct MHD_Daemon *daemon;
	struct service *service;
	bool tls;
	int log_fd;
	char url[SERVER_URL_MAX];
};

/* One request, from its first line to its last byte. */
struct exchange {
	struct buffer body;
	bool too_large;
};

static enum MHD_Result collect_pair(
	void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct pairs *pairs = data;

	(void)kind;
	if (pairs->count == REQUEST_PAIRS_MAX) {
		return MHD_NO;
	}
	pairs->items[pairs->count++] = (struct pair){name, value};
	return MHD_YES;
}

static void address_text(const struct sockaddr *address, char out[PEER_MAX])
{
	const void *bytes = &((const struct sockaddr_in *)address)->sin_addr;

	if (address->sa_family == AF_INET6) {
		bytes = &((const struct sockaddr_in6 *)address)->sin6_addr;
	}
	if (inet_ntop(address->sa_family, bytes, out, PEER_MAX) == NULL) {
		snprintf(out, PEER_MAX, "unknown");
	}
}

static void peer_text(struct MHD_Connection *connection, char out[PEER_MAX])
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	snprintf(out, PEER_MAX, "unknown");
	if (info != NULL) {
		address_text(info->client_addr, out);
	}
}

/* The address that the client used, so that the catalogue leads it through the same proxy or name; our
 * own if the client gives no valid one. */
static void base_url(const struct server *server, const struct request *request, char *out)
{
	const char *host = request_header(request, "Host");
	const char *allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]";

	if (host == NULL || host[0] == '\0' || strlen(host) > 255 ||
		host[strspn(host, allowed)] != '\0') {
		snprintf(out, SERVER_URL_MAX, "%s", server->url);
		return;
	}
	snprintf(out, SERVER_URL_MAX, "%s://%s%s", server->tls ? "https" : "http", host,
		server->service->prefix);
}

static void add_common_headers(struct MHD_Response *response)
{
	unsigned char bytes[TRANS_ID_BYTES];
	char id[2 * TRANS_ID_BYTES];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(id, sizeof(id), bytes, sizeof(bytes), sodium_base64_VARIANT_ORIGINAL);
	MHD_add_response_header(response, "x-trans-id", id);
	MHD_add_response_header(response, "Vary", "Accept, Accept-Encoding, X-Auth-Token");
	MHD_add_response_header(response, "Server", "keyturn-sandbox");
}

static enum MHD_Result send_reply(struct MHD_Connection *connection, const struct reply *reply)
{
	const char *text = reply->json == NULL
		? ""
		: json_object_to_json_string_ext(
			  reply->json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	struct MHD_Response *response = MHD_create_response_from_buffer(
		strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result;

	if (response == NULL) {
		return MHD_NO;
	}
	add_common_headers(response);
	if (reply->json != NULL) {
		MHD_add_response_header(response, "Content-Type", "application/json");
	}
	for (size_t i = 0; i < reply->header_count; i++) {
		MHD_add_response_header(response, reply->headers[i].name, reply->headers[i].value);
	}
	result = MHD_queue_response(connection, (unsigned)reply->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result answer(struct server *server, struct MHD_Connection *connection,
	const char *method, const char *path, const struct exchange *exchange)
{
	char url[SERVER_URL_MAX], peer[PEER_MAX];
	struct request request = {
		.method = method,
		.path = path,
		.base_url = url,
		.peer = peer,
		.body = buffer_text(&exchange->body),
		.body_len = exchange->body.len,
	};
	struct reply reply = {0};
	enum MHD_Result result;

	MHD_get_connection_values(connection, MHD_HEADER_KIND, collect_pair, &request.headers);
	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, collect_pair, &request.query);
	base_url(server, &request, url);
	peer_text(connection, peer);
	if (exchange->too_large) {
		reply_fault(&reply, 413, "The request body is too large.");
	} else {
		service_answer(server->service, &request, &reply);
	}
	log_request(server->log_fd, method, path, reply.status);
	result = send_reply(connection, &reply);
	reply_finish(&reply);
	return result;
}

/* True when the headers already show that the body is too large. */
static bool announces_too_much(struct MHD_Connection *connection)
{
	const char *length = MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, "Content-Length");

	return length != NULL && strtoull(length, NULL, 10) > REQUEST_BODY_MAX;
}

/* Called once for the headers, once for each piece of the body, then to answer. */
static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *path,
	const char *method, const char *version, const char *piece, size_t *piece_len, void **state)
{
	struct server *server = data;
	struct exchange *exchange = *state;

	(void)version;
	if (exchange == NULL) {
		exchange = memory_alloc(sizeof(*exchange));
		buffer_init(&exchange->body, REQUEST_BODY_MAX);
		*state = exchange;
		exchange->too_large = announces_too_much(connection);
		return exchange->too_large ? answer(server, connection, method, path, exchange)
					   : MHD_YES;
	}
	if (*piece_len > 0) {
		exchange->too_large |= !buffer_append(&exchange->body, piece, *piece_len);
		*piece_len = 0;
		return MHD_YES;
	}
	return answer(server, connection, method, path, exchange);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **state,
	enum MHD_RequestTerminationCode code)
{
	struct exchange *exchange = *state;

	(void)data;
	(void)connection;
	(void)code;
	if (exchange != NULL) {
		buffer_finish(&exchange->body);
		free(exchange);
		*state = NULL;
	}
}

/* libmicrohttpd would end the text at an escaped NUL and drop the rest, so that the path could name
 * another user. With '?' instead of the NUL it names nobody. */
static size_t unescape(void *data, struct MHD_Connection *connection, char *text)
{
	(void)data;
	(void)connection;
	for (char *at = strstr(text, "%00"); at != NULL; at = strstr(at, "%00")) {
		memcpy(at, "%3F", 3);
	}
	return MHD_http_unescape(text);
}

static void set_url(struct server *server, const struct sockaddr *address, unsigned port)
{
	char host[PEER_MAX];
	bool six = address->sa_family == AF_INET6;

	address_text(address, host);
	snprintf(server->url, sizeof(server->url), "%s://%s%s%s:%u%s",
		server->tls ? "https" : "http", six ? "[" : "", host, six ? "]" : "", port,
		server->service->prefix);
}

static struct MHD_Daemon *start_daemon(struct server *server, const struct server_options *options)
{
	unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD;
	struct MHD_OptionItem tls[] = {
		{MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)options->tls_cert},
		{MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->tls_key},
		{MHD_OPTION_END, 0, NULL},
	};

	if (options->address.ss_family == AF_INET6) {
		flags |= MHD_USE_IPv6;
	}
	if (server->tls) {
		flags |= MHD_USE_TLS;
	} else {
		tls[0].option = MHD_OPTION_END;
	}
	return MHD_start_daemon(flags, 0, NULL, NULL, on_request, server, MHD_OPTION_SOCK_ADDR,
		&options->address, MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_CONNECTION_TIMEOUT,
		(unsigned)IDLE_SECONDS, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
}

struct server *server_start(
	const struct server_options *options, struct service *service, struct error *error)
{
	struct server *server = memory_alloc(sizeof(*server));
	const union MHD_DaemonInfo *info;

	server->service = service;
	server->tls = options->tls_cert != NULL;
	server->log_fd = options->log_fd;
	errno = 0;
	server->daemon = start_daemon(server, options);
	if (server->daemon == NULL) {
		error_set(error, ERROR_SYSTEM, "the server cannot start: %s",
			errno != 0 ? strerror(errno) : "the certificate or its key is not valid");
		free(server);
		return NULL;
	}
	info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
	set_url(server, (const struct sockaddr *)&options->address, info == NULL ? 0 : info->port);
	return server;
}

void server_stop(struct server *server)
{
	if (server == NULL) {
		return;
	}
	MHD_stop_daemon(server->daemon);
	free(server);
}

const char *server_url(const struct server *server)
{
	return server->url;
}
