/* SPDX-License-Identifier: MIT
 * One request and its answer on a curl handle, independent of the loop. */
#ifndef KEYTURN_HTTP_EXCHANGE_H
#define KEYTURN_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <sys/queue.h>

#include <curl/curl.h>

#include "transport.h"

struct http_exchange_settings {
	char *user_agent;
	char *ca_file; /* NULL: the system's */
	long connect_ms, answer_ms;
};

struct http_exchange {
	TAILQ_ENTRY(http_exchange) link; /* in one of the transport's lists */
	struct transport *transport;
	CURL *easy; /* NULL once settled */
	struct curl_slist *headers;
	struct http_request request;
	struct http_response response;
	void (*done)(void *data, const struct http_response *response);
	void *data;
	size_t header_bytes; /* so far */
	bool too_large;
	char reason[CURL_ERROR_SIZE];
};

/* Takes over the contents of `request`; NULL with ERROR_INTERNAL when curl rejects an option. */
struct http_exchange *http_exchange_create(struct http_request *request,
	const struct http_exchange_settings *settings, struct error *error);

/* Fills the response from curl's result, and releases the handle, which must no longer be on a multi. */
void http_exchange_settle(struct http_exchange *exchange, CURLcode code);

/* Wipes. The handle must no longer be on a multi. */
void http_exchange_destroy(struct http_exchange *exchange);

#endif
