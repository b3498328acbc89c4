/* SPDX-License-Identifier: MIT
 * The simplest HTTP client, for testing the test support itself. */
#ifndef SUPPORT_PROBE_H
#define SUPPORT_PROBE_H

#include <stdbool.h>
#include <stddef.h>

struct probe {
	int fd;
	int error;        /* errno that ended the last answer; 0: it was complete or just ended */
	char head[4096];  /* of the last answer */
	size_t body;      /* bytes of its body that arrived */
	char start[4096]; /* the first of them */
};

/* Connects to http://127.0.0.1:PORT…; false when refused. */
bool probe_open(struct probe *probe, const char *url);
void probe_close(struct probe *probe);

/* Sends a request and reads one answer; returns its status, 0 for none. */
int probe_get(struct probe *probe, const char *path);

/* The two halves of that: true when the request was sent; the status. */
bool probe_send(struct probe *probe, const char *path);
int probe_read(struct probe *probe);

/* True when there is something to read now. */
bool probe_ready(struct probe *probe);

/* The same for one request on a connection of its own. */
int probe_once(const char *url, const char *path);

#endif
