/* SPDX-License-Identifier: MIT
 * The journal read back, by the next start or by resume. */
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "store_private.h"

static bool read_record(
	struct store *store, struct statement *statement, struct journal_record *record)
{
	*record = (struct journal_record){0};
	record->id = statement_int(statement);
	record->phase = (enum journal_phase)statement_int(statement);
	record->started = statement_int(statement);
	statement_text(statement, record->service, sizeof(record->service));
	statement_text(statement, record->user, sizeof(record->user));
	statement_text(statement, record->user_id, sizeof(record->user_id));
	statement_text(
		statement, record->old_trace.fingerprint, sizeof(record->old_trace.fingerprint));
	statement_text(
		statement, record->new_trace.fingerprint, sizeof(record->new_trace.fingerprint));
	bool whole = statement_blob(statement, record->old_trace.parts[0].hash,
		sizeof(record->old_trace.parts[0].hash));
	record->old_trace.parts[0].length = (size_t)statement_int(statement);
	record->leaked = statement_int(statement) != 0;
	record->mine = lock_is_free(store, record->service, record->user);
	return whole;
}

bool journal_unfinished(struct store *store,
	bool (*each)(void *data, const struct journal_record *record), void *data,
	struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT * FROM rotation WHERE phase <> ? ORDER BY id");
	bool more = true;

	statement_bind_int(&statement, JOURNAL_FINISHED);
	while (more && statement_row(&statement)) {
		struct journal_record record;
		if (read_record(store, &statement, &record)) {
			more = each(data, &record);
		}
	}
	return statement_end(store, &statement, error);
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
	return found || error_set(error, ERROR_STALE, "it finished what was interrupted here");
}

bool journal_adopt(struct store *store, int64_t id, struct error *error)
{
	struct account account;

	if (!account_of_unfinished(store, id, &account, error) ||
		!lock_take_over(store, account.service, account.user, error)) {
		return false;
	}
	/* Who held the lock until now may have come to the end. */
	if (!account_of_unfinished(store, id, &account, error)) {
		lock_release(store);
		return false;
	}
	return true;
}

/* ---- places ---- */

static struct holder *read_place(struct statement *statement)
{
	struct holder *holder = memory_alloc(sizeof(*holder));

	holder->kind = (enum holder_kind)statement_int(statement);
	holder->encoding = (enum holder_encoding)statement_int(statement);
	holder->action = (enum holder_action)statement_int(statement);
	holder->status = (enum holder_status)statement_int(statement);
	holder->path = statement_text_copy(statement);
	holder->name = statement_text_copy(statement);
	holder->reason = statement_text_copy(statement);
	holder->backup = statement_text_copy(statement);
	holder->pid = (pid_t)statement_int(statement);
	holder->file.device = (dev_t)statement_int(statement);
	holder->file.inode = (ino_t)statement_int(statement);
	holder->file.size = (uint64_t)statement_int(statement);
	holder->file.modified_ns = statement_int(statement);
	holder->file.changed_ns = statement_int(statement);
	holder->occurrence_count = (size_t)statement_int(statement);
	holder->occurrences = memory_array(holder->occurrence_count, sizeof(*holder->occurrences));
	return holder;
}

static bool read_occurrences(
	struct store *store, int64_t id, size_t place, struct holder *holder, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"SELECT start, length, line, encoding FROM occurrence "
		"WHERE rotation = ? AND place = ? ORDER BY number");

	statement_bind_int(&statement, id);
	statement_bind_int(&statement, (int64_t)place);
	for (size_t i = 0; i < holder->occurrence_count && statement_row(&statement); i++) {
		struct occurrence *occurrence = &holder->occurrences[i];
		occurrence->offset = (uint64_t)statement_int(&statement);
		occurrence->length = (uint32_t)statement_int(&statement);
		occurrence->line = (uint32_t)statement_int(&statement);
		occurrence->encoding = (enum holder_encoding)statement_int(&statement);
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
		"SELECT kind, encoding, action, status, path, name, reason, backup, pid, device, "
		"inode, size, modified_ns, changed_ns, (SELECT count(*) FROM occurrence o "
		"WHERE o.rotation = place.rotation AND o.place = place.number) "
		"FROM place WHERE rotation = ? ORDER BY number");
	statement_bind_int(&statement, id);
	while (*count < expected && statement_row(&statement)) {
		(*holders)[(*count)++] = read_place(&statement);
	}
	bool ok = statement_end(store, &statement, error);
	for (size_t i = 0; ok && i < *count; i++) {
		ok = read_occurrences(store, id, i, (*holders)[i], error);
	}
	return ok;
}

bool journal_hook_done(struct store *store, int64_t id, const char *name)
{
	struct statement statement = statement_prepare(
		store, "SELECT 1 FROM hook WHERE rotation = ? AND name = ? AND status = 'done'");

	statement_bind_int(&statement, id);
	statement_bind_text(&statement, name);
	bool done = statement_row(&statement);
	return statement_end(store, &statement, NULL) && done;
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
