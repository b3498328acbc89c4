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

enum { BUSY_MS = 5000, PATH_SIZE = 4096 };

/* SQLite would make the file with the umask's mode, and follow a link. */
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

/* FULL: what a call has written is on the disk when it returns, in WAL mode as well. Nothing is written
 * before it is known whose the file is, and only a table that is made anew may leave its rows alone. */
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

/* Without links: SQLite, told to follow none, would refuse one anywhere on the way, and many a home is
 * behind one. Whose the way is has been looked at by then. */
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

struct store *store_open(const char *state_dir, struct error *error)
{
	char path[PATH_SIZE];

	if (sodium_init() < 0 || !late_sqlite_load(error) || !find_file(state_dir, path, error) ||
		!make_private(path, error)) {
		return NULL;
	}
	struct store *store = memory_alloc(sizeof(*store));
	store->dir = memory_text(state_dir);
	store->lock = -1;
	if (sqlite.open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) !=
		SQLITE_OK) {
		store_fail(store, error);
		store_close(store);
		return NULL;
	}
	if (!prepare(store, error)) {
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
	lock_release(store);
	sqlite.close(store->db);
	free(store->dir);
	free(store);
}
