/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "schema.h"
#include "store_sql.h"

/* As in assets/sandbox.sql. */
enum { SCHEMA_VERSION = 2 };

struct store {
	sqlite3 *db;
	bool failed;
};

static bool fail(struct store *store)
{
	store->failed = true;
	return false;
}

sqlite3_stmt *store_prepare(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK) {
		fail(store);
	}
	return statement;
}

bool store_step(struct store *store, sqlite3_stmt *statement)
{
	int result = statement == NULL ? SQLITE_MISUSE : sqlite3_step(statement);

	if (result != SQLITE_ROW && result != SQLITE_DONE) {
		fail(store);
	}
	return result == SQLITE_ROW;
}

bool store_run(struct store *store, sqlite3_stmt *statement)
{
	int result = statement == NULL ? SQLITE_MISUSE : sqlite3_step(statement);

	sqlite3_finalize(statement);
	if (result != SQLITE_DONE) {
		return fail(store);
	}
	return true;
}

bool store_changed(struct store *store)
{
	return sqlite3_changes(store->db) > 0;
}

void store_bind(sqlite3_stmt *statement, int index, const char *text)
{
	sqlite3_bind_text(statement, index, text, -1, SQLITE_TRANSIENT);
}

char *store_column(sqlite3_stmt *statement, int index)
{
	return memory_text((const char *)sqlite3_column_text(statement, index));
}

static bool execute(struct store *store, const char *sql)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail(store);
}

/* A file from another version has other tables; an empty one has no version yet. */
static bool same_version(struct store *store)
{
	sqlite3_stmt *statement = store_prepare(store,
		"SELECT user_version FROM pragma_user_version"
		" WHERE EXISTS (SELECT 1 FROM sqlite_schema)");
	bool same = !store_step(store, statement) ||
		sqlite3_column_int(statement, 0) == SCHEMA_VERSION;

	sqlite3_finalize(statement);
	return same;
}

/* FULL: a commit is on the disk before the answer is sent, in WAL mode too. */
static bool prepare_database(struct store *store)
{
	return execute(store, "PRAGMA journal_mode = WAL") &&
		execute(store, "PRAGMA synchronous = FULL") &&
		execute(store, "PRAGMA foreign_keys = ON") && execute(store, asset_schema);
}

struct store *store_open(const char *path, struct error *error)
{
	struct store *store = memory_alloc(sizeof(*store));
	const char *name = path == NULL ? ":memory:" : path;
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

	if (sqlite3_open_v2(name, &store->db, flags, NULL) != SQLITE_OK ||
		sqlite3_busy_timeout(store->db, 2000) != SQLITE_OK) {
		error_set(error, ERROR_SYSTEM, "%s: %s", name, sqlite3_errmsg(store->db));
	} else if (!same_version(store)) {
		error_set(error, ERROR_SYSTEM, "%s was made by another version of keyturn-sandbox",
			name);
	} else if (!prepare_database(store)) {
		error_set(error, ERROR_SYSTEM, "%s: %s", name, sqlite3_errmsg(store->db));
	} else {
		return store;
	}
	store_close(store);
	return NULL;
}

void store_close(struct store *store)
{
	if (store == NULL) {
		return;
	}
	sqlite3_close(store->db);
	free(store);
}

bool store_failed(struct store *store)
{
	bool failed = store->failed;

	store->failed = false;
	if (failed && !sqlite3_get_autocommit(store->db)) {
		sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	}
	return failed;
}

bool store_empty(struct store *store)
{
	sqlite3_stmt *statement = store_prepare(store, "SELECT 1 FROM user LIMIT 1");
	bool found = store_step(store, statement);

	sqlite3_finalize(statement);
	return !found;
}

bool store_begin(struct store *store)
{
	return execute(store, "BEGIN IMMEDIATE");
}

bool store_commit(struct store *store)
{
	return execute(store, "COMMIT");
}

void store_rollback(struct store *store)
{
	execute(store, "ROLLBACK");
}
