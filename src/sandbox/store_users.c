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

static sqlite3_stmt *prepare_select(struct store *store, const char *condition)
{
	char sql[1536];

	sqlite3_snprintf(sizeof(sql), sql, "%s%s", select_start, condition);
	return store_prepare(store, sql);
}

static bool select_one(
	struct store *store, const char *condition, const char *value, struct user *user)
{
	sqlite3_stmt *statement = prepare_select(store, condition);
	bool found;

	store_bind(statement, 1, value);
	found = store_step(store, statement);
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

/* One number of one user of the domain, or of the domain. */
static bool number(
	struct store *store, const char *sql, const char *domain, const char *id, int64_t *value)
{
	sqlite3_stmt *statement = store_prepare(store, sql);
	bool found;

	store_bind(statement, 1, domain);
	if (id != NULL) {
		store_bind(statement, 2, id);
	}
	found = store_step(store, statement);
	*value = found ? sqlite3_column_int64(statement, 0) : 0;
	sqlite3_finalize(statement);
	return found;
}

int64_t store_user_count(struct store *store, const char *domain)
{
	int64_t count;

	number(store, "SELECT count(*) FROM user WHERE domain = ?1", domain, NULL, &count);
	return count;
}

/* The identity role is a column; role IDs as in roles.c. */
static const char query_condition[] =
	"domain = ?1 AND rowid > ?2 AND (role <= ?3 OR id = ?4)"
	" AND (?5 IS NULL OR email = ?5) AND (?6 IS NULL OR contact = ?6)"
	" AND (?7 IS NULL OR (?7 = '2' AND role <= 1) OR (?7 = '9' AND role = 1)"
	" OR (?7 = '3' AND role = 2) OR EXISTS"
	" (SELECT 1 FROM user_role WHERE user_id = user.id AND role_id = ?7))"
	" ORDER BY rowid LIMIT ?8";

bool store_users(struct store *store, const struct user_query *query, struct users *users)
{
	const char *place = "SELECT rowid FROM user WHERE domain = ?1 AND id = ?2";
	sqlite3_stmt *statement;
	int64_t after = 0;

	*users = (struct users){0};
	if (query->after != NULL && !number(store, place, query->domain, query->after, &after)) {
		return false;
	}
	statement = prepare_select(store, query_condition);
	store_bind(statement, 1, query->domain);
	sqlite3_bind_int64(statement, 2, after);
	sqlite3_bind_int64(statement, 3, query->role_max);
	store_bind(statement, 4, query->self);
	store_bind(statement, 5, query->email);
	store_bind(statement, 6, query->contact);
	store_bind(statement, 7, query->role_id);
	sqlite3_bind_int64(statement, 8, query->limit);
	while (store_step(store, statement)) {
		users->items = memory_grow(users->items, users->count, sizeof(*users->items));
		load(statement, &users->items[users->count++]);
	}
	sqlite3_finalize(statement);
	return true;
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
	char sql[1024];

#define X(column) ",?"
	sqlite3_snprintf(sizeof(sql), sql, "%s%s)", insert_start, USER_TEXTS(X) USER_NUMBERS(X));
#undef X
	statement = store_prepare(store, sql);
	bind(statement, user);
	return store_run(store, statement);
}

/* Named parameters are numbered in the order of their first use, which is the order of bind(). */
bool store_user_change(struct store *store, const struct user *user)
{
#define X(column) "," #column " = :" #column
	sqlite3_stmt *statement = store_prepare(store,
		"UPDATE user SET rowid = rowid" USER_TEXTS(X) USER_NUMBERS(X) " WHERE id = :id");
#undef X

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
