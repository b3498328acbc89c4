/* SPDX-License-Identifier: MIT
 * What the sandbox stores in SQLite: users with their keys, tokens, half-finished sign-ins.
 *
 * A change is on the disk before its function returns. Functions that look something up return false when
 * it does not exist. When SQLite itself fails they also return false and store_failed() becomes true, so
 * that the request is answered with 503 whatever its handler did. One thread at a time. */
#ifndef SANDBOX_STORE_H
#define SANDBOX_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keyturn/error.h"

enum role { ROLE_DEFAULT, ROLE_MANAGE, ROLE_ADMIN };

/* The columns of a user; assets/sandbox.sql explains them. */
#define USER_TEXTS(X) \
	X(id) \
	X(name) \
	X(email) X(domain) X(region) X(contact) X(phone_pin) X(password) X(passcode) X(api_key)
#define USER_NUMBERS(X) \
	X(role) X(enabled) X(mfa) X(mfa_wanted) X(password_expires) X(created) X(updated)

struct user {
#define X(column) char *column;
	USER_TEXTS(X)
#undef X
#define X(column) int64_t column;
	USER_NUMBERS(X)
#undef X
};

struct users {
	struct user *items;
	size_t count;
};

struct token {
	char *user_id;
	char *tenant;
	char *methods; /* "PASSCODE PASSWORD" */
	bool setup;    /* may only set up multi-factor authentication */
	int64_t expires;
};

enum {
	STORE_ID_MAX = 256,           /* room for a token's or session's ID, with its NUL */
	TOKEN_SECONDS = 24 * 60 * 60, /* how long a token is valid */
};

struct store;

/* `path` NULL keeps everything in memory. */
struct store *store_open(const char *path, struct error *error);
void store_close(struct store *store);

/* True when SQLite failed since the last call. */
bool store_failed(struct store *store);
bool store_empty(struct store *store);

/* Groups changes: all of them or none. */
bool store_begin(struct store *store);
bool store_commit(struct store *store);

/* The caller finishes what these fill in. */
bool store_user_by_id(struct store *store, const char *id, struct user *user);
bool store_user_by_name(struct store *store, const char *name, struct user *user);
struct users store_users_of(struct store *store, const char *domain);

bool store_user_add(struct store *store, const struct user *user);
bool store_user_change(struct store *store, const struct user *user); /* all but its key */
bool store_user_remove(struct store *store, const char *id);
bool store_set_key(struct store *store, const char *user_id, const char *key); /* NULL: none */

/* Creates a token and writes its ID to `id`. */
bool store_token_add(struct store *store, const struct token *token, char id[STORE_ID_MAX]);
/* Finds a valid token; the caller finishes it. */
bool store_token(struct store *store, const char *id, struct token *token);
bool store_token_remove(struct store *store, const char *id);
bool store_tokens_remove(struct store *store, const char *user_id);

/* A sign-in that is waiting for its passcode. */
bool store_session_add(
	struct store *store, const char *user_id, const char *tenant, char id[STORE_ID_MAX]);
bool store_session(struct store *store, const char *id, struct token *session);
bool store_session_remove(struct store *store, const char *id);

void user_finish(struct user *user);
void users_finish(struct users *users);
void token_finish(struct token *token);

#endif
