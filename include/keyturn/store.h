/* SPDX-License-Identifier: MIT
 * What keyturn remembers between runs: the history of what was done to keys, and the journal of
 * rotations that are not finished. SQLite in state.db (0600), synced fully before a call returns, and
 * beside it history.head (0600). No secret is in them: places, offsets, lengths, hashes and
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

/* Opens or makes `state_dir`/state.db (the directory exists, 0700). Another keyturn may have it open.
 * One of an earlier keyturn is brought to today's tables. NULL with `error` when it cannot be written, is a
 * later keyturn's (ERROR_STATE_NEWER) or has other tables than keyturn makes (ERROR_STATE): then nothing
 * that changes may start, and it is as it was. */
struct store *store_open(const char *state_dir, struct error *error);
void store_close(struct store *store); /* NULL is fine */

/* ---- history: a chain of records, each hashed with the one before ---- */

/* Durable when it returns: first the record, then its number and hash in history.head, outside the table. If
 * only the latter fails, the record is there and the error says that the head is not. A history.head
 * whose record is not in the table (any more) is left as it is, for history_verify() to tell. */
bool history_add(struct store *store, const struct history_entry *entry, struct error *error);

/* Newest first; stops when `each` returns false. */
bool history_list(struct store *store, bool (*each)(void *data, const struct history_entry *entry),
	void *data, struct error *error);

/* What history.head says of the newest records; from CUT on something is wrong. The table may be ahead of
 * it: then a process was killed before it wrote the head. */
enum history_newest {
	HISTORY_NEWEST_NONE, /* no head, and no record: nothing was written, or both were removed */
	HISTORY_NEWEST_PRESENT, /* all that were written are there */
	HISTORY_NEWEST_UNKNOWN, /* no head: whether some were cut off cannot be known */
	HISTORY_NEWEST_CUT,     /* fewer than were written */
	HISTORY_NEWEST_EMPTIED, /* none, though some were written: deleted, or all of state.db was */
	HISTORY_NEWEST_DIFFERENT, /* the record of that number is another: the chain was made anew */
	HISTORY_NEWEST_DAMAGED,   /* the head is not one that keyturn wrote */
	HISTORY_NEWEST_COUNT
};

/* Walks the chain. `broken` is the number of the first record that was changed, removed or put in
 * between, 0 when none; `records` were walked until then. Who may write both state.db and history.head can
 * make all of it anew: that can be seen only against the `head` (64 hex digits) that was written down
 * elsewhere. */
struct history_check {
	int64_t records, broken;
	char head[65];
	enum history_newest newest;
	int64_t written; /* as history.head says; 0 when it is missing or damaged */
};

const char *history_newest_name(enum history_newest newest); /* "present" */

/* True when the chain is not broken, and nothing is missing or not known at its end. */
bool history_is_whole(const struct history_check *check);

bool history_verify(struct store *store, struct history_check *check, struct error *error);

/* ---- journal: one unfinished rotation an account ---- */

/* In state.db as these numbers: none may change, new ones get the next number. */
enum journal_phase {
	JOURNAL_CONFIRMED = 0, /* the reset may have been sent, or not */
	JOURNAL_NEW = 1,       /* the key is new; places are being updated */
	JOURNAL_FINISHED = 2,
	JOURNAL_UNDOING = 3, /* was FINISHED, and its files are being put back; FINISHED again after */
	JOURNAL_PHASE_LAST = JOURNAL_UNDOING
};

struct journal_record {
	int64_t id;
	enum journal_phase phase;
	int64_t started; /* s since the epoch */
	int64_t planned; /* to begin: when the old key was looked for; 0: it was not */
	int kind;        /* of rotation: rotation_kind_find() knows its number */
	char service[ACCOUNT_URL_SIZE], user[ACCOUNT_NAME_SIZE], user_id[ACCOUNT_ID_SIZE];
	char key_name[KEY_NAME_SIZE];      /* what a created credential is named; or "" */
	struct credential_trace old_trace; /* nothing is traced when there was none before */
	struct credential_trace new_trace; /* id and fingerprint alone */
	bool leaked;
	bool mine; /* its process is this one, or is gone; false: another keyturn works on it */
};

/* Begins: durable when it returns, and holds a lock on the account while this process lives. Looks once
 * more at the tables, as store_open() does, and refuses with its errors.
 * ERROR_UNFINISHED when another keyturn has this account's rotation under way, or one is unfinished;
 * ERROR_STALE when one has ended the old key since it was looked for. */
bool journal_begin(struct store *store, struct journal_record *record,
	const struct holder *const *holders, size_t count, struct error *error);

/* What has been done; durable when they return. FINISHED lets go of the account. Of what was `issued` the id
 * and the fingerprint are kept; it, `reason` and `backup` stay as they were where they are NULL. */
bool journal_set_phase(struct store *store, int64_t id, enum journal_phase phase,
	const struct credential_trace *issued, struct error *error);
bool journal_set_place(struct store *store, int64_t id, size_t index, enum holder_status status,
	const char *reason, const char *backup, struct error *error);
bool journal_set_hook(
	struct store *store, int64_t id, const char *name, const char *status, struct error *error);

/* Lets go of the account without finishing: the journal keeps the rotation. */
void journal_release(struct store *store);

/* Takes over an unfinished rotation whose process is gone, or is within two seconds, for which it waits.
 * ERROR_UNFINISHED when it is not; ERROR_STALE when it has been finished. */
bool journal_adopt(struct store *store, int64_t id, struct error *error);

/* Unfinished ones, oldest first, those that are being undone too; stops when `each` returns false. */
bool journal_unfinished(struct store *store,
	bool (*each)(void *data, const struct journal_record *record), void *data,
	struct error *error);

/* The places of one, in their order; the array and what it points to are the caller's. */
bool journal_places(struct store *store, int64_t id, struct holder ***holders, size_t *count,
	struct error *error);

/* Those of which files were backed up, whether or not the backups are there still, newest first; stops when
 * `each` returns false. */
bool journal_backed_up(struct store *store,
	bool (*each)(void *data, const struct journal_record *record), void *data,
	struct error *error);

/* A finished rotation is UNDOING from now on, or has been since an interruption: durable when it returns, with
 * the account's lock. journal_set_place() and then journal_set_phase(FINISHED) go on as in a rotation.
 * ERROR_UNFINISHED when the account has a rotation under way or unfinished; ERROR_STALE when there is no such
 * one. */
bool journal_undo(struct store *store, int64_t id, struct error *error);

/* What journal_set_hook() said last: a hook that is "done" need not run again. "" when it never did. */
bool journal_hook_status(struct store *store, int64_t id, const char *name, char *status,
	size_t size, struct error *error);

#endif
