/* SPDX-License-Identifier: MIT
 * A rotation without a panel: the same machine and the same works, driven by a command. */
#ifndef KEYTURN_RUNNER_H
#define KEYTURN_RUNNER_H

#include "call.h"
#include "context.h"
#include "keyturn/rotation.h"

struct runner;

struct runner_listener {
	/* Something changed; `news` says what of it the user may want to hear. */
	void (*changed)(
		void *data, const struct rotation *rotation, const struct rotation_news *news);
	/* A hook's line or a notice; or (`wrong`) what failed and the rotation does not depend on. */
	void (*said)(void *data, const char *line, bool wrong);
	void *data;
};

/* For the user `name` with `id` ("" = who signed in). The state directory is made. NULL with `error`. */
struct runner *runner_create(struct context *context, struct call *call, const char *id,
	const char *name, const struct runner_listener *listener, struct error *error);
void runner_destroy(struct runner *runner); /* NULL is fine */

struct rotation *runner_rotation(struct runner *runner);

/* Reads the key and searches; true when it can be confirmed. On false the rotation's error says why. */
bool runner_plan(struct runner *runner);

/* Confirms, and runs to the end. The first SIGINT or SIGTERM is told and waited through, the second
 * stops waiting; a hang-up is waited through. */
void runner_rotate(struct runner *runner);

/* A rotation that was planned and confirmed with others: reads the key, searches, and runs to the end. False
 * with `error` when the key could not be read, or (ERROR_STALE) is not the one that was planned. */
bool runner_planned(
	struct runner *runner, const struct journal_record *record, struct error *error);

/* Takes over the unfinished rotation of this user and runs it to the end. False with `error` when
 * there is none. */
bool runner_resume(struct runner *runner, struct error *error);

/* Whether a signal to stop has come, while nothing ran as well. */
bool runner_interrupted(struct runner *runner);

#endif
