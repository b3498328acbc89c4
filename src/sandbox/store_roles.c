/* SPDX-License-Identifier: MIT */
#include "store.h"
#include "store_sql.h"

void store_roles(
	struct store *store, const char *user_id, void each(void *data, const char *id), void *data)
{
	sqlite3_stmt *statement = store_prepare(
		store, "SELECT role_id FROM user_role WHERE user_id = ?1 ORDER BY role_id");

	store_bind(statement, 1, user_id);
	while (store_step(store, statement)) {
		each(data, (const char *)sqlite3_column_text(statement, 0));
	}
	sqlite3_finalize(statement);
}

static bool change(struct store *store, const char *sql, const char *user_id, const char *role_id)
{
	sqlite3_stmt *statement = store_prepare(store, sql);

	store_bind(statement, 1, user_id);
	store_bind(statement, 2, role_id);
	return store_run(store, statement);
}

bool store_role_add(struct store *store, const char *user_id, const char *role_id)
{
	return change(store, "INSERT OR IGNORE INTO user_role VALUES (?1, ?2)", user_id, role_id);
}

bool store_role_remove(struct store *store, const char *user_id, const char *role_id)
{
	return change(store, "DELETE FROM user_role WHERE user_id = ?1 AND role_id = ?2", user_id,
		       role_id) &&
		store_changed(store);
}
