/* SPDX-License-Identifier: MIT
 * The asynchronous identity client: one service, one session, any number of requests under way.
 *
 * It runs on the caller's libuv loop and answers through callbacks made from that loop, never from
 * inside identity_send(); they may send, cancel and destroy. It keeps the session's token and the
 * credential, both in `secret`, for one silent sign-in when the token dies (a read gets 401, or 404,
 * which may also mean what it says). None is kept when a passcode was needed or a token was given; then
 * a read that gets 404 asks the service whether the token lives, and tells ERROR_SESSION_ENDED if not.
 * After a key of the session's own user was read or reset, that key replaces a kept API key.
 *
 * Reads are tried again on 413, 429 and 503 (Retry-After honoured, at most 60 s; 4 tries in all).
 * Sign-ins are not: they count towards a lock-out. A request that changes something is sent once, on
 * a fresh connection, and never repeated. It is REFUSED when the service said so or certainly never
 * saw it; when no clear answer came its outcome is UNKNOWN. Idle, it wakes nobody up.
 *
 * Proxies are those of curl's environment variables, for https only. Redirects are not followed. */
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
	int answer_seconds;     /* 0: 30; the whole exchange */
};

struct identity_listener {
	void (*replied)(
		void *data, struct identity_reply *reply); /* callee takes the members it keeps */
	void (*waiting)(void *data, const struct identity_wait *wait);
	void *data;
};

/* Before a client: loads libcurl, and makes its memory wipe itself. Harmless when that was done. */
bool identity_start(struct error *error);

/* NULL with `error` set when the URL cannot be used: https anywhere, http for this machine only. */
struct identity *identity_create(uv_loop_t *loop, const struct identity_options *options,
	const struct identity_listener *listener, struct error *error);

/* Cancels what is under way without replies, wipes the token and the credential. The handles on the
 * loop close in its next turns. NULL is fine. The token is not revoked: send IDENTITY_REVOKE first. */
void identity_destroy(struct identity *identity);

/* Takes `request`'s secret. Returns the request's id, never 0; failure comes as a reply. */
uint64_t identity_send(struct identity *identity, struct identity_request *request);

/* The reply never comes. What a changing request did stays unknown to the caller: prefer waiting. */
void identity_cancel(struct identity *identity, uint64_t id);

void identity_request_finish(struct identity_request *request);
void identity_reply_finish(struct identity_reply *reply);

#endif
