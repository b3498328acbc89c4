/* SPDX-License-Identifier: MIT */
#include "store.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/clock.h"
#include "store_sql.h"

/* As long as real ones: a token's ID has over 150 characters, a session's over 200. */
enum { TOKEN_BYTES = 129, SESSION_BYTES = 165 };

/* As long as the text message with the passcode says it is valid. */
enum { SESSION_SECONDS = 10 * 60 };

static void make_id(char id[STORE_ID_MAX], size_t size)
{
	unsigned char bytes[SESSION_BYTES];

	randombytes_buf(bytes, size);
	sodium_bin2base64(id, STORE_ID_MAX, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof(bytes));
}

static void bind_hash(sqlite3_stmt *statement, const char *id)
{
	unsigned char hash[crypto_generichash_BYTES];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)id, strlen(id), NULL, 0);
	sqlite3_bind_blob(statement, 1, hash, sizeof(hash), SQLITE_TRANSIENT);
}

static void forget_expired(struct store *store, const char *sql)
{
	sqlite3_stmt *statement = store_prepare(store, sql);

	sqlite3_bind_int64(statement, 1, clock_wall());
	store_run(store, statement);
}

bool store_token_add(struct store *store, const struct token *token, char id[STORE_ID_MAX])
{
	sqlite3_stmt *statement;

	forget_expired(store, "DELETE FROM token WHERE expires <= ?1");
	make_id(id, TOKEN_BYTES);
	statement = store_prepare(store, "INSERT INTO token VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
	bind_hash(statement, id);
	store_bind(statement, 2, token->user_id);
	store_bind(statement, 3, token->tenant);
	store_bind(statement, 4, token->methods);
	sqlite3_bind_int(statement, 5, token->setup);
	sqlite3_bind_int64(statement, 6, token->expires);
	return store_run(store, statement);
}

static bool find(struct store *store, const char *sql, const char *id, struct token *token)
{
	sqlite3_stmt *statement = store_prepare(store, sql);
	bool found;

	bind_hash(statement, id);
	sqlite3_bind_int64(statement, 2, clock_wall());
	found = store_step(store, statement);
	if (found) {
		token->user_id = store_column(statement, 0);
		token->tenant = store_column(statement, 1);
		token->methods = store_column(statement, 2);
		token->setup = sqlite3_column_int(statement, 3) != 0;
		token->expires = sqlite3_column_int64(statement, 4);
	}
	sqlite3_finalize(statement);
	return found;
}

bool store_token(struct store *store, const char *id, struct token *token)
{
	return find(store,
		"SELECT user_id, tenant, methods, setup, expires FROM token"
		" WHERE hash = ?1 AND expires > ?2",
		id, token);
}

static bool remove_by_hash(struct store *store, const char *sql, const char *id)
{
	sqlite3_stmt *statement = store_prepare(store, sql);

	bind_hash(statement, id);
	return store_run(store, statement) && store_changed(store);
}

bool store_token_remove(struct store *store, const char *id)
{
	return remove_by_hash(store, "DELETE FROM token WHERE hash = ?1", id);
}

bool store_tokens_remove(struct store *store, const char *user_id)
{
	sqlite3_stmt *statement = store_prepare(store, "DELETE FROM token WHERE user_id = ?1");

	store_bind(statement, 1, user_id);
	return store_run(store, statement);
}

/* Also matches OTPPASSCODE. */
#define SINGLE "DELETE FROM token WHERE methods NOT LIKE '%PASSCODE%' AND user_id "

bool store_tokens_remove_single(struct store *store, const char *user_id)
{
	sqlite3_stmt *statement = store_prepare(store, SINGLE "= ?1");

	store_bind(statement, 1, user_id);
	return store_run(store, statement);
}

/* Users for whom it is optional, whatever the account says, keep them. */
bool store_tokens_remove_single_of(struct store *store, const char *domain)
{
	sqlite3_stmt *statement = store_prepare(
		store, SINGLE "IN (SELECT id FROM user WHERE domain = ?1 AND mfa_level <> ?2)");

	store_bind(statement, 1, domain);
	sqlite3_bind_int(statement, 2, MFA_OPTIONAL);
	return store_run(store, statement);
}

bool store_session_add(
	struct store *store, const char *user_id, const char *tenant, char id[STORE_ID_MAX])
{
	sqlite3_stmt *statement;

	forget_expired(store, "DELETE FROM session WHERE expires <= ?1");
	make_id(id, SESSION_BYTES);
	statement = store_prepare(store, "INSERT INTO session VALUES (?1, ?2, ?3, ?4)");
	bind_hash(statement, id);
	store_bind(statement, 2, user_id);
	store_bind(statement, 3, tenant);
	sqlite3_bind_int64(statement, 4, clock_wall() + SESSION_SECONDS);
	return store_run(store, statement);
}

bool store_session(struct store *store, const char *id, struct token *session)
{
	return find(store,
		"SELECT user_id, tenant, '', 0, expires FROM session"
		" WHERE hash = ?1 AND expires > ?2",
		id, session);
}

bool store_session_remove(struct store *store, const char *id)
{
	return remove_by_hash(store, "DELETE FROM session WHERE hash = ?1", id);
}

void token_finish(struct token *token)
{
	free(token->user_id);
	free(token->tenant);
	free(token->methods);
	*token = (struct token){0};
}
