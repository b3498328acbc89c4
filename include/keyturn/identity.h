/* SPDX-License-Identifier: MIT
 * The asynchronous identity client: one service, one session, any number of requests under way.
 *
 * It runs on the caller's libuv loop and answers through callbacks from that loop, never from inside
 * identity_send(); callbacks may send, cancel and destroy. It keeps the session's token and the
 * credential, both in `secret`, to sign in again silently: before the next request when the token is in its
 * last hour, or ended by a change of the user's password; and once when it has died unexpectedly (a read
 * gets 401, or 404, which may also mean what it says). No credential is kept when a passcode was needed or the
 * sign-in was by token; then, after a read gets 404, it asks the service whether the token is still
 * valid, and reports ERROR_SESSION_ENDED if it is not. When the session's own user's key is read or
 * reset, it replaces a kept API key; when that user's password is changed, a kept password. A kept password
 * is forgotten when a second factor is turned on, or when it is not known whether it was changed.
 *
 * Lists of users are read to their last page; they are whole or refused.
 *
 * Reads are retried on 413, 429 and 503 (Retry-After is honoured, up to 60 s; 4 attempts in all).
 * Sign-ins are not: they count towards a lock-out. A request that changes something is sent once, on a
 * fresh connection, and never repeated. It is REFUSED when the service said so or certainly never saw it;
 * without a clear answer its outcome is UNKNOWN. An idle client causes no wake-ups.
 *
 * Proxies come from curl's environment variables, for https only. Redirects are not followed. */
#ifndef KEYTURN_IDENTITY_H
#define KEYTURN_IDENTITY_H

#include <uv.h>

#include "keyturn/exchange.h"

struct identity;

struct identity_options {
	const char *url;        /* base URL, with or without /v2.0; copied */
	const char *user_agent; /* copied */
	const char *ca_file;    /* NULL: the system's certificates; copied */
	int connect_seconds;    /* 0: 10 */
	int answer_seconds;     /* 0: 30; for the whole exchange */
};

struct identity_listener {
	void (*replied)(void *data,
		struct identity_reply *reply); /* the callee takes the members it keeps */
	void (*waiting)(void *data, const struct identity_wait *wait);
	void *data;
};

/* Must come before a client: loads libcurl and gives it an allocator that wipes. May be called again. */
bool identity_start(struct error *error);

/* Begins to load libcurl beside what is done until then. */
void identity_load_ahead(void);

/* NULL with `error` when the URL cannot be used: https to anywhere, http to this machine only. */
struct identity *identity_create(uv_loop_t *loop, const struct identity_options *options,
	const struct identity_listener *listener, struct error *error);

/* Cancels all requests without replies, and wipes the token and the credential. The loop handles close in
 * the next turns. NULL is fine. Does not revoke the token: send IDENTITY_REVOKE first. */
void identity_destroy(struct identity *identity);

/* Takes over `request`'s secret. Returns the request's ID, never 0; failures come as a reply. */
uint64_t identity_send(struct identity *identity, struct identity_request *request);

/* No reply comes. If the request changes something, the caller never learns whether it did: better wait. */
void identity_cancel(struct identity *identity, uint64_t id);

#endif
