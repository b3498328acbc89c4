/* SPDX-License-Identifier: MIT
 * Carries out the effects of a model or a rotation, for the panel and for the commands alike: requests,
 * timers, works. The results come as messages, one at a time, from the loop, never from inside a call to
 * the driver. */
#ifndef KEYTURN_DRIVER_H
#define KEYTURN_DRIVER_H

#include <uv.h>

#include "keyturn/effect.h"
#include "keyturn/identity.h"
#include "keyturn/works.h"

struct driver;

struct driver_listener {
	/* The result of an effect (MESSAGE_REPLY, WAIT, WORK or TIMER), or a posted message. Take members
	 * of a reply or a work to keep them (set them to NULL). Return false to get no more messages in
	 * this turn. */
	bool (*message)(void *data, struct message *message);
	void (*over)(void *data); /* no more messages for now; may be NULL */
	void *data;
};

struct driver *driver_create(
	uv_loop_t *loop, const struct works_options *works, const struct driver_listener *listener);

/* Waits for the work under way; no more messages come. The loop handles close in the next turns. NULL is
 * fine. */
void driver_destroy(struct driver *driver);

/* From now on requests go to `identity` (borrowed; its owner passes the replies to the driver); answers
 * to earlier requests are dropped. NULL: every request fails with `why`. */
void driver_use(struct driver *driver, struct identity *identity, const struct error *why);
void driver_replied(struct driver *driver, struct identity_reply *reply);
void driver_waiting(struct driver *driver, const struct identity_wait *wait);

/* Is a request of this kind under way? */
bool driver_awaits(const struct driver *driver, enum identity_op op);

/* Carries out `effect` and returns true; false when it is not one of the driver's. A request that cannot
 * be sent is answered with a failure, as if the service had refused it. */
bool driver_run(struct driver *driver, struct effect *effect);

/* Answers `ticket` with a failure. */
void driver_fail(
	struct driver *driver, uint32_t ticket, enum identity_op op, const struct error *error);

/* works_unfinished() of the driver's works; blocks on the disk. */
bool driver_unfinished(struct driver *driver, const char *service, const char *user,
	struct work_event *found, struct error *error);

/* Queues a message of the owner's own behind the others. Fills in `now` and `wall`. */
void driver_post(struct driver *driver, const struct message *message);
void driver_post_work(struct driver *driver, struct work_event *work); /* emptied */
void driver_wake(struct driver *driver);                               /* `over` comes soon */

#endif
