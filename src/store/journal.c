/* SPDX-License-Identifier: MIT
 * The journal of rotations: written before every action that changes anything outside. */
#include <string.h>

#include "journal_columns.h"
#include "keyturn/clock.h"
#include "schema.h"

/* ---- beginning ---- */

static bool insert_rotation(struct store *store, struct journal_record *record, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "INSERT INTO rotation (" ROTATION_COLUMNS ") VALUES (" ROTATION_VALUES ")");

	statement_bind_int(&statement, record->kind);
	statement_bind_int(&statement, record->phase);
	statement_bind_int(&statement, record->started);
	statement_bind_text(&statement, record->service);
	statement_bind_text(&statement, record->user);
	statement_bind_text(&statement, record->user_id);
	statement_bind_text(&statement, record->old_trace.id);
	statement_bind_text(&statement, record->new_trace.id);
	statement_bind_text(&statement, record->key_name);
	statement_bind_text(&statement, record->old_trace.fingerprint);
	statement_bind_text(&statement, record->new_trace.fingerprint);
	statement_bind_int(&statement, record->leaked);
	statement_bind_int(&statement, (int64_t)record->unreadable);
	statement_bind_int(&statement, record->batch);
	statement_bind_text(&statement, record->keys_dir);
	if (!statement_run(store, &statement, error)) {
		return false;
	}
	record->id = sqlite.last_insert_rowid(store->db);
	return true;
}

static bool insert_part(struct store *store, int64_t id, size_t number,
	const struct credential_trace *trace, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"INSERT INTO part (rotation, number, " PART_COLUMNS ") VALUES (?, ?, " PART_VALUES
		")");

	statement_bind_int(&statement, id);
	statement_bind_int(&statement, (int64_t)number);
	statement_bind_int(&statement, (int64_t)trace->parts[number].length);
	statement_bind_blob(
		&statement, trace->parts[number].hash, sizeof(trace->parts[number].hash));
	return statement_run(store, &statement, error);
}

/* Always writes the first part: a rotation without parts is one whose parts were removed. */
static bool insert_parts(
	struct store *store, int64_t id, const struct credential_trace *trace, struct error *error)
{
	bool ok = insert_part(store, id, 0, trace, error);

	for (size_t i = 1; ok && i < CREDENTIAL_PARTS_MAX && trace->parts[i].length > 0; i++) {
		ok = insert_part(store, id, i, trace, error);
	}
	return ok;
}

static bool insert_occurrence(struct store *store, int64_t id, size_t place, size_t number,
	const struct occurrence *occurrence, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"INSERT INTO occurrence (rotation, place, number, " OCCURRENCE_COLUMNS
		") VALUES (?, ?, ?, " OCCURRENCE_VALUES ")");

	statement_bind_int(&statement, id);
	statement_bind_int(&statement, (int64_t)place);
	statement_bind_int(&statement, (int64_t)number);
	statement_bind_int(&statement, (int64_t)occurrence->offset);
	statement_bind_int(&statement, occurrence->length);
	statement_bind_int(&statement, occurrence->line);
	statement_bind_int(&statement, occurrence->encoding);
	statement_bind_int(&statement, occurrence->part);
	return statement_run(store, &statement, error);
}

static bool insert_place(struct store *store, int64_t id, size_t number,
	const struct holder *holder, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"INSERT INTO place (rotation, number, " PLACE_COLUMNS
		") VALUES (?, ?, " PLACE_VALUES ")");

	statement_bind_int(&statement, id);
	statement_bind_int(&statement, (int64_t)number);
	statement_bind_int(&statement, holder->kind);
	statement_bind_int(&statement, holder->encoding);
	statement_bind_int(&statement, holder->action);
	statement_bind_int(&statement, holder->status);
	statement_bind_text(&statement, holder->path);
	statement_bind_text(&statement, holder->name);
	statement_bind_text(&statement, holder->reason);
	statement_bind_text(&statement, holder->backup);
	statement_bind_int(&statement, holder->pid);
	statement_bind_int(&statement, (int64_t)holder->file.device);
	statement_bind_int(&statement, (int64_t)holder->file.inode);
	statement_bind_int(&statement, (int64_t)holder->file.size);
	statement_bind_int(&statement, holder->file.modified_ns);
	statement_bind_int(&statement, holder->file.changed_ns);
	statement_bind_text(&statement, holder->afterwards);
	bool ok = statement_run(store, &statement, error);
	for (size_t i = 0; ok && i < holder->occurrence_count; i++) {
		ok = insert_occurrence(store, id, number, i, &holder->occurrences[i], error);
	}
	return ok;
}

static bool has_unfinished(
	struct store *store, const struct journal_record *record, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"SELECT 1 FROM rotation WHERE service = ? AND user = ? AND phase <> ? AND id <> ?");

	statement_bind_text(&statement, record->service);
	statement_bind_text(&statement, record->user);
	statement_bind_int(&statement, JOURNAL_FINISHED);
	statement_bind_int(&statement, record->id);
	bool found = statement_row(&statement);
	if (!statement_end(store, &statement, error)) {
		return true;
	}
	if (found) {
		error_set(error, ERROR_UNFINISHED,
			"it was interrupted; 'keyturn resume' finishes it");
	}
	return found;
}

static bool is_same_credential(
	const struct credential_trace *one, const struct credential_trace *other)
{
	bool same = true;

	for (size_t i = 0; same && i < CREDENTIAL_PARTS_MAX; i++) {
		same = memcmp(one->parts[i].hash, other->parts[i].hash,
			       sizeof(one->parts[i].hash)) == 0;
	}
	return same;
}

/* Has one of the account's rotations replaced this very credential since it was searched for? */
static bool find_ended(
	struct store *store, const struct journal_record *record, bool *found, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"SELECT id FROM rotation WHERE service = ? AND user = ? AND new_fingerprint <> '' "
		"AND started >= ?");
	bool ok = true;

	*found = false;
	statement_bind_text(&statement, record->service);
	statement_bind_text(&statement, record->user);
	statement_bind_int(&statement, record->planned);
	while (ok && !*found && statement_row(&statement)) {
		struct credential_trace ended = {0};
		ok = journal_parts_read(store, statement_int(&statement), &ended, error);
		*found = ok && is_same_credential(&record->old_trace, &ended);
	}
	return statement_end(store, &statement, ok ? error : NULL) && ok;
}

/* If so, the search was for a dead key, and the places hold the one that is to be replaced now. */
static bool is_stale(struct store *store, const struct journal_record *record, struct error *error)
{
	bool stale = false;

	if (record->planned != 0 && !find_ended(store, record, &stale, error)) {
		return true;
	}
	if (stale) {
		error_set(error, ERROR_STALE, "%s", "");
	}
	return stale;
}

/* One that was planned, or put off: it must be so still. */
static bool start_planned(struct store *store, struct journal_record *record, struct error *error)
{
	struct statement find = statement_prepare(
		store, "SELECT 1 FROM rotation WHERE id = ? AND phase IN (?, ?)");
	struct statement start = {0};

	statement_bind_int(&find, record->id);
	statement_bind_int(&find, JOURNAL_PLANNED);
	statement_bind_int(&find, JOURNAL_CONFIRMED);
	bool found = statement_row(&find);
	if (!statement_end(store, &find, error)) {
		return false;
	}
	if (!found) {
		return error_set(error, ERROR_STALE, "%s", "it is not planned any more");
	}
	start = statement_prepare(
		store, "UPDATE rotation SET phase = ?, started = ?, unreadable = ? WHERE id = ?");
	statement_bind_int(&start, record->phase);
	statement_bind_int(&start, record->started);
	statement_bind_int(&start, (int64_t)record->unreadable);
	statement_bind_int(&start, record->id);
	return statement_run(store, &start, error);
}

static bool insert_new(struct store *store, struct journal_record *record, struct error *error)
{
	return insert_rotation(store, record, error) &&
		insert_parts(store, record->id, &record->old_trace, error);
}

static bool begin_all(struct store *store, struct journal_record *record,
	const struct holder *const *holders, size_t count, struct error *error)
{
	bool ok = schema_check(store, error) && !has_unfinished(store, record, error) &&
		!is_stale(store, record, error) &&
		(record->id != 0 ? start_planned(store, record, error)
				 : insert_new(store, record, error));

	for (size_t i = 0; ok && i < count; i++) {
		ok = insert_place(store, record->id, i, holders[i], error);
	}
	return ok;
}

/* True when the transaction is on the disk. */
static bool committed(struct store *store, bool ok, struct error *error)
{
	if (ok && store_execute(store, "COMMIT", error)) {
		return true;
	}
	store_rollback(store);
	return false;
}

bool journal_begin(struct store *store, struct journal_record *record,
	const struct holder *const *holders, size_t count, struct error *error)
{
	bool held = record->id != 0 && lock_is_held(store, record->service, record->user);

	if (!held && !lock_take(store, record->service, record->user, error)) {
		return false;
	}
	record->phase = JOURNAL_CONFIRMED;
	record->started = clock_wall();
	record->mine = true;
	if (store_execute(store, "BEGIN IMMEDIATE", error) &&
		committed(store, begin_all(store, record, holders, count, error), error)) {
		return true;
	}
	lock_release(store, record->service, record->user);
	return false;
}

/* ---- planning many ---- */

static bool lock_all(struct store *store, const struct journal_record *records, size_t count,
	struct error *error)
{
	struct error why = {0};

	for (size_t i = 0; i < count; i++) {
		if (lock_take(store, records[i].service, records[i].user, &why)) {
			continue;
		}
		error_set(error, why.kind, "%.80s: %.120s", records[i].user, why.detail);
		while (i-- > 0) {
			lock_release(store, records[i].service, records[i].user);
		}
		return false;
	}
	return true;
}

static bool next_batch(struct store *store, int64_t *batch, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT ifnull(max(batch), 0) + 1 FROM rotation");

	*batch = statement_row(&statement) ? statement_int(&statement) : 0;
	return statement_end(store, &statement, error);
}

static bool plan_one(
	struct store *store, struct journal_record *record, int64_t batch, struct error *error)
{
	struct error why = {0};

	record->id = 0;
	record->batch = batch;
	record->phase = JOURNAL_PLANNED;
	record->started = clock_wall();
	record->mine = true;
	if (has_unfinished(store, record, &why)) {
		return error_set(error, why.kind, "%.80s: %.120s", record->user, why.detail);
	}
	return insert_new(store, record, error);
}

static bool plan_all(
	struct store *store, struct journal_record *records, size_t count, struct error *error)
{
	int64_t batch = 0;
	bool ok = schema_check(store, error) && next_batch(store, &batch, error);

	for (size_t i = 0; ok && i < count; i++) {
		ok = plan_one(store, &records[i], batch, error);
	}
	return ok;
}

bool journal_plan(
	struct store *store, struct journal_record *records, size_t count, struct error *error)
{
	if (!lock_all(store, records, count, error)) {
		return false;
	}
	if (store_execute(store, "BEGIN IMMEDIATE", error) &&
		committed(store, plan_all(store, records, count, error), error)) {
		return true;
	}
	for (size_t i = 0; i < count; i++) {
		records[i].id = 0;
		lock_release(store, records[i].service, records[i].user);
	}
	return false;
}

/* ---- going on ---- */

/* The lock of the rotation's account. */
static void release_of(struct store *store, int64_t id)
{
	struct statement statement = statement_prepare(
		store, "SELECT service, user FROM rotation WHERE id = ?");
	struct journal_record account = {0};
	struct error ignored;

	statement_bind_int(&statement, id);
	if (statement_row(&statement)) {
		statement_text(&statement, account.service, sizeof(account.service));
		statement_text(&statement, account.user, sizeof(account.user));
		lock_release(store, account.service, account.user);
	}
	statement_end(store, &statement, &ignored);
}

bool journal_set_phase(struct store *store, int64_t id, enum journal_phase phase,
	const struct credential_trace *issued, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"UPDATE rotation SET phase = ?, new_id = ifnull(?, new_id), "
		"new_fingerprint = ifnull(?, new_fingerprint) WHERE id = ?");

	statement_bind_int(&statement, phase);
	statement_bind_text(&statement, issued != NULL ? issued->id : NULL);
	statement_bind_text(&statement, issued != NULL ? issued->fingerprint : NULL);
	statement_bind_int(&statement, id);
	bool ok = statement_run(store, &statement, error);
	if (ok && phase == JOURNAL_FINISHED) {
		release_of(store, id);
	}
	return ok;
}

void journal_release(struct store *store, const char *service, const char *user)
{
	lock_release(store, service, user);
}

bool journal_set_place(struct store *store, int64_t id, size_t index, enum holder_status status,
	const char *reason, const char *backup, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"UPDATE place SET status = ?, reason = ifnull(?, reason), "
		"backup = ifnull(?, backup) WHERE rotation = ? AND number = ?");

	statement_bind_int(&statement, status);
	statement_bind_text(&statement, reason);
	statement_bind_text(&statement, backup);
	statement_bind_int(&statement, id);
	statement_bind_int(&statement, (int64_t)index);
	return statement_run(store, &statement, error);
}

bool journal_set_hook(
	struct store *store, int64_t id, const char *name, const char *status, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "INSERT OR REPLACE INTO hook (rotation, name, status) VALUES (?, ?, ?)");

	statement_bind_int(&statement, id);
	statement_bind_text(&statement, name);
	statement_bind_text(&statement, status);
	return statement_run(store, &statement, error);
}
