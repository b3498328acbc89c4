/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "store_sql.h"

#define X(column) "," #column
#define COLUMNS   USER_TEXTS(X) USER_NUMBERS(X)
static const char insert_start[] = "INSERT INTO user (rowid" COLUMNS ") VALUES (NULL";
static const char select_start[] = "SELECT rowid" COLUMNS " FROM user WHERE ";
#undef X

static void load(sqlite3_stmt *statement, struct user *user)
{
	int index = 1; /* after the rowid */

	memset(user, 0, sizeof(*user));
#define X(column) user->column = store_column(statement, index++);
	USER_TEXTS(X)
#undef X
#define X(column) user->column = sqlite3_column_int64(statement, index++);
	USER_NUMBERS(X)
#undef X
}

static sqlite3_stmt *select_by(struct store *store, const char *condition, const char *value)
{
	sqlite3_stmt *statement;
	char sql[512];

	sqlite3_snprintf(sizeof(sql), sql, "%s%s", select_start, condition);
	statement = store_prepare(store, sql);
	store_bind(statement, 1, value);
	return statement;
}

static bool select_one(
	struct store *store, const char *condition, const char *value, struct user *user)
{
	sqlite3_stmt *statement = select_by(store, condition, value);
	bool found = store_step(store, statement);

	if (found) {
		load(statement, user);
	}
	sqlite3_finalize(statement);
	return found;
}

bool store_user_by_id(struct store *store, const char *id, struct user *user)
{
	return select_one(store, "id = ?1", id, user);
}

bool store_user_by_name(struct store *store, const char *name, struct user *user)
{
	return select_one(store, "name = ?1", name, user);
}

struct users store_users_of(struct store *store, const char *domain)
{
	sqlite3_stmt *statement = select_by(store, "domain = ?1 ORDER BY rowid", domain);
	struct users users = {0};

	while (store_step(store, statement)) {
		struct user *items = memory_array(users.count + 1, sizeof(*items));

		if (users.count > 0) {
			memcpy(items, users.items, users.count * sizeof(*items));
		}
		free(users.items);
		users.items = items;
		load(statement, &users.items[users.count++]);
	}
	sqlite3_finalize(statement);
	return users;
}

/* Binds every column, starting with the first parameter. */
static void bind(sqlite3_stmt *statement, const struct user *user)
{
	int index = 1;

#define X(column) store_bind(statement, index++, user->column);
	USER_TEXTS(X)
#undef X
#define X(column) sqlite3_bind_int64(statement, index++, user->column);
	USER_NUMBERS(X)
#undef X
}

bool store_user_add(struct store *store, const struct user *user)
{
	sqlite3_stmt *statement;
	char sql[512];

#define X(column) ",?"
	sqlite3_snprintf(sizeof(sql), sql, "%s%s)", insert_start, USER_TEXTS(X) USER_NUMBERS(X));
#undef X
	statement = store_prepare(store, sql);
	bind(statement, user);
	return store_run(store, statement);
}

bool store_user_change(struct store *store, const struct user *user)
{
	sqlite3_stmt *statement = store_prepare(store,
		"UPDATE user SET name = ?2, email = ?3, region = ?5, contact = ?6, phone_pin = ?7,"
		" password = ?8, enabled = ?12, password_expires = ?15, updated = ?17 WHERE id = ?1");

	bind(statement, user);
	return store_run(store, statement);
}

bool store_user_remove(struct store *store, const char *id)
{
	sqlite3_stmt *statement = store_prepare(store, "DELETE FROM user WHERE id = ?1");

	store_bind(statement, 1, id);
	return store_run(store, statement) && store_changed(store);
}

bool store_set_key(struct store *store, const char *user_id, const char *key)
{
	sqlite3_stmt *statement = store_prepare(
		store, "UPDATE user SET api_key = ?2 WHERE id = ?1");

	store_bind(statement, 1, user_id);
	store_bind(statement, 2, key);
	return store_run(store, statement) && store_changed(store);
}

void user_finish(struct user *user)
{
#define X(column) free(user->column);
	USER_TEXTS(X)
#undef X
	memset(user, 0, sizeof(*user));
}

void users_finish(struct users *users)
{
	for (size_t i = 0; i < users->count; i++) {
		user_finish(&users->items[i]);
	}
	free(users->items);
	*users = (struct users){0};
}
