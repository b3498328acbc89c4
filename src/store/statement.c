/* SPDX-License-Identifier: MIT */
#include "store_private.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/memory.h"

bool store_fail(struct store *store, struct error *error)
{
	int code = sqlite3_errcode(store->db);

	return error_set(error,
		code == SQLITE_NOTADB || code == SQLITE_CORRUPT ? ERROR_STATE : ERROR_SYSTEM,
		"%s/state.db: %s", store->dir, sqlite3_errmsg(store->db));
}

bool store_execute(struct store *store, const char *sql, struct error *error)
{
	return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
		store_fail(store, error);
}

void store_rollback(struct store *store)
{
	sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

struct statement statement_prepare(struct store *store, const char *sql)
{
	struct statement statement = {0};

	statement.failed = sqlite3_prepare_v2(store->db, sql, -1, &statement.handle, NULL) !=
		SQLITE_OK;
	return statement;
}

static void note(struct statement *statement, int result)
{
	statement->failed = statement->failed || result != SQLITE_OK;
}

void statement_bind_int(struct statement *statement, int64_t value)
{
	note(statement, sqlite3_bind_int64(statement->handle, ++statement->bound, value));
}

void statement_bind_text(struct statement *statement, const char *text)
{
	note(statement,
		sqlite3_bind_text(
			statement->handle, ++statement->bound, text, -1, SQLITE_TRANSIENT));
}

void statement_bind_blob(struct statement *statement, const void *data, size_t len)
{
	note(statement,
		sqlite3_bind_blob(
			statement->handle, ++statement->bound, data, (int)len, SQLITE_TRANSIENT));
}

bool statement_row(struct statement *statement)
{
	if (statement->failed || statement->rejected != 0) {
		return false;
	}
	int result = sqlite3_step(statement->handle);
	statement->read = 0;
	statement->failed = result != SQLITE_ROW && result != SQLITE_DONE;
	return result == SQLITE_ROW;
}

int64_t statement_int(struct statement *statement)
{
	return sqlite3_column_int64(statement->handle, statement->read++);
}

void statement_reject(struct statement *statement)
{
	if (statement->rejected == 0) {
		statement->rejected = statement->read;
	}
}

int64_t statement_number(struct statement *statement, int64_t most)
{
	int64_t number = statement_int(statement);

	if (number < 0 || number > most) {
		statement_reject(statement);
		return 0;
	}
	return number;
}

void statement_text(struct statement *statement, char *out, size_t size)
{
	const unsigned char *text = sqlite3_column_text(statement->handle, statement->read++);

	snprintf(out, size, "%s", text == NULL ? "" : (const char *)text);
}

char *statement_text_copy(struct statement *statement)
{
	return memory_text((const char *)sqlite3_column_text(statement->handle, statement->read++));
}

bool statement_blob(struct statement *statement, void *out, size_t len)
{
	int column = statement->read++;
	const void *data = sqlite3_column_blob(statement->handle, column);

	if (data == NULL || (size_t)sqlite3_column_bytes(statement->handle, column) != len) {
		return false;
	}
	memcpy(out, data, len);
	return true;
}

bool statement_end(struct store *store, struct statement *statement, struct error *error)
{
	bool ok = !statement->failed && statement->rejected == 0;

	if (statement->failed) {
		store_fail(store, error);
	} else if (!ok) {
		error_set(error, ERROR_STATE,
			"a row has a \"%s\" that keyturn never writes (%s/state.db)",
			sqlite3_column_name(statement->handle, statement->rejected - 1),
			store->dir);
	}
	sqlite3_finalize(statement->handle);
	return ok;
}

bool statement_run(struct store *store, struct statement *statement, struct error *error)
{
	statement_row(statement);
	return statement_end(store, statement, error);
}
