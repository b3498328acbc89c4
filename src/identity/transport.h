/* SPDX-License-Identifier: MIT
 * HTTP exchanges: curl's multi interface on a libuv loop. Knows no identity service. */
#ifndef KEYTURN_IDENTITY_TRANSPORT_H
#define KEYTURN_IDENTITY_TRANSPORT_H

#include <stdbool.h>

#include <uv.h>

#include "keyturn/buffer.h"
#include "keyturn/error.h"
#include "keyturn/secret.h"

struct transport;
struct http_exchange; /* one request under way */

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_DELETE };

enum {
	HTTP_REQUEST_MAX = 128 * 1024,
	HTTP_REPLY_MAX = 1024 * 1024,
	HTTP_LIST_MAX = 8 * 1024 * 1024, /* 10,000 users in one page, at 800 bytes each */
	HTTP_HEADERS_MAX = 64 * 1024
};

/* A request does not contain its secrets' bytes: header values stay in `secret` until they are sent. */
struct http_request {
	enum http_method
		method; /* only a GET may be sent twice; the others get a fresh connection */
	struct buffer url;
	struct buffer body;      /* JSON; empty with POST or PUT sends Content-Length: 0 */
	const char *secret_name; /* header that carries `secret`; NULL for none */
	struct secret *secret;   /* owned */
	size_t reply_max;        /* HTTP_REPLY_MAX; bytes */
};

void http_request_init(struct http_request *request);
void http_request_finish(struct http_request *request); /* wipes */

struct http_response {
	struct error error;              /* kind NONE when a complete answer came */
	bool sent;                       /* with an error: the service may have seen the request */
	int status;                      /* 0 with an error */
	struct buffer body;              /* wiped after `done` */
	struct buffer challenges;        /* WWW-Authenticate lines joined by ", "; also wiped */
	struct buffer links;             /* Link lines joined by ", " */
	int retry_after;                 /* s; 0 when not given */
	char redirect[ERROR_DETAIL_MAX]; /* "host:port" of a Location, "" without one */
};

bool http_succeeded(const struct http_response *response); /* 2xx */

struct transport_options {
	const char *user_agent; /* copied */
	const char *ca_file;    /* NULL: the system's; copied */
	int connect_seconds;
	int answer_seconds; /* the whole exchange */
};

struct transport *transport_create(uv_loop_t *loop, const struct transport_options *options);

/* Aborts what is under way, without `done`. The memory is freed when the loop has closed the handles. */
void transport_destroy(struct transport *transport);

/* Takes over the contents of `request`. `done` is called once, from the loop, never from inside this
 * call, unless the exchange is aborted; the response is valid during the call. NULL only with
 * ERROR_INTERNAL. */
struct http_exchange *transport_start(struct transport *transport, struct http_request *request,
	void (*done)(void *data, const struct http_response *response), void *data,
	struct error *error);

void transport_abort(struct http_exchange *exchange);

#endif
