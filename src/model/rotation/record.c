/* SPDX-License-Identifier: MIT
 * A rotation as the journal has it, without a secret. */
#include <stdio.h>
#include <string.h>

#include "machine.h"

void record_fill(const struct rotation *rotation, struct journal_record *record)
{
	record->id = rotation->journal;
	record->kind = rotation->kind->number;
	snprintf(record->service, sizeof(record->service), "%s", rotation->service);
	snprintf(record->user, sizeof(record->user), "%s", rotation->user_name);
	snprintf(record->user_id, sizeof(record->user_id), "%s", rotation->user_id);
	snprintf(record->key_name, sizeof(record->key_name), "%s", rotation->key_name);
	record->old_trace = rotation->old_trace;
	record->new_trace = rotation->new_trace;
	record->leaked = rotation->leaked;
	record->unreadable = rotation->unreadable;
	record->batch = rotation->batch;
	snprintf(record->keys_dir, sizeof(record->keys_dir), "%s", rotation->keys_dir);
}

bool record_take(struct rotation *rotation, const struct journal_record *record)
{
	const struct rotation_kind *kind = rotation_kind_find(record->kind);

	if (kind == NULL) {
		return error_set(&rotation->error, ERROR_UNFINISHED,
			"a newer keyturn began it; finish it with that one");
	}
	rotation->kind = kind;
	rotation->resumed = true;
	rotation->leaked = record->leaked;
	rotation->unreadable = record->unreadable;
	rotation->journal = record->id;
	rotation->batch = record->batch;
	snprintf(rotation->keys_dir, sizeof(rotation->keys_dir), "%s", record->keys_dir);
	rotation->outcome = ROTATION_OUTCOME_UNDETERMINED;
	rotation->old_trace = record->old_trace;
	snprintf(rotation->key_name, sizeof(rotation->key_name), "%s", record->key_name);
	snprintf(rotation->noted_fingerprint, sizeof(rotation->noted_fingerprint), "%s",
		record->new_trace.fingerprint);
	return true;
}
