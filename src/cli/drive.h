/* SPDX-License-Identifier: MIT
 * What drives a machine without a panel: the driver that carries out its effects, and the signals that would
 * end the command. */
#ifndef KEYTURN_DRIVE_H
#define KEYTURN_DRIVE_H

#include "call.h"
#include "keyturn/driver.h"

struct drive;

struct drive_listener {
	void (*message)(void *data, struct message *message); /* see driver.h */
	/* SIGINT, SIGTERM or SIGHUP came, after `before` that counted; it is for the callee to stop. Returns
	 * whether this one counts. */
	bool (*interrupted)(void *data, int number, int before);
	bool waits; /* MESSAGE_WAIT is wanted; otherwise waiting is told on stderr */
	void *data;
};

/* Takes the replies of `call` until it is destroyed. */
struct drive *drive_create(struct call *call, const struct works_options *works,
	const struct drive_listener *listener);

/* Waits for the work under way. NULL is fine. */
void drive_destroy(struct drive *drive);

struct driver *drive_driver(struct drive *drive);

/* Carries out and empties `effects`. The panel's own effects are none that a machine asks for. */
void drive_effects(struct drive *drive, struct effects *effects);

/* Runs the loop until drive_stop(), which is for callbacks. */
void drive_run(struct drive *drive);
void drive_stop(struct drive *drive);

/* How many signals counted; looks for another one first. */
int drive_interrupts(struct drive *drive);

#endif
