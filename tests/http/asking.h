/* SPDX-License-Identifier: MIT
 * The identity client for tests that ask one thing after the other: a loop, a client, the last
 * reply, and the waits that were reported. */
#ifndef HTTP_ASKING_H
#define HTTP_ASKING_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/identity.h"

enum { ASKING_WAITS = 16 };

struct asking {
	uv_loop_t loop;
	uv_timer_t deadline;
	struct identity *identity;
	struct identity_reply reply; /* the last; finished by the next */
	size_t replies;
	struct identity_wait waits[ASKING_WAITS];
	size_t wait_count;
	void (*on_reply)(struct asking *asking); /* called from inside the callback; may be NULL */
	void (*on_wait)(struct asking *asking);
	void *data; /* for the two */
};

/* Both fail the test when they cannot. `options` may be NULL for a client of `url`. */
void asking_start(struct asking *asking, const char *url, const struct identity_options *options);

/* Ends the client, and fails the test when anything of it stays on the loop. */
void asking_finish(struct asking *asking);

/* Sends and runs the loop until the reply; fails the test when none comes in 60 s. */
const struct identity_reply *asking_ask(struct asking *asking, struct identity_request request);

/* Runs the loop until `count` replies have come since asking_start(). */
void asking_run(struct asking *asking, size_t count);

/* Until `done` says so. */
void asking_run_until(struct asking *asking, bool (*done)(void *data), void *data);

/* With the test's words for what went wrong: asserts the outcome and, unless OK, the error. */
void asking_expect(const struct asking *asking, enum outcome outcome, enum error_kind kind);

void asking_sign_in(
	struct asking *asking, enum credential_kind kind, const char *username, const char *secret);

/* Signs in and gets the own key; the caller unlinks it. */
struct secret *asking_own_key(struct asking *asking);

struct secret *asking_secret(const char *text);

/* Signs in with the key by a probe and says whether that was accepted. */
enum outcome asking_probe(struct asking *asking, const char *username, struct secret *key);

#endif
