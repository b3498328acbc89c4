/* SPDX-License-Identifier: MIT
 * What keyturn remembers between runs: the history of what was done to keys, and the journal of
 * unfinished rotations. An SQLite database, state.db (0600), fully synced before a call returns, and
 * history.head (0600) beside it. They hold no secrets, only places, offsets, lengths, hashes and
 * fingerprints. */
#ifndef KEYTURN_STORE_H
#define KEYTURN_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keyturn/account.h"
#include "keyturn/credential.h"
#include "keyturn/error.h"
#include "keyturn/history.h"
#include "keyturn/holder.h"

struct store;

/* Opens or creates `state_dir`/state.db (the directory exists, 0700). Another keyturn may have it open
 * too. An older keyturn's database is converted to the current version. NULL with `error` when it cannot
 * be written, belongs to a newer keyturn (ERROR_STATE_NEWER) or has other tables than keyturn creates
 * (ERROR_STATE): it is left as it was, and nothing that changes a key may start. */
struct store *store_open(const char *state_dir, struct error *error);
void store_close(struct store *store); /* NULL is fine */

/* Loads the database library, which store_open() does as well: can state be kept here at all? */
bool store_start(struct error *error);

/* Begins to load it beside what is done until then. */
void store_load_ahead(void);

/* ---- history: a chain of records, each hashed with the one before ---- */

/* Durable on return: first the record, then its number and hash in history.head, outside the table. If
 * only the latter fails, the record exists, and the error says that the head does not have it. If the
 * record that history.head names is not in the table (any more), the head is left as it is, for
 * history_verify() to report. */
bool history_add(struct store *store, const struct history_entry *entry, struct error *error);

/* Newest first; stops when `each` returns false. */
bool history_list(struct store *store, bool (*each)(void *data, const struct history_entry *entry),
	void *data, struct error *error);

/* What history.head says about the newest records; from CUT on something is wrong. The table may be ahead
 * of it if a process was killed before it wrote the head. */
enum history_newest {
	HISTORY_NEWEST_NONE, /* neither head nor records: nothing was written, or both were removed */
	HISTORY_NEWEST_PRESENT, /* all records that were written are there */
	HISTORY_NEWEST_UNKNOWN, /* no head: nobody can know whether records were cut off */
	HISTORY_NEWEST_CUT,     /* fewer than were written */
	HISTORY_NEWEST_EMPTIED, /* no records, though some were written: they or all of state.db were
	                         * deleted */
	HISTORY_NEWEST_DIFFERENT, /* the record of that number is a different one: the chain was replaced */
	HISTORY_NEWEST_DAMAGED, /* keyturn did not write this head */
	HISTORY_NEWEST_COUNT
};

/* Checks the chain. `broken` is the number of the first record that was changed, removed or inserted, 0
 * for none; `records` is how many were checked until then. Whoever can write both state.db and
 * history.head can forge all of it: only a copy of `head` (64 hex digits) kept elsewhere reveals that. */
struct history_check {
	int64_t records, broken;
	char head[65];
	enum history_newest newest;
	int64_t written; /* from history.head; 0 when it is missing or damaged */
};

const char *history_newest_name(enum history_newest newest); /* "present" */

/* True when the chain is intact and its end is known to be complete. */
bool history_is_whole(const struct history_check *check);

bool history_verify(struct store *store, struct history_check *check, struct error *error);

/* ---- journal: one unfinished rotation an account ---- */

/* state.db stores these numbers: they never change, and new ones get the next number. */
enum journal_phase {
	JOURNAL_CONFIRMED = 0, /* the reset may or may not have been sent */
	JOURNAL_NEW = 1,       /* the key is new; places are being updated */
	JOURNAL_FINISHED = 2,
	JOURNAL_UNDOING =
		3, /* was FINISHED, and its files are being put back; FINISHED again after */
	JOURNAL_PLANNED = 4, /* confirmed with others; certainly not sent yet */
	JOURNAL_PHASE_LAST = JOURNAL_PLANNED
};

enum { KEYS_DIR_SIZE = 1024 };

struct journal_record {
	int64_t id;
	enum journal_phase phase;
	int64_t started; /* s since the epoch */
	int64_t planned; /* for journal_begin(): when the old key was searched for; 0: it was not */
	int kind;        /* the kind of rotation, a number for rotation_kind_find() */
	char service[ACCOUNT_URL_SIZE], user[ACCOUNT_NAME_SIZE], user_id[ACCOUNT_ID_SIZE];
	char key_name[KEY_NAME_SIZE];      /* the name for a created credential; or "" */
	struct credential_trace old_trace; /* zeroed when there was none before */
	struct credential_trace new_trace; /* only ID and fingerprint */
	bool leaked;
	size_t unreadable; /* files and directories that may hold the old one, but could not be read */
	int64_t batch;     /* the number of the batch it belongs to; 0: none */
	char keys_dir[KEYS_DIR_SIZE]; /* where its new key goes, into a file; or "" */
	bool mine; /* its process is this one, or is gone; false: another keyturn is working on it */
};

/* Begins a rotation: durable on return, and holds a lock on the account as long as this process lives.
 * Compares the tables again, as store_open() does, and fails with the same errors. ERROR_UNFINISHED when
 * another keyturn is rotating this account's key or has left a rotation unfinished; ERROR_STALE when one
 * has replaced the old key since it was searched for.
 *
 * `id` 0: a new rotation. Otherwise one that journal_plan() wrote: ERROR_STALE when it is not PLANNED any more. */
bool journal_begin(struct store *store, struct journal_record *record,
	const struct holder *const *holders, size_t count, struct error *error);

/* Plans the rotations of one batch, all or none: each is PLANNED, and gets its `id`, one after another, and the
 * `batch`. Durable on return, with the locks of all accounts. Fails like journal_begin(), naming the user. */
bool journal_plan(
	struct store *store, struct journal_record *records, size_t count, struct error *error);

/* Record what has been done; durable on return. FINISHED releases the account's lock. Of `issued` only
 * the ID and the fingerprint are kept; where `issued`, `reason` or `backup` is NULL, the old value stays. */
bool journal_set_phase(struct store *store, int64_t id, enum journal_phase phase,
	const struct credential_trace *issued, struct error *error);
bool journal_set_place(struct store *store, int64_t id, size_t index, enum holder_status status,
	const char *reason, const char *backup, struct error *error);
bool journal_set_hook(
	struct store *store, int64_t id, const char *name, const char *status, struct error *error);

/* Releases the account's lock without finishing: the rotation stays in the journal. */
void journal_release(struct store *store, const char *service, const char *user);

/* Takes over an unfinished rotation whose process is gone; waits up to two seconds for it to go.
 * ERROR_UNFINISHED when it is still there; ERROR_STALE when the rotation has been finished. */
bool journal_adopt(struct store *store, int64_t id, struct error *error);

/* Unfinished ones, oldest first, those that are being undone too; stops when `each` returns false. */
bool journal_unfinished(struct store *store,
	bool (*each)(void *data, const struct journal_record *record), void *data,
	struct error *error);

/* The places of a rotation, in order; the caller owns the array and what it points to. */
bool journal_places(struct store *store, int64_t id, struct holder ***holders, size_t *count,
	struct error *error);

/* Rotations that backed up files, whether or not the backups still exist, newest first; stops when `each`
 * returns false. */
bool journal_backed_up(struct store *store,
	bool (*each)(void *data, const struct journal_record *record), void *data,
	struct error *error);

/* Marks a finished rotation as UNDOING (it may be marked already, by an undo that was interrupted), with the
 * account's lock; durable on return. Go on with journal_set_place(), then journal_set_phase(FINISHED).
 * ERROR_UNFINISHED when a rotation of the account is under way or unfinished; ERROR_STALE when there is no
 * such rotation. */
bool journal_undo(struct store *store, int64_t id, struct error *error);

/* What journal_set_hook() recorded last; a hook that is "done" need not run again. "" when nothing was
 * recorded. */
bool journal_hook_status(struct store *store, int64_t id, const char *name, char *status,
	size_t size, struct error *error);

#endif
