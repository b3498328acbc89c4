/* SPDX-License-Identifier: MIT
 * A request and its reply as data, so that the routes need not know the HTTP library. */
#ifndef SANDBOX_HTTP_H
#define SANDBOX_HTTP_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "store.h"

enum {
	REQUEST_PAIRS_MAX = 64,
	REQUEST_ARGS_MAX = 2,
	REQUEST_BODY_MAX = 64 * 1024,
	REPLY_HEADERS_MAX = 6,
};

struct pair {
	const char *name;
	const char *value; /* NULL for a query flag without "=" */
};

struct pairs {
	struct pair items[REQUEST_PAIRS_MAX];
	size_t count;
};

/* Everything in it belongs to the server and lives until the reply is sent. */
struct request {
	const char *method;
	const char *path;     /* decoded, with the prefix */
	const char *base_url; /* scheme, host and prefix, no slash at the end */
	const char *peer;     /* address of the client */
	struct pairs headers;
	struct pairs query;
	const char *body;
	size_t body_len;
	/* Filled by the dispatcher. */
	struct store *store;
	int64_t page_limit;           /* most users on a page */
	int64_t user_limit;           /* most users in an account, besides its owner */
	int64_t token_life;           /* s that a new token is valid */
	char *args[REQUEST_ARGS_MAX]; /* what the pattern's stars matched */
	const struct token *token;    /* from X-Auth-Token, valid; NULL on public routes */
	const struct user *caller;    /* its user */
};

struct reply {
	int status;
	struct json_object *json; /* NULL: no body */
	struct reply_header {
		const char *name;
		char *value;
	} headers[REPLY_HEADERS_MAX];
	size_t header_count;
};

typedef void route_handler(const struct request *request, struct reply *reply);

/* NULL when it is missing. Header names match regardless of case. */
const char *request_header(const struct request *request, const char *name);
const char *request_query(const struct request *request, const char *name);
/* The body as a JSON object, or NULL after answering 400. The caller releases it with json_object_put(). */
struct json_object *request_json(const struct request *request, struct reply *reply);
/* False, after answering 415, when the content type is given and is not JSON. */
bool request_accepts_json(const struct request *request, struct reply *reply);

/* Takes over `json`, which may be NULL. */
void reply_json(struct reply *reply, int status, struct json_object *json);
void reply_header(struct reply *reply, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* {"<name of the status>":{"code":…,"message":…}} */
void reply_fault(struct reply *reply, int status, const char *message);
void reply_fault_named(struct reply *reply, int status, const char *name, const char *message);
void reply_finish(struct reply *reply);

#endif
