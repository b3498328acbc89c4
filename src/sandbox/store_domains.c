/* SPDX-License-Identifier: MIT
 * Settings of whole accounts, and old passwords. */
#include "store.h"
#include "store_sql.h"

/* As in the documents' samples. */
enum { INACTIVITY_SECONDS = 15 * 60 };

struct domain store_domain(struct store *store, const char *id)
{
	struct domain domain = {.inactivity = INACTIVITY_SECONDS, .mfa_level = MFA_OPTIONAL};
	sqlite3_stmt *statement = store_prepare(store,
		"SELECT inactivity, mfa_level, password_duration, password_history"
		" FROM domain WHERE id = ?1");

	store_bind(statement, 1, id);
	if (store_step(store, statement)) {
		domain.inactivity = sqlite3_column_int64(statement, 0);
		domain.mfa_level = sqlite3_column_int64(statement, 1);
		domain.password_duration = sqlite3_column_int64(statement, 2);
		domain.password_history = sqlite3_column_int64(statement, 3);
	}
	sqlite3_finalize(statement);
	return domain;
}

bool store_domain_change(struct store *store, const char *id, const struct domain *domain)
{
	sqlite3_stmt *statement = store_prepare(
		store, "INSERT OR REPLACE INTO domain VALUES (?1, ?2, ?3, ?4, ?5)");

	store_bind(statement, 1, id);
	sqlite3_bind_int64(statement, 2, domain->inactivity);
	sqlite3_bind_int64(statement, 3, domain->mfa_level);
	sqlite3_bind_int64(statement, 4, domain->password_duration);
	sqlite3_bind_int64(statement, 5, domain->password_history);
	return store_run(store, statement);
}

bool store_domain_expire(struct store *store, const char *id, int64_t duration)
{
	sqlite3_stmt *statement = store_prepare(store,
		"UPDATE user SET password_expires = CASE ?2 WHEN 0 THEN 0 ELSE password_set + ?2 END"
		" WHERE domain = ?1");

	store_bind(statement, 1, id);
	sqlite3_bind_int64(statement, 2, duration);
	return store_run(store, statement);
}

static bool forget_oldest(struct store *store, const char *user_id)
{
	sqlite3_stmt *statement = store_prepare(store,
		"DELETE FROM password WHERE user_id = ?1 AND id NOT IN"
		" (SELECT id FROM password WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2)");

	store_bind(statement, 1, user_id);
	sqlite3_bind_int(statement, 2, STORE_PASSWORDS_MAX);
	return store_run(store, statement);
}

bool store_password_add(struct store *store, const char *user_id, const char *hash)
{
	sqlite3_stmt *statement = store_prepare(
		store, "INSERT INTO password (user_id, hash) VALUES (?1, ?2)");

	store_bind(statement, 1, user_id);
	store_bind(statement, 2, hash);
	return store_run(store, statement) && forget_oldest(store, user_id);
}

bool store_password_used(struct store *store, const char *user_id, int64_t count,
	bool matches(const char *hash, const char *password), const char *password)
{
	sqlite3_stmt *statement = store_prepare(
		store, "SELECT hash FROM password WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2");
	bool used = false;

	store_bind(statement, 1, user_id);
	sqlite3_bind_int64(statement, 2, count);
	while (!used && store_step(store, statement)) {
		used = matches((const char *)sqlite3_column_text(statement, 0), password);
	}
	sqlite3_finalize(statement);
	return used;
}
