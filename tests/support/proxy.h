/* SPDX-License-Identifier: MIT
 * A harmful proxy: it sits between a client and a service on this machine, passes on HTTP/1.1 requests
 * and answers, and applies faults as requested.
 *
 * It runs in a process of its own, so that a search of the test program's memory does not find the
 * proxy's copies. It keeps a client's connection open as the service does, with a connection to the
 * service for each. */
#ifndef SUPPORT_PROXY_H
#define SUPPORT_PROXY_H

#include <stdbool.h>
#include <stddef.h>

struct proxy;

/* In front of the service at `url` (http://127.0.0.1:PORT[/prefix]). Never NULL. */
struct proxy *proxy_start(const char *url);
void proxy_stop(struct proxy *proxy); /* NULL is fine */

const char *proxy_url(const struct proxy *proxy); /* the service's URL with the proxy's port */

enum proxy_fault_kind {
	PROXY_DROP_REQUEST, /* read it, then close without passing it on */
	PROXY_DROP_ANSWER, /* pass it on, wait for the whole answer, then close without sending a byte */
	PROXY_CUT,         /* close after the first `bytes` of the answer */
	PROXY_DELAY,       /* pass the answer on after `milliseconds` */
	PROXY_HOLD,        /* pass the answer on at proxy_release() */
	PROXY_DRIP,        /* a byte of the answer every `milliseconds` */
	PROXY_GARBLE,      /* as many random bytes instead of the answer; then close */
	PROXY_GARBLE_BODY, /* the answer with random bytes instead of its body */
	PROXY_TRUNCATE,    /* a well-formed answer with only the first `bytes` of its body */
	PROXY_REPLACE, /* status, headers and body below; the service does not see the request */
	PROXY_REPLACE_LATE, /* the same, but the service has seen it, and answered */
	PROXY_STREAM,       /* status, headers and a body of `bytes` spaces; not passed on */
};

enum { PROXY_ALWAYS = -1 };

/* Applies the fault to the `nth` request from now on (0 and 1: the first) with this method and this part
 * of a path, and to `times` - 1 more such requests after it. */
struct proxy_fault {
	enum proxy_fault_kind kind;
	const char *method, *path; /* NULL: any */
	unsigned nth;
	int times; /* 0: once */
	size_t bytes;
	int milliseconds;
	int status;          /* 0: 200 */
	const char *headers; /* "Name: value\r\n"…, beside Content-Length; may be NULL */
	const char *body;    /* may be NULL */
	bool reset;          /* where the fault closes, by RST instead of FIN */
};

void proxy_fault(struct proxy *proxy, const struct proxy_fault *fault);
void proxy_clear(struct proxy *proxy);           /* drops the faults not yet applied */
size_t proxy_pending(const struct proxy *proxy); /* how many have not been applied to any request */
void proxy_release(struct proxy *proxy);         /* passes on every answer held now */

/* Closes every connection and refuses new ones, until proxy_accept(). */
void proxy_refuse(struct proxy *proxy);
void proxy_accept(struct proxy *proxy);

/* Closes every connection, as a service does with idle ones. */
void proxy_disconnect(struct proxy *proxy);

struct proxy_request {
	char method[16], path[512];
	bool warm;    /* not the first on its connection */
	bool faulted; /* a fault was applied */
	int status;   /* what the service answered; 0: nothing (yet) */
};

/* The requests seen so far, numbered from 0; false when there is none with this number. */
bool proxy_request(const struct proxy *proxy, size_t number, struct proxy_request *out);

/* How many had this method and `path` somewhere in their path; NULL matches any. */
size_t proxy_count(const struct proxy *proxy, const char *method, const char *path);

/* Waits, at most 20 s, until there are at least `count`. On failure prints the requests seen. */
bool proxy_wait_count(
	const struct proxy *proxy, const char *method, const char *path, size_t count);

/* Forgets the requests seen so far. */
void proxy_forget(struct proxy *proxy);

#endif
