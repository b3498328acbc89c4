/* SPDX-License-Identifier: MIT
 * A finished rotation is taken up again, to put its files back. */
#include "schema.h"
#include "store_private.h"

/* Finished, or an undo of it was interrupted. */
static bool find_account(
	struct store *store, int64_t id, struct journal_record *account, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT service, user FROM rotation WHERE id = ? AND phase IN (?, ?)");

	statement_bind_int(&statement, id);
	statement_bind_int(&statement, JOURNAL_FINISHED);
	statement_bind_int(&statement, JOURNAL_UNDOING);
	bool found = statement_row(&statement);
	if (found) {
		statement_text(&statement, account->service, sizeof(account->service));
		statement_text(&statement, account->user, sizeof(account->user));
	}
	if (!statement_end(store, &statement, error)) {
		return false;
	}
	return found ||
		error_set(error, ERROR_STALE, "rotation %lld is not a finished one", (long long)id);
}

/* Its files may be the same ones. */
static bool is_alone(
	struct store *store, int64_t id, const struct journal_record *account, struct error *error)
{
	struct statement statement = statement_prepare(store,
		"SELECT id FROM rotation WHERE service = ? AND user = ? AND phase <> ? AND id <> ?");

	statement_bind_text(&statement, account->service);
	statement_bind_text(&statement, account->user);
	statement_bind_int(&statement, JOURNAL_FINISHED);
	statement_bind_int(&statement, id);
	const bool other = statement_row(&statement);
	if (!statement_end(store, &statement, error)) {
		return false;
	}
	return !other ||
		error_set(error, ERROR_UNFINISHED,
			"it was interrupted; 'keyturn resume' finishes it");
}

static bool set_undoing(
	struct store *store, int64_t id, const struct journal_record *account, struct error *error)
{
	return schema_check(store, error) && is_alone(store, id, account, error) &&
		journal_set_phase(store, id, JOURNAL_UNDOING, NULL, error);
}

bool journal_undo(struct store *store, int64_t id, struct error *error)
{
	struct journal_record account;

	if (!find_account(store, id, &account, error) ||
		!lock_take_over(store, account.service, account.user, error)) {
		return false;
	}
	if (store_execute(store, "BEGIN IMMEDIATE", error)) {
		if (set_undoing(store, id, &account, error) &&
			store_execute(store, "COMMIT", error)) {
			return true;
		}
		store_rollback(store);
	}
	lock_release(store, account.service, account.user);
	return false;
}
