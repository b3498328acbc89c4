/* SPDX-License-Identifier: MIT
 * Versions of the tables. For a new one, copy assets/state.sql to assets/state/version-N.sql, write the
 * conversion assets/state/N-to-M.sql, and add a line below for both. */
#include "schema.h"

#include <stdio.h>
#include <string.h>

#include "state_1.h"
#include "state_1_to_2.h"
#include "state_schema.h"

static const struct version {
	const char *schema;  /* creates its tables in an empty database */
	const char *upgrade; /* converts those of the previous version, with their rows */
} versions[] = {
	[1] = {.schema = asset_state_1},
	[SCHEMA_VERSION] = {.schema = asset_state_schema, .upgrade = asset_state_1_to_2},
};

/* ---- comparing with what keyturn creates ---- */

static bool refuse(const struct store *store, struct error *error, const char *what)
{
	return error_set(error, ERROR_STATE, "%s (%s/state.db)", what, store->dir);
}

/* Any amount of white space counts as one blank. */
static bool is_same_sql(const char *one, const char *other)
{
	while (*one != '\0' && *other != '\0') {
		size_t blanks = strspn(one, " \t\r\n"), others = strspn(other, " \t\r\n");
		if ((blanks > 0) != (others > 0) || one[blanks] != other[others]) {
			return false;
		}
		one += blanks + (one[blanks] != '\0');
		other += others + (other[others] != '\0');
	}
	return *one == *other;
}

/* What SQLite creates by itself for a PRIMARY KEY has no SQL; it follows from that of its table. */
static struct statement list_objects(struct store *store)
{
	return statement_prepare(store,
		"SELECT type || ' ' || name, tbl_name, sql FROM sqlite_schema "
		"WHERE sql IS NOT NULL ORDER BY 1");
}

static const char *column(struct statement *statement, int number)
{
	return (const char *)sqlite.column_text(statement->handle, number);
}

static bool is_same_object(struct statement *have, struct statement *want)
{
	return strcmp(column(have, 1), column(want, 1)) == 0 &&
		is_same_sql(column(have, 2), column(want, 2));
}

/* Describes the first difference between two sorted lists; false when there is none. */
static bool find_difference(struct statement *have, struct statement *want, char *out, size_t size)
{
	bool more = statement_row(have), wanted = statement_row(want);

	while (more || wanted) {
		int order = !more ? 1 : !wanted ? -1 : strcmp(column(have, 0), column(want, 0));
		if (order < 0) {
			snprintf(out, size, "the %s is not keyturn's", column(have, 0));
			return true;
		}
		if (order > 0) {
			snprintf(out, size, "the %s is missing", column(want, 0));
			return true;
		}
		if (!is_same_object(have, want)) {
			snprintf(out, size, "the %s has been changed", column(have, 0));
			return true;
		}
		more = statement_row(have);
		wanted = statement_row(want);
	}
	return false;
}

static bool is_like(struct store *store, struct store *model, struct error *error)
{
	char difference[128];
	struct statement have = list_objects(store), want = list_objects(model);
	bool differs = find_difference(&have, &want, difference, sizeof(difference));
	bool read = statement_end(model, &want, error);

	read = statement_end(store, &have, error) && read;
	return read && (!differs || refuse(store, error, difference));
}

/* Compares with a database created in memory for this, so that there is no second list of tables to go
 * wrong. */
static bool is_as_made(struct store *store, int version, struct error *error)
{
	struct store model = {.dir = store->dir};
	bool same = false;

	if (sqlite.open_v2(":memory:", &model.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
		    NULL) != SQLITE_OK) {
		store_fail(&model, error);
	} else {
		same = store_execute(&model, versions[version].schema, error) &&
			is_like(store, &model, error);
	}
	sqlite.close(model.db);
	return same;
}

/* ---- which version ---- */

static bool read_number(struct store *store, const char *sql, int64_t *number, struct error *error)
{
	struct statement statement = statement_prepare(store, sql);

	*number = statement_row(&statement) ? statement_int(&statement) : 0;
	return statement_end(store, &statement, error);
}

static bool find_version(struct store *store, int *version, struct error *error)
{
	int64_t id, number, objects;

	if (!read_number(store, "PRAGMA application_id", &id, error) ||
		!read_number(store, "PRAGMA user_version", &number, error) ||
		!read_number(store, "SELECT count(*) FROM sqlite_schema", &objects, error)) {
		return false;
	}
	if (id == 0 && number == 0) {
		/* The first keyturn wrote neither of these numbers. */
		*version = objects == 0 ? 0 : 1;
		return true;
	}
	if (id != STATE_APPLICATION_ID) {
		return refuse(store, error, "it belongs to another program");
	}
	if (number > SCHEMA_VERSION) {
		return error_set(error, ERROR_STATE_NEWER,
			"it has version %lld, this keyturn knows up to %d (%s)", (long long)number,
			SCHEMA_VERSION, store->dir);
	}
	if (number < 1) {
		return refuse(store, error, "keyturn never had its version");
	}
	*version = (int)number;
	return true;
}

static bool find_and_compare(struct store *store, int *version, struct error *error)
{
	return find_version(store, version, error) &&
		(*version == 0 || is_as_made(store, *version, error));
}

bool schema_find(struct store *store, int *version, struct error *error)
{
	/* In one transaction, or another keyturn could convert it to a new version in between. */
	if (!store_execute(store, "BEGIN", error)) {
		return false;
	}
	bool ok = find_and_compare(store, version, error);
	store_rollback(store);
	return ok;
}

bool schema_check(struct store *store, struct error *error)
{
	int version;

	return find_and_compare(store, &version, error) &&
		(version == SCHEMA_VERSION ||
			refuse(store, error,
				"its tables were replaced by those of an older version"));
}

/* ---- to the newest ---- */

static bool set_numbers(struct store *store, int version, struct error *error)
{
	char sql[96];

	snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		STATE_APPLICATION_ID, version);
	return store_execute(store, sql, error);
}

/* An empty database gets the newest tables at once. The result is compared before it is accepted. */
static bool step(struct store *store, int version, struct error *error)
{
	int next = version == 0 ? SCHEMA_VERSION : version + 1;
	const char *sql = version == 0 ? versions[next].schema : versions[next].upgrade;

	return store_execute(store, sql, error) && is_as_made(store, next, error) &&
		set_numbers(store, next, error);
}

/* In a transaction. Checks again, because another keyturn may have been first. */
static bool step_if_old(struct store *store, bool *done, struct error *error)
{
	int version = 0;

	if (!find_and_compare(store, &version, error)) {
		return false;
	}
	*done = version == SCHEMA_VERSION;
	return *done || step(store, version, error);
}

bool schema_upgrade(struct store *store, struct error *error)
{
	bool done = false;

	while (!done) {
		if (!store_execute(store, "BEGIN IMMEDIATE", error)) {
			return false;
		}
		if (!step_if_old(store, &done, error) || !store_execute(store, "COMMIT", error)) {
			store_rollback(store);
			return false;
		}
	}
	return true;
}
