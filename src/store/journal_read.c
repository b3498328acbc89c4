/* SPDX-License-Identifier: MIT
 * Reads the journal back, at the next start or for resume. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "journal_columns.h"
#include "keyturn/memory.h"

/* Longer than any key that is searched for, and than any line with one. */
enum { LENGTH_MAX = 1 << 30 };

/* ---- records ---- */

bool journal_parts_read(
	struct store *store, int64_t id, struct credential_trace *trace, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"SELECT number, " PART_COLUMNS " FROM part WHERE rotation = ? ORDER BY number");
	size_t count = 0;

	statement_bind_int(&statement, id);
	while (statement_row(&statement)) {
		if (statement_number(&statement, CREDENTIAL_PARTS_MAX - 1) != (int64_t)count) {
			statement_reject(&statement);
			break;
		}
		trace->parts[count].length = (size_t)statement_number(&statement, LENGTH_MAX);
		if (!statement_blob(&statement, trace->parts[count].hash,
			    sizeof(trace->parts[count].hash))) {
			statement_reject(&statement);
		}
		count++;
	}
	if (!statement_end(store, &statement, error)) {
		return false;
	}
	return count > 0 ||
		error_set(error, ERROR_STATE, "rotation %lld has no credential (%s/state.db)",
			(long long)id, store->dir);
}

static void read_record(
	struct store *store, struct statement *statement, struct journal_record *record)
{
	*record = (struct journal_record){0};
	record->id = statement_int(statement);
	record->kind = (int)statement_number(statement, INT_MAX);
	record->phase = (enum journal_phase)statement_number(statement, JOURNAL_PHASE_LAST);
	record->started = statement_int(statement);
	statement_text(statement, record->service, sizeof(record->service));
	statement_text(statement, record->user, sizeof(record->user));
	statement_text(statement, record->user_id, sizeof(record->user_id));
	statement_text(statement, record->old_trace.id, sizeof(record->old_trace.id));
	statement_text(statement, record->new_trace.id, sizeof(record->new_trace.id));
	statement_text(statement, record->key_name, sizeof(record->key_name));
	statement_text(
		statement, record->old_trace.fingerprint, sizeof(record->old_trace.fingerprint));
	statement_text(
		statement, record->new_trace.fingerprint, sizeof(record->new_trace.fingerprint));
	record->leaked = statement_number(statement, true) != 0;
	record->unreadable = (size_t)statement_number(statement, INT64_MAX);
	record->batch = statement_number(statement, INT64_MAX);
	statement_text(statement, record->keys_dir, sizeof(record->keys_dir));
	record->mine = lock_is_free(store, record->service, record->user);
}

static bool each_record(struct store *store, struct statement *statement,
	bool (*each)(void *data, const struct journal_record *record), void *data,
	struct error *error)
{
	bool more = true, ok = true;

	while (more && statement_row(statement)) {
		struct journal_record record;
		read_record(store, statement, &record);
		ok = statement->rejected == 0 &&
			journal_parts_read(store, record.id, &record.old_trace, error);
		more = ok && each(data, &record);
	}
	return statement_end(store, statement, error) && ok;
}

bool journal_unfinished(struct store *store,
	bool (*each)(void *data, const struct journal_record *record), void *data,
	struct error *error)
{
	struct statement statement = statement_prepare(store,
		"SELECT id, " ROTATION_COLUMNS " FROM rotation WHERE phase <> ? ORDER BY id");

	statement_bind_int(&statement, JOURNAL_FINISHED);
	return each_record(store, &statement, each, data, error);
}

bool journal_backed_up(struct store *store,
	bool (*each)(void *data, const struct journal_record *record), void *data,
	struct error *error)
{
	struct statement statement = statement_prepare(store,
		"SELECT id, " ROTATION_COLUMNS " FROM rotation WHERE EXISTS (SELECT 1 FROM place "
		"WHERE rotation = rotation.id AND backup IS NOT NULL) ORDER BY id DESC");

	return each_record(store, &statement, each, data, error);
}

struct account {
	char service[512], user[256];
};

static bool account_of_unfinished(
	struct store *store, int64_t id, struct account *account, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT service, user FROM rotation WHERE id = ? AND phase <> ?");

	statement_bind_int(&statement, id);
	statement_bind_int(&statement, JOURNAL_FINISHED);
	bool found = statement_row(&statement);
	if (found) {
		statement_text(&statement, account->service, sizeof(account->service));
		statement_text(&statement, account->user, sizeof(account->user));
	}
	if (!statement_end(store, &statement, error)) {
		return false;
	}
	return found || error_set(error, ERROR_STALE, "it finished the interrupted rotation");
}

bool journal_adopt(struct store *store, int64_t id, struct error *error)
{
	struct account account;

	if (!account_of_unfinished(store, id, &account, error) ||
		!lock_take_over(store, account.service, account.user, error)) {
		return false;
	}
	/* Whoever held the lock until now may have finished the rotation. */
	if (!account_of_unfinished(store, id, &account, error)) {
		lock_release(store, account.service, account.user);
		return false;
	}
	return true;
}

/* ---- places ---- */

static struct holder *read_place(struct statement *statement, size_t number)
{
	struct holder *holder = memory_alloc(sizeof(*holder));

	/* A place is updated, and its occurrences are found, by its position in the list. */
	if (statement_int(statement) != (int64_t)number) {
		statement_reject(statement);
	}
	holder->kind = (enum holder_kind)statement_number(statement, HOLDER_KIND_LAST);
	holder->encoding = (enum holder_encoding)statement_number(statement, HOLDER_ENCODING_LAST);
	holder->action = (enum holder_action)statement_number(statement, HOLDER_ACTION_LAST);
	holder->status = (enum holder_status)statement_number(statement, HOLDER_STATUS_LAST);
	holder->path = statement_text_copy(statement);
	holder->name = statement_text_copy(statement);
	holder->reason = statement_text_copy(statement);
	holder->backup = statement_text_copy(statement);
	holder->pid = (pid_t)statement_number(statement, INT_MAX);
	holder->file.device = (dev_t)statement_int(statement);
	holder->file.inode = (ino_t)statement_int(statement);
	holder->file.size = (uint64_t)statement_int(statement);
	holder->file.modified_ns = statement_int(statement);
	holder->file.changed_ns = statement_int(statement);
	holder->afterwards = statement_text_copy(statement);
	holder->occurrence_count = (size_t)statement_int(statement);
	holder->occurrences = memory_array(holder->occurrence_count, sizeof(*holder->occurrences));
	return holder;
}

static bool read_occurrences(
	struct store *store, int64_t id, size_t place, struct holder *holder, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"SELECT " OCCURRENCE_COLUMNS
		" FROM occurrence WHERE rotation = ? AND place = ? ORDER BY number");

	statement_bind_int(&statement, id);
	statement_bind_int(&statement, (int64_t)place);
	for (size_t i = 0; i < holder->occurrence_count && statement_row(&statement); i++) {
		struct occurrence *occurrence = &holder->occurrences[i];
		occurrence->offset = (uint64_t)statement_number(&statement, INT64_MAX);
		occurrence->length = (uint32_t)statement_number(&statement, UINT32_MAX);
		occurrence->line = (uint32_t)statement_number(&statement, UINT32_MAX);
		occurrence->encoding = (enum holder_encoding)statement_number(
			&statement, HOLDER_ENCODING_LAST);
		occurrence->part = (uint32_t)statement_number(&statement, CREDENTIAL_PARTS_MAX - 1);
	}
	return statement_end(store, &statement, error);
}

static bool count_places(struct store *store, int64_t id, size_t *count, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT count(*) FROM place WHERE rotation = ?");

	*count = 0;
	statement_bind_int(&statement, id);
	if (statement_row(&statement)) {
		*count = (size_t)statement_int(&statement);
	}
	return statement_end(store, &statement, error);
}

bool journal_places(struct store *store, int64_t id, struct holder ***holders, size_t *count,
	struct error *error)
{
	size_t expected;

	*count = 0;
	*holders = NULL;
	if (!count_places(store, id, &expected, error)) {
		return false;
	}
	*holders = memory_array(expected, sizeof(**holders));
	struct statement statement = statement_prepare(store,
		"SELECT number, " PLACE_COLUMNS ", (SELECT count(*) FROM occurrence o "
		"WHERE o.rotation = place.rotation AND o.place = place.number) "
		"FROM place WHERE rotation = ? ORDER BY number");
	statement_bind_int(&statement, id);
	while (*count < expected && statement_row(&statement)) {
		(*holders)[*count] = read_place(&statement, *count);
		(*count)++;
	}
	bool ok = statement_end(store, &statement, error);
	for (size_t i = 0; ok && i < *count; i++) {
		ok = read_occurrences(store, id, i, (*holders)[i], error);
	}
	return ok;
}

bool journal_hook_status(struct store *store, int64_t id, const char *name, char *status,
	size_t size, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT status FROM hook WHERE rotation = ? AND name = ?");

	status[0] = '\0';
	statement_bind_int(&statement, id);
	statement_bind_text(&statement, name);
	if (statement_row(&statement)) {
		statement_text(&statement, status, size);
	}
	return statement_end(store, &statement, error);
}
