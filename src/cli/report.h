/* SPDX-License-Identifier: MIT
 * What a rotation came to, for people and for scripts. */
#ifndef KEYTURN_REPORT_H
#define KEYTURN_REPORT_H

#include <stdio.h>

#include <json-c/json.h>

#include "runner.h"

/* What came of a rotation: its object goes into `list` with --json, else lines on standard output.
 * Returns its exit status. */
enum exit_status report_result(
	const struct options *options, const struct rotation *rotation, struct json_object *list);

/* The same for one that did not come about, with who it was for (NULL: that is plain). */
enum exit_status report_failure(const struct options *options, const char *user,
	const struct error *error, struct json_object *list);

/* The status when the report itself came to `printed`: one that could not be written does not make
 * "failed" of a key that is new. */
enum exit_status report_status(
	const struct options *options, enum exit_status status, enum exit_status printed);

/* What would be done, before it is confirmed. */
void report_plan(FILE *out, const struct rotation *rotation);

/* Progress, what hooks say and what went wrong beside, as lines on standard error; nothing with --json.
 * See output_notices(). */
struct runner_listener report_progress(const struct options *options);

#endif
