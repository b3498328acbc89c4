/* SPDX-License-Identifier: MIT
 * A proxy that does harm: it stands between a client and a service on this machine, passes HTTP/1.1
 * requests and answers on, and applies faults to those that it was told to.
 *
 * It runs in a process of its own, so that looking for secrets in the memory of the test program
 * does not find the proxy's. A client's connection is kept open as the service does; it has its own
 * connection to the service. */
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
	PROXY_DROP_ANSWER,  /* pass it on, await the whole answer, then close without a byte */
	PROXY_CUT,          /* close after the first `bytes` of the answer */
	PROXY_DELAY,        /* pass the answer on after `milliseconds` */
	PROXY_HOLD,         /* pass the answer on at proxy_release() */
	PROXY_DRIP,         /* a byte of the answer every `milliseconds` */
	PROXY_GARBLE,       /* random bytes in place of the answer, as many; then close */
	PROXY_GARBLE_BODY,  /* the answer with random bytes in place of its body */
	PROXY_TRUNCATE,     /* a well-formed answer with only the first `bytes` of its body */
	PROXY_REPLACE, /* status, headers and body below; the service does not see the request */
	PROXY_REPLACE_LATE, /* the same, but the service has seen it, and answered */
	PROXY_STREAM,       /* status, headers and a body of `bytes` spaces; not passed on */
};

enum { PROXY_ALWAYS = -1 };

/* Applied to the `nth` request (0 and 1: the first) after this that has the method and the part of
 * a path that are named, and to `times` - 1 more such requests after it. */
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
void proxy_clear(struct proxy *proxy);           /* forgets the faults not yet applied */
size_t proxy_pending(const struct proxy *proxy); /* those not yet applied to any request */
void proxy_release(struct proxy *proxy);         /* passes on every answer held now */

/* Closes every connection and refuses new ones, until proxy_accept(). */
void proxy_refuse(struct proxy *proxy);
void proxy_accept(struct proxy *proxy);

/* Closes every connection, as a service does with those that were idle too long. */
void proxy_disconnect(struct proxy *proxy);

struct proxy_request {
	char method[16], path[512];
	bool warm;    /* not the first on its connection */
	bool faulted; /* a fault was applied */
	int status;   /* what the service answered; 0: nothing (yet) */
};

/* The requests seen so far, from 0; false when there is none with this number. */
bool proxy_request(const struct proxy *proxy, size_t number, struct proxy_request *out);

/* How many had this method, and `path` somewhere in their path; NULL is any. */
size_t proxy_count(const struct proxy *proxy, const char *method, const char *path);

/* Until there are at least `count`; 20 s at most. Prints the requests seen when they do not come. */
bool proxy_wait_count(
	const struct proxy *proxy, const char *method, const char *path, size_t count);

/* Forgets the requests seen so far. */
void proxy_forget(struct proxy *proxy);

#endif
