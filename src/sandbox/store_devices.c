/* SPDX-License-Identifier: MIT
 * Second factors: devices and bypass codes. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "store.h"
#include "store_sql.h"

static void load(sqlite3_stmt *statement, struct device *device)
{
	int index = 1; /* past the rowid */

#define X(column) device->column = store_column(statement, index++);
	DEVICE_TEXTS(X)
#undef X
#define X(column) device->column = sqlite3_column_int64(statement, index++);
	DEVICE_NUMBERS(X)
#undef X
}

static void bind(sqlite3_stmt *statement, const struct device *device)
{
	int index = 1;

#define X(column) store_bind(statement, index++, device->column);
	DEVICE_TEXTS(X)
#undef X
#define X(column) sqlite3_bind_int64(statement, index++, device->column);
	DEVICE_NUMBERS(X)
#undef X
}

/* Those of a user and kind: one by its id, or all in the order in which they were added. */
static sqlite3_stmt *prepare_select(
	struct store *store, const char *user_id, enum device_kind kind, const char *id)
{
#define X(column) "," #column
	sqlite3_stmt *statement = store_prepare(store,
		"SELECT rowid" DEVICE_TEXTS(X)
			DEVICE_NUMBERS(X) " FROM device WHERE user_id = ?1 AND kind = ?2"
					  " AND (?3 IS NULL OR id = ?3) ORDER BY rowid");
#undef X

	store_bind(statement, 1, user_id);
	sqlite3_bind_int(statement, 2, (int)kind);
	store_bind(statement, 3, id);
	return statement;
}

struct devices store_devices(struct store *store, const char *user_id, enum device_kind kind)
{
	sqlite3_stmt *statement = prepare_select(store, user_id, kind, NULL);
	struct devices devices = {0};

	while (store_step(store, statement)) {
		devices.items = memory_grow(devices.items, devices.count, sizeof(*devices.items));
		load(statement, &devices.items[devices.count++]);
	}
	sqlite3_finalize(statement);
	return devices;
}

bool store_device(struct store *store, const char *user_id, enum device_kind kind, const char *id,
	struct device *device)
{
	sqlite3_stmt *statement = prepare_select(store, user_id, kind, id);
	bool found = store_step(store, statement);

	if (found) {
		load(statement, device);
	}
	sqlite3_finalize(statement);
	return found;
}

bool store_device_add(struct store *store, const struct device *device)
{
	sqlite3_stmt *statement = store_prepare(
		store, "INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?)");

	bind(statement, device);
	return store_run(store, statement);
}

/* Named parameters are numbered in the order of their first use, which is the order of bind(). */
bool store_device_change(struct store *store, const struct device *device)
{
#define X(column) "," #column " = :" #column
	sqlite3_stmt *statement = store_prepare(store,
		"UPDATE device SET rowid = rowid" DEVICE_TEXTS(X)
			DEVICE_NUMBERS(X) " WHERE id = :id");
#undef X

	bind(statement, device);
	return store_run(store, statement);
}

bool store_device_remove(
	struct store *store, const char *user_id, enum device_kind kind, const char *id)
{
	sqlite3_stmt *statement = store_prepare(store,
		"DELETE FROM device WHERE user_id = ?1 AND kind = ?2 AND (?3 IS NULL OR id = ?3)");

	store_bind(statement, 1, user_id);
	sqlite3_bind_int(statement, 2, (int)kind);
	store_bind(statement, 3, id);
	return store_run(store, statement) && store_changed(store);
}

/* Binds the hash of the user's id and the code, and the user's id. */
static void bind_code(sqlite3_stmt *statement, const char *user_id, const char *code)
{
	unsigned char hash[crypto_generichash_BYTES];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)code, strlen(code),
		(const unsigned char *)user_id, strnlen(user_id, crypto_generichash_KEYBYTES_MAX));
	sqlite3_bind_blob(statement, 1, hash, sizeof(hash), SQLITE_TRANSIENT);
	store_bind(statement, 2, user_id);
}

bool store_bypass_add(struct store *store, const char *user_id, const char *code, int64_t expires)
{
	sqlite3_stmt *statement = store_prepare(
		store, "INSERT OR REPLACE INTO bypass_code VALUES (?1, ?2, ?3)");

	bind_code(statement, user_id, code);
	sqlite3_bind_int64(statement, 3, expires);
	return store_run(store, statement);
}

bool store_bypass_use(struct store *store, const char *user_id, const char *code)
{
	sqlite3_stmt *statement = store_prepare(
		store, "DELETE FROM bypass_code WHERE hash = ?1 AND user_id = ?2 AND expires > ?3");

	bind_code(statement, user_id, code);
	sqlite3_bind_int64(statement, 3, clock_wall());
	return store_run(store, statement) && store_changed(store);
}

bool store_bypass_clear(struct store *store, const char *user_id)
{
	sqlite3_stmt *statement = store_prepare(
		store, "DELETE FROM bypass_code WHERE user_id = ?1");

	store_bind(statement, 1, user_id);
	return store_run(store, statement);
}

void device_finish(struct device *device)
{
#define X(column) free(device->column);
	DEVICE_TEXTS(X)
#undef X
	*device = (struct device){0};
}

void devices_finish(struct devices *devices)
{
	for (size_t i = 0; i < devices->count; i++) {
		device_finish(&devices->items[i]);
	}
	free(devices->items);
	*devices = (struct devices){0};
}
