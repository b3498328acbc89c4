/* SPDX-License-Identifier: MIT
 * The identity client for commands: one request at a time, waiting for its answer. */
#ifndef KEYTURN_CALL_H
#define KEYTURN_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "keyturn/identity.h"

struct call;

/* NULL with `error` when the URL cannot be used. */
struct call *call_create(const char *url, bool quiet, struct error *error);
void call_destroy(struct call *call); /* NULL is fine */

/* For work that goes on for longer: the loop, and the client, whose replies go to `listener` until it
 * is set to NULL. */
uv_loop_t *call_loop(struct call *call);
struct identity *call_identity(struct call *call);
void call_listen(struct call *call, const struct identity_listener *listener);

/* Runs the loop until something stops it; false when that was Ctrl-C. */
bool call_run(struct call *call);

/* Sends `request` (its secret is taken) and waits; what the client waits for is told on stderr
 * unless quiet. True when the outcome is OK. The caller finishes `reply` in every case;
 * on false `reply->error` says why. Ctrl-C: ERROR_INTERRUPTED. */
bool call_send(struct call *call, struct identity_request *request, struct identity_reply *reply);

/* Was it Ctrl-C that ended the last wait? */
bool call_interrupted(const struct call *call);

/* As Ctrl-C does: whoever waits stops waiting. */
void call_interrupt(struct call *call);

/* Waits; false with ERROR_INTERRUPTED after Ctrl-C. */
bool call_pause(struct call *call, int64_t milliseconds, struct error *error);

/* Like call_send(), for the key of who signed in. */
bool call_key(struct call *call, struct identity_reply *reply);

#endif
