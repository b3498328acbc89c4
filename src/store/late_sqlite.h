/* SPDX-License-Identifier: MIT
 * SQLite, loaded when the first store is opened and not with the program: more than half of the
 * relocations at the start were its own, and the sign-in form has no use for it.
 *
 * Its functions are members of `sqlite`: sqlite.step() is sqlite3_step(). */
#ifndef KEYTURN_STORE_LATE_SQLITE_H
#define KEYTURN_STORE_LATE_SQLITE_H

#include <stdbool.h>

#include <sqlite3.h>

#include "keyturn/error.h"

#define LATE_SQLITE_TABLE(X) \
	X(bind_blob) \
	X(bind_int64) \
	X(bind_text) \
	X(busy_timeout) \
	X(close) \
	X(column_blob) \
	X(column_bytes) \
	X(column_int64) \
	X(column_name) \
	X(column_text) \
	X(errcode) \
	X(errmsg) \
	X(exec) \
	X(finalize) \
	X(last_insert_rowid) \
	X(open_v2) \
	X(prepare_v2) \
	X(sleep) \
	X(step)

struct late_sqlite {
#define X(name) __typeof__(sqlite3_##name) *name;
	LATE_SQLITE_TABLE(X)
#undef X
};

/* All NULL until it is loaded. */
extern struct late_sqlite sqlite;

bool late_sqlite_load(struct error *error);
void late_sqlite_load_ahead(void);

#endif
