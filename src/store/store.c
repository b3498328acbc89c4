/* SPDX-License-Identifier: MIT */
#include "store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "schema.h"

enum { BUSY_MS = 5000, BUSY_STEP_MS = 10, PATH_SIZE = 4096 };

/* SQLite would create the file with the umask's mode, and follow a link. */
static bool make_private(const char *path, struct error *error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0) {
		return error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
	}
	bool ok = fchmod(fd, 0600) == 0;
	if (!ok) {
		error_set(error, ERROR_SYSTEM, "%s: %s", path, strerror(errno));
	}
	close(fd);
	return ok;
}

/* FULL: what a call has written is on the disk when it returns, in WAL mode too. Nothing is written
 * before it is known whose file it is, and foreign keys stay off until tables need not be rebuilt any
 * more. */
static bool prepare(struct store *store, struct error *error)
{
	int version;

	sqlite.busy_timeout(store->db, BUSY_MS);
	return store_execute(store, "PRAGMA temp_store = MEMORY", error) &&
		store_execute(store, "PRAGMA foreign_keys = OFF", error) &&
		schema_find(store, &version, error) &&
		store_execute(store, "PRAGMA journal_mode = WAL", error) &&
		store_execute(store, "PRAGMA synchronous = FULL", error) &&
		(version == SCHEMA_VERSION || schema_upgrade(store, error)) &&
		store_execute(store, "PRAGMA foreign_keys = ON", error);
}

/* SQLite's own wait does not cover the change to WAL mode: of several that open a new file at once, one
 * would be refused at once (https://sqlite.org/pragma.html#pragma_journal_mode). */
static bool prepare_in_turn(struct store *store, struct error *error)
{
	for (int waited = 0; !prepare(store, error); waited += BUSY_STEP_MS) {
		if (sqlite.errcode(store->db) != SQLITE_BUSY || waited >= BUSY_MS) {
			return false;
		}
		sqlite.sleep(BUSY_STEP_MS);
	}
	return true;
}

/* Resolves links, since SQLite, told to follow none, would refuse one anywhere in the path, and many
 * homes are behind one. By now it has been checked who owns each directory in the path. */
static bool find_file(const char *state_dir, char path[PATH_SIZE], struct error *error)
{
	char *real = realpath(state_dir, NULL);

	if (real == NULL) {
		return error_set(error, ERROR_SYSTEM, "%s: %s", state_dir, strerror(errno));
	}
	bool fits = snprintf(path, PATH_SIZE, "%s/state.db", real) < PATH_SIZE;
	free(real);
	return fits || error_set(error, ERROR_SYSTEM, "the state directory's path is too long");
}

bool store_start(struct error *error)
{
	return late_sqlite_load(error) &&
		(sodium_init() >= 0 ||
			error_set(error, ERROR_SYSTEM, "libsodium cannot be started"));
}

void store_load_ahead(void)
{
	late_sqlite_load_ahead();
}

struct store *store_open(const char *state_dir, struct error *error)
{
	char path[PATH_SIZE];

	if (!store_start(error) || !find_file(state_dir, path, error) ||
		!make_private(path, error)) {
		return NULL;
	}
	struct store *store = memory_alloc(sizeof(*store));
	store->dir = memory_text(state_dir);
	if (sqlite.open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) !=
		SQLITE_OK) {
		store_fail(store, error);
		store_close(store);
		return NULL;
	}
	if (!prepare_in_turn(store, error)) {
		store_close(store);
		return NULL;
	}
	return store;
}

void store_close(struct store *store)
{
	if (store == NULL) {
		return;
	}
	lock_release_all(store);
	sqlite.close(store->db);
	free(store->dir);
	free(store);
}
