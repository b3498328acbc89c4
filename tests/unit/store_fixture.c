/* SPDX-License-Identifier: MIT */
#include "store_fixture.h"

#include <stdio.h>

#include <sqlite3.h>

#include "scratch.h"

char *store_dir;

int store_dir_make(void **state)
{
	(void)state;
	store_dir = scratch_create();
	return 0;
}

int store_dir_remove(void **state)
{
	(void)state;
	scratch_destroy(store_dir);
	store_dir = NULL;
	return 0;
}

struct store *store_open_here(void)
{
	struct error error = {0};
	struct store *store = store_open(store_dir, &error);

	if (store == NULL) {
		print_error("%s\n", error.detail);
	}
	assert_non_null(store);
	return store;
}

static sqlite3 *open_database(void)
{
	char path[512];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/state.db", store_dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	/* There are no power failures here, so there is no need to wait for the disk. */
	assert_int_equal(sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
	return db;
}

void store_execute_here(const char *sql)
{
	sqlite3 *db = open_database();
	char *reason = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &reason) != SQLITE_OK) {
		fail_msg("%s: %s", sql, reason);
	}
	sqlite3_close(db);
}

int64_t store_number_here(const char *sql)
{
	sqlite3 *db = open_database();
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return number;
}

bool store_hook_is_done(struct store *store, int64_t id, const char *name)
{
	struct error error = {0};
	char status[16];

	assert_true(journal_hook_status(store, id, name, status, sizeof(status), &error));
	return strcmp(status, "done") == 0;
}
