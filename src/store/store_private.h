/* SPDX-License-Identifier: MIT
 * What the store's files share. */
#ifndef KEYTURN_STORE_PRIVATE_H
#define KEYTURN_STORE_PRIVATE_H

#include "late_sqlite.h"

#include "keyturn/store.h"

/* PRAGMA application_id of every state.db, "keyt", so that another program's database is not taken for
 * ours. */
enum { STATE_APPLICATION_ID = 0x6b657974 };

struct lock;

struct store {
	sqlite3 *db;
	char *dir;
	struct lock *locks; /* owned; those of our rotations */
	size_t lock_count;
};

/* Fills `error` with SQLite's message (ERROR_STATE when the file is not an intact database); returns
 * false. */
bool store_fail(struct store *store, struct error *error);

/* Runs SQL without rows or parameters. */
bool store_execute(struct store *store, const char *sql, struct error *error);

/* Rolls a transaction back; fine when SQLite has already done so. */
void store_rollback(struct store *store);

/* ---- a prepared statement: bind in order, then run or read ---- */

struct statement {
	sqlite3_stmt
		*handle; /* NULL when it could not be prepared; then everything below fails too */
	int bound, read;
	bool failed;
	int rejected; /* 1 + the first column whose value keyturn would never write; 0: none */
};

struct statement statement_prepare(struct store *store, const char *sql);
void statement_bind_int(struct statement *statement, int64_t value);
void statement_bind_text(struct statement *statement, const char *text); /* NULL becomes NULL */
void statement_bind_blob(struct statement *statement, const void *data, size_t len);

/* True when there is a row; then read its columns in order. */
bool statement_row(struct statement *statement);
int64_t statement_int(struct statement *statement);
/* A number from 0 to `most`. Do not use any other, or a value for which statement_reject() was called:
 * no more rows come then, and statement_end() fails with ERROR_STATE. */
int64_t statement_number(struct statement *statement, int64_t most);
void statement_reject(struct statement *statement); /* the last column read */
void statement_text(struct statement *statement, char *out, size_t size);
char *statement_text_copy(struct statement *statement); /* NULL for NULL; the caller frees */
/* False unless the column has exactly `len` bytes. */
bool statement_blob(struct statement *statement, void *out, size_t len);

/* Finalizes it. False with `error` when anything failed, or a value was rejected. */
bool statement_end(struct store *store, struct statement *statement, struct error *error);

/* Runs a statement without rows and finalizes it. */
bool statement_run(struct store *store, struct statement *statement, struct error *error);

/* ---- the history's newest record, in history.head beside state.db ---- */

enum { HISTORY_HASH_SIZE = 32 };

struct history_head {
	int64_t number; /* of the newest record; 0: there is none, and the hash is zeros */
	unsigned char hash[HISTORY_HASH_SIZE];
};

/* Reads that of the table. */
bool history_head_find(struct store *store, struct history_head *head, struct error *error);

/* Writes the table's newest record; of several processes' records the newest one stays. */
bool history_head_update(struct store *store, struct error *error);

/* Fills `check->newest` and `check->written`. */
bool history_head_check(struct store *store, struct history_check *check, struct error *error);

/* ---- one rotation at a time for each account ---- */

/* Takes the account's lock for the life of this process. ERROR_UNFINISHED when another process has it, or
 * this one already. */
bool lock_take(struct store *store, const char *service, const char *user, struct error *error);

/* The same for a rotation that another process left: waits up to two seconds for one that is about to
 * end. */
bool lock_take_over(
	struct store *store, const char *service, const char *user, struct error *error);
bool lock_is_held(const struct store *store, const char *service, const char *user); /* by us */
void lock_release(struct store *store, const char *service, const char *user);       /* if held */
void lock_release_all(struct store *store);
bool lock_is_free(const struct store *store, const char *service, const char *user);

#endif
