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

/* Whether multi-factor authentication must be used. Only a user has DEFAULT: as the account says. Only
 * an account has MANDATED: required, and only support may change it. */
enum mfa_level { MFA_DEFAULT, MFA_OPTIONAL, MFA_REQUIRED, MFA_MANDATED };

enum device_kind { DEVICE_PHONE, DEVICE_OTP };

/* The columns of a user; assets/sandbox.sql explains them. */
#define USER_TEXTS(X) \
	X(id) \
	X(name) \
	X(email) \
	X(domain) \
	X(region) \
	X(contact) \
	X(phone_pin) \
	X(password) \
	X(passcode) \
	X(api_key) \
	X(question) \
	X(answer)
#define USER_NUMBERS(X) \
	X(role) \
	X(enabled) \
	X(mfa) \
	X(mfa_level) \
	X(mfa_factor) \
	X(mfa_failures) \
	X(mfa_locked) \
	X(pin_locked) \
	X(password_expires) \
	X(password_set) \
	X(created) \
	X(updated)

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

/* Which users a list has, in the order in which they were added. */
struct user_query {
	const char *domain;
	int64_t role_max;    /* those with no more than this enum role, and */
	const char *self;    /* this one; NULL: nobody else */
	const char *email;   /* NULL: any */
	const char *contact; /* NULL: any */
	const char *role_id; /* who hold this role; NULL: any */
	const char *after;   /* id of the last one of the page before; NULL: from the start */
	int64_t limit;       /* at most so many */
};

#define DEVICE_TEXTS(X) \
	X(id) \
	X(user_id) \
	X(name) \
	X(secret)
#define DEVICE_NUMBERS(X) \
	X(kind) \
	X(verified) \
	X(code_until) \
	X(last_step)

struct device {
#define X(column) char *column;
	DEVICE_TEXTS(X)
#undef X
#define X(column) int64_t column;
	DEVICE_NUMBERS(X)
#undef X
};

struct devices {
	struct device *items;
	size_t count;
};

struct domain {
	int64_t inactivity;        /* s */
	int64_t mfa_level;         /* not MFA_DEFAULT */
	int64_t password_duration; /* s; 0: passwords do not expire */
	int64_t password_history;
};

struct token {
	char *user_id;
	char *tenant;
	char *methods; /* "PASSCODE PASSWORD" */
	bool setup;    /* may only set up multi-factor authentication */
	int64_t expires;
};

enum {
	STORE_ID_MAX = 256,       /* room for a token's or session's ID, with its NUL */
	STORE_PASSWORDS_MAX = 10, /* old passwords that are remembered */
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
void store_rollback(struct store *store);

/* The caller finishes what these fill in. */
bool store_user_by_id(struct store *store, const char *id, struct user *user);
bool store_user_by_name(struct store *store, const char *name, struct user *user);
/* False when `after` is no user of the domain. */
bool store_users(struct store *store, const struct user_query *query, struct users *users);
int64_t store_user_count(struct store *store, const char *domain);

bool store_user_add(struct store *store, const struct user *user);
bool store_user_change(struct store *store, const struct user *user);
bool store_user_remove(struct store *store, const char *id);
bool store_set_key(struct store *store, const char *user_id, const char *key); /* NULL: none */

/* Roles beyond a user's own. The callback gets each ID. */
void store_roles(struct store *store, const char *user_id, void each(void *data, const char *id),
	void *data);
bool store_role_add(struct store *store, const char *user_id, const char *role_id);
bool store_role_remove(struct store *store, const char *user_id, const char *role_id);

/* The caller finishes what these fill. */
struct devices store_devices(struct store *store, const char *user_id, enum device_kind kind);
bool store_device(struct store *store, const char *user_id, enum device_kind kind, const char *id,
	struct device *device);
bool store_device_add(struct store *store, const struct device *device);
bool store_device_change(struct store *store, const struct device *device);
/* `id` NULL: all of this kind. */
bool store_device_remove(
	struct store *store, const char *user_id, enum device_kind kind, const char *id);

bool store_bypass_add(struct store *store, const char *user_id, const char *code, int64_t expires);
/* True when the code is valid; it can be used only once. */
bool store_bypass_use(struct store *store, const char *user_id, const char *code);
bool store_bypass_clear(struct store *store, const char *user_id);

struct domain store_domain(struct store *store, const char *id);
bool store_domain_change(struct store *store, const char *id, const struct domain *domain);
/* Sets when the domain's passwords expire, counted from when each was set; 0: never. */
bool store_domain_expire(struct store *store, const char *id, int64_t duration);

/* Remembers a password that was replaced. */
bool store_password_add(struct store *store, const char *user_id, const char *hash);
/* Whether it is one of the last `count` old passwords. */
bool store_password_used(struct store *store, const char *user_id, int64_t count,
	bool matches(const char *hash, const char *password), const char *password);

/* Creates a token and writes its ID to `id`. */
bool store_token_add(struct store *store, const struct token *token, char id[STORE_ID_MAX]);
/* Finds a valid token; the caller finishes it. */
bool store_token(struct store *store, const char *id, struct token *token);
bool store_token_remove(struct store *store, const char *id);
bool store_tokens_remove(struct store *store, const char *user_id);
/* Tokens obtained without a passcode: one user's, or all in the domain. */
bool store_tokens_remove_single(struct store *store, const char *user_id);
bool store_tokens_remove_single_of(struct store *store, const char *domain);

/* A sign-in that is waiting for its passcode. */
bool store_session_add(
	struct store *store, const char *user_id, const char *tenant, char id[STORE_ID_MAX]);
bool store_session(struct store *store, const char *id, struct token *session);
bool store_session_remove(struct store *store, const char *id);

void user_finish(struct user *user);
void users_finish(struct users *users);
void device_finish(struct device *device);
void devices_finish(struct devices *devices);
void token_finish(struct token *token);

#endif
