/* SPDX-License-Identifier: MIT
 * What a batch will do and what it came to, for people and for scripts. */
#ifndef KEYTURN_BATCH_REPORT_H
#define KEYTURN_BATCH_REPORT_H

#include <stdio.h>

#include <json-c/json.h>

#include "batch_runner.h"

/* Who can be reset, who cannot and why, where the new keys go, and what is not done. */
void batch_report_plan(FILE *out, const struct batch *batch);

/* What came of each user, as lines on standard output. */
void batch_report_print(const struct batch *batch);

/* The same as {"users":[…],…}. */
struct json_object *batch_report_json(const struct batch *batch);

/* The exit status: 0 when all that were begun are done; see the manual. */
enum exit_status batch_report_status(const struct batch *batch);

/* Progress: on a terminal one line with a bar, the rate and the time left; elsewhere and in the accessible mode
 * a line for each user. Nothing with --json or --quiet. */
struct batch_progress {
	const struct options *options;
	bool line;     /* one is on the terminal, to be taken away */
	int64_t drawn; /* ms */
};
struct batch_runner_listener batch_report_progress(struct batch_progress *progress);
void batch_report_clear(struct batch_progress *progress);

#endif
