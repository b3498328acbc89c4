/* SPDX-License-Identifier: MIT
 * Many reads for a command, several of them under way at a time. */
#ifndef KEYTURN_CALL_EACH_H
#define KEYTURN_CALL_EACH_H

#include "call.h"

enum { CALL_EACH_MOST = 8 }; /* under way; more would meet the service's rate limit sooner */

struct call_each {
	size_t count;
	/* Fills the zeroed request number `index`, 0 and on. */
	void (*ask)(void *data, size_t index, struct identity_request *request);
	/* Its answer, in whichever order they come. Members of it may be taken. */
	void (*answered)(void *data, size_t index, struct identity_reply *reply);
	void *data;
};

/* Until all are answered. False with ERROR_INTERRUPTED after Ctrl-C: no more answers come then. */
bool call_each(struct call *call, const struct call_each *each, struct error *error);

#endif
