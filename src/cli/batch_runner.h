/* SPDX-License-Identifier: MIT
 * A batch without a panel: the machine, driven by a command. */
#ifndef KEYTURN_BATCH_RUNNER_H
#define KEYTURN_BATCH_RUNNER_H

#include "call.h"
#include "context.h"
#include "keyturn/batch.h"

struct batch_runner;

struct batch_runner_listener {
	/* Something changed at `now` (ms, monotonic); also comes while the service wants to be left alone. */
	void (*changed)(
		void *data, const struct batch *batch, const struct batch_news *news, int64_t now);
	/* A hook's line or a notice; or (`wrong`) what failed and the batch does not depend on. */
	void (*said)(void *data, const char *line, bool wrong);
	void *data;
};

/* A batch without rows for the service of the context; new keys go to `keys_dir` (or "") and to the configured
 * hooks for contacts. */
bool batch_runner_init(
	struct batch *batch, struct context *context, const char *keys_dir, struct error *error);

/* Drives `batch`, which is borrowed, once it has its rows: from now on the client's replies are the runner's. NULL
 * with `error`. */
struct batch_runner *batch_runner_create(struct context *context, struct call *call,
	struct batch *batch, const struct batch_runner_listener *listener, struct error *error);
void batch_runner_destroy(struct batch_runner *runner); /* NULL is fine */

/* Reads all keys; or, with rows from the journal, runs to the end. */
void batch_runner_start(struct batch_runner *runner);

/* Confirms, and runs to the end. The first SIGINT or SIGTERM is told: rows under way end, and no other is begun;
 * the second stops them, too. A hang-up is waited through. */
void batch_runner_confirm(struct batch_runner *runner);

/* Lets go of the accounts' locks; the batch can only be looked at from now on. */
void batch_runner_close(struct batch_runner *runner);

/* Whether a signal to stop has come. */
bool batch_runner_interrupted(struct batch_runner *runner);

#endif
