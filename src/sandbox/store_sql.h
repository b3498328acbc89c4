/* SPDX-License-Identifier: MIT
 * What the store's files share: statements that record failure in the store. */
#ifndef SANDBOX_STORE_SQL_H
#define SANDBOX_STORE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>

struct store;

/* NULL on failure; every function here and in SQLite accepts a NULL statement. */
sqlite3_stmt *store_prepare(struct store *store, const char *sql);
/* True when there is a row. */
bool store_step(struct store *store, sqlite3_stmt *statement);
/* Runs a statement without rows and finalizes it. */
bool store_run(struct store *store, sqlite3_stmt *statement);
/* True when the last statement changed a row. */
bool store_changed(struct store *store);
void store_bind(sqlite3_stmt *statement, int index, const char *text);
/* A copy, NULL for NULL; the caller frees it. */
char *store_column(sqlite3_stmt *statement, int index);

#endif
