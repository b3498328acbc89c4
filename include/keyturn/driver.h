/* SPDX-License-Identifier: MIT
 * Carries out what a model or a machine asks for, for the panel and for the commands alike: requests,
 * timers, works. What comes of it is told as messages, one at a time, from the loop, never from inside
 * a call to the driver. */
#ifndef KEYTURN_DRIVER_H
#define KEYTURN_DRIVER_H

#include <uv.h>

#include "keyturn/effect.h"
#include "keyturn/identity.h"
#include "keyturn/works.h"

struct driver;

struct driver_listener {
	/* What came of an effect (MESSAGE_REPLY, WAIT, WORK or TIMER), or what was posted. Members of
	 * a reply or a work that are kept are taken (set to NULL). False: no more in this turn. */
	bool (*message)(void *data, struct message *message);
	void (*over)(void *data); /* no more messages for now; may be NULL */
	void *data;
};

struct driver *driver_create(
	uv_loop_t *loop, const struct works_options *works, const struct driver_listener *listener);

/* Waits for the work under way; nothing is told any more. The handles on the loop close in its next
 * turns. NULL is fine. */
void driver_destroy(struct driver *driver);

/* Requests go to `identity` (borrowed; its owner tells the driver what it hears) from now on; the
 * answers to those under way are not wanted any more. NULL: each fails with `why`. */
void driver_use(struct driver *driver, struct identity *identity, const struct error *why);
void driver_replied(struct driver *driver, struct identity_reply *reply);
void driver_waiting(struct driver *driver, const struct identity_wait *wait);

/* Is a request of this kind under way? */
bool driver_awaits(const struct driver *driver, enum identity_op op);

/* Carries `effect` out, and true; false when it is none of the driver's. A request that cannot be
 * sent is answered with a failure, as if the service had refused. */
bool driver_run(struct driver *driver, struct effect *effect);

/* Answers `ticket` with a failure. */
void driver_fail(
	struct driver *driver, uint32_t ticket, enum identity_op op, const struct error *error);

/* works_unfinished() of the driver's works: blocks on the disk. */
bool driver_unfinished(struct driver *driver, const char *service, const char *user,
	struct work_event *found, struct error *error);

/* For what the owner has to tell itself: in order with the rest. `now` and `wall` are filled in. */
void driver_post(struct driver *driver, const struct message *message);
void driver_wake(struct driver *driver); /* `over` comes soon */

#endif
