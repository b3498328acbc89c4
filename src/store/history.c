/* SPDX-License-Identifier: MIT
 * The history: each record's hash covers the record and the hash before it. */
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/clock.h"
#include "keyturn/text.h"
#include "store_private.h"

/* The table's columns, in the order of insert() and read_entry(). */
#define COLUMNS \
	"number, wall, event, service, user, by_user, from_address, fingerprint, new_fingerprint, " \
	"result, detail, hash"

enum { CHAIN_SIZE = HISTORY_HASH_SIZE };

static bool find_event(const char *name, enum history_event *event)
{
	for (int i = 0; i < HISTORY_EVENT_COUNT; i++) {
		if (strcmp(history_event_name((enum history_event)i), name) == 0) {
			*event = (enum history_event)i;
			return true;
		}
	}
	return false;
}

/* ---- the chain ---- */

static void add_text(crypto_generichash_state *state, const char *text)
{
	/* Including its NUL, so that no two lists of fields hash the same. */
	crypto_generichash_update(state, (const unsigned char *)text, strlen(text) + 1);
}

static void add_number(crypto_generichash_state *state, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	add_text(state, text);
}

static void chain(unsigned char hash[CHAIN_SIZE], const unsigned char before[CHAIN_SIZE],
	const struct history_entry *entry, const char *event)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, CHAIN_SIZE);
	crypto_generichash_update(&state, before, CHAIN_SIZE);
	add_number(&state, entry->number);
	add_number(&state, entry->wall);
	add_text(&state, event);
	add_text(&state, entry->service);
	add_text(&state, entry->user);
	add_text(&state, entry->by);
	add_text(&state, entry->from);
	add_text(&state, entry->fingerprint);
	add_text(&state, entry->new_fingerprint);
	add_text(&state, entry->result);
	add_text(&state, entry->detail);
	crypto_generichash_final(&state, hash, CHAIN_SIZE);
}

/* ---- writing ---- */

/* One line for each record, whatever a name or a path contains. */
static void clean(char *text, size_t size)
{
	char copy[1024];

	snprintf(copy, sizeof(copy), "%s", text);
	text_clean(text, size, copy, strlen(copy));
}

/* Under sudo the user is root, but a history should say who called sudo. */
static void fill_by(struct history_entry *entry)
{
	const struct passwd *user = getpwuid(getuid());
	const char *sudo = getenv("SUDO_USER");
	char uid[32];

	snprintf(uid, sizeof(uid), "uid %u", (unsigned)getuid());
	const char *name = user != NULL ? user->pw_name : uid;
	if (sudo == NULL || sudo[0] == '\0' || strcmp(sudo, name) == 0) {
		snprintf(entry->by, sizeof(entry->by), "%s", name);
	} else {
		snprintf(entry->by, sizeof(entry->by), "%s (sudo by %s)", name, sudo);
	}
}

/* sudo removes SSH_CONNECTION from the environment, so the address is not known. */
static void fill_from(struct history_entry *entry)
{
	const char *connection = getenv("SSH_CONNECTION");

	if (connection == NULL || connection[0] == '\0') {
		connection = getenv("SUDO_USER") != NULL ? "unknown" : "local";
	}
	snprintf(entry->from, sizeof(entry->from), "%.*s", (int)strcspn(connection, " "),
		connection);
}

static void fill_who(struct history_entry *entry)
{
	entry->wall = clock_wall();
	fill_by(entry);
	fill_from(entry);
	clean(entry->service, sizeof(entry->service));
	clean(entry->user, sizeof(entry->user));
	clean(entry->by, sizeof(entry->by));
	clean(entry->from, sizeof(entry->from));
	clean(entry->detail, sizeof(entry->detail));
}

static bool insert(struct store *store, struct history_entry *entry, struct error *error)
{
	unsigned char hash[CHAIN_SIZE];
	const char *event = history_event_name(entry->event);
	struct history_head before;

	if (!history_head_find(store, &before, error)) {
		return false;
	}
	entry->number = before.number + 1;
	chain(hash, before.hash, entry, event);
	struct statement statement = statement_prepare(store,
		"INSERT INTO history (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
	statement_bind_int(&statement, entry->number);
	statement_bind_int(&statement, entry->wall);
	statement_bind_text(&statement, event);
	statement_bind_text(&statement, entry->service);
	statement_bind_text(&statement, entry->user);
	statement_bind_text(&statement, entry->by);
	statement_bind_text(&statement, entry->from);
	statement_bind_text(&statement, entry->fingerprint);
	statement_bind_text(&statement, entry->new_fingerprint);
	statement_bind_text(&statement, entry->result);
	statement_bind_text(&statement, entry->detail);
	statement_bind_blob(&statement, hash, sizeof(hash));
	return statement_run(store, &statement, error);
}

bool history_add(struct store *store, const struct history_entry *entry, struct error *error)
{
	struct history_entry complete = *entry;

	fill_who(&complete);
	if (!store_execute(store, "BEGIN IMMEDIATE", error)) {
		return false;
	}
	if (!insert(store, &complete, error) || !store_execute(store, "COMMIT", error)) {
		store_rollback(store);
		return false;
	}
	/* After the commit: a head ahead of the table would look like a removed record. */
	return history_head_update(store, error);
}

/* ---- reading ---- */

/* Reads the columns after the number; false for an event that this version does not know. */
static bool read_entry(struct statement *statement, struct history_entry *entry, char event[32])
{
	entry->number = statement_int(statement);
	entry->wall = statement_int(statement);
	statement_text(statement, event, 32);
	statement_text(statement, entry->service, sizeof(entry->service));
	statement_text(statement, entry->user, sizeof(entry->user));
	statement_text(statement, entry->by, sizeof(entry->by));
	statement_text(statement, entry->from, sizeof(entry->from));
	statement_text(statement, entry->fingerprint, sizeof(entry->fingerprint));
	statement_text(statement, entry->new_fingerprint, sizeof(entry->new_fingerprint));
	statement_text(statement, entry->result, sizeof(entry->result));
	statement_text(statement, entry->detail, sizeof(entry->detail));
	return find_event(event, &entry->event);
}

bool history_list(struct store *store, bool (*each)(void *data, const struct history_entry *entry),
	void *data, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT " COLUMNS " FROM history ORDER BY number DESC");
	bool more = true;

	while (more && statement_row(&statement)) {
		struct history_entry entry;
		char event[32];
		if (read_entry(&statement, &entry, event)) {
			more = each(data, &entry);
		}
	}
	return statement_end(store, &statement, error);
}

/* ---- checking ---- */

const char *history_newest_name(enum history_newest newest)
{
	static const char *const names[HISTORY_NEWEST_COUNT] = {
		[HISTORY_NEWEST_NONE] = "none",
		[HISTORY_NEWEST_PRESENT] = "present",
		[HISTORY_NEWEST_UNKNOWN] = "unknown",
		[HISTORY_NEWEST_CUT] = "cut",
		[HISTORY_NEWEST_EMPTIED] = "emptied",
		[HISTORY_NEWEST_DIFFERENT] = "different",
		[HISTORY_NEWEST_DAMAGED] = "damaged",
	};

	return names[newest];
}

bool history_is_whole(const struct history_check *check)
{
	return check->broken == 0 &&
		(check->newest == HISTORY_NEWEST_NONE || check->newest == HISTORY_NEWEST_PRESENT);
}

static bool walk(struct store *store, struct history_check *check, struct error *error)
{
	unsigned char before[CHAIN_SIZE] = {0}, hash[CHAIN_SIZE], stored[CHAIN_SIZE];
	struct statement statement = statement_prepare(
		store, "SELECT " COLUMNS " FROM history ORDER BY number");

	while (check->broken == 0 && statement_row(&statement)) {
		struct history_entry entry;
		char event[32];
		read_entry(&statement, &entry, event);
		chain(hash, before, &entry, event);
		check->records++;
		if (entry.number != check->records ||
			!statement_blob(&statement, stored, CHAIN_SIZE) ||
			sodium_memcmp(hash, stored, CHAIN_SIZE) != 0) {
			check->broken = check->records;
		}
		memcpy(before, hash, CHAIN_SIZE);
	}
	sodium_bin2hex(check->head, sizeof(check->head), before, CHAIN_SIZE);
	return statement_end(store, &statement, error);
}

bool history_verify(struct store *store, struct history_check *check, struct error *error)
{
	*check = (struct history_check){0};
	return history_head_check(store, check, error) && walk(store, check, error);
}
