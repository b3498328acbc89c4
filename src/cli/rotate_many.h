/* SPDX-License-Identifier: MIT
 * The keys of many users under one confirmation; the caller's own last, and in full. */
#ifndef KEYTURN_ROTATE_MANY_H
#define KEYTURN_ROTATE_MANY_H

#include <json-c/json.h>

#include "call.h"
#include "context.h"

/* Do the options ask for many at once? Several --user alone do not: those are rotated in full, one by one. */
bool rotate_many_wanted(const struct options *options);

/* What can be known before the sign-in: is there somewhere for the new keys to go? */
bool rotate_many_possible(const struct context *context, struct error *error);

/* context_command */
enum exit_status rotate_many(
	struct context *context, struct call *call, const struct session *session);

/* Is it a row of a batch? One's own rotation, planned with a batch, is none. */
bool rotate_many_has(const struct journal_record *record);

/* Finishes the batches that were interrupted: of `records` those that are a row of one. `*ended`: none is left in
 * the journal. With --json `*object` is what came of them, if there were any. */
enum exit_status rotate_many_resume(struct context *context, struct call *call,
	const struct journal_record *records, size_t count, bool *ended,
	struct json_object **object);

/* One's own rotation that was planned with a batch: runs it to the end and reports it. */
enum exit_status rotate_many_own(struct context *context, struct call *call,
	const struct journal_record *record, struct json_object *list);

#endif
