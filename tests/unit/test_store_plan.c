/* SPDX-License-Identifier: MIT
 * Rotations planned together: all or none, each locked, each begun once. */
#include <stdio.h>

#include "store_fixture.h"
#include "store_private.h"

enum { PLANNED = 3 };

static void fill(struct journal_record records[PLANNED])
{
	static const char *const users[PLANNED] = {"ann", "bob", "cyd"};

	for (int i = 0; i < PLANNED; i++) {
		records[i] = (struct journal_record){
			.kind = 3, .old_trace.parts = {{.length = 32}}};
		snprintf(records[i].service, sizeof(records[i].service), "https://s");
		snprintf(records[i].user, sizeof(records[i].user), "%s", users[i]);
		snprintf(records[i].user_id, sizeof(records[i].user_id), "%d", i + 1);
		snprintf(records[i].keys_dir, sizeof(records[i].keys_dir), "/keys");
		memset(records[i].old_trace.parts[0].hash, i,
			sizeof(records[i].old_trace.parts[0].hash));
	}
}

static struct store *plan(struct journal_record records[PLANNED])
{
	struct store *store = store_open_here();
	struct error error = {0};

	fill(records);
	assert_true(journal_plan(store, records, PLANNED, &error));
	return store;
}

struct list {
	struct journal_record records[8];
	size_t count;
};

static bool collect(void *data, const struct journal_record *record)
{
	struct list *list = data;

	list->records[list->count++] = *record;
	return true;
}

static struct list read_all(struct store *store)
{
	struct list list = {.count = 0};
	struct error error = {0};

	assert_true(journal_unfinished(store, collect, &list, &error));
	return list;
}

static bool begins(struct store *store, struct journal_record *record, enum error_kind kind)
{
	struct error error = {0};
	bool ok = journal_begin(store, record, NULL, 0, &error);

	assert_int_equal(error.kind, kind);
	return ok;
}

static void journal_plan__read_back__as_it_was_written(void **state)
{
	struct journal_record records[PLANNED];
	(void)state;

	store_close(plan(records));
	struct store *store = store_open_here();
	const struct list list = read_all(store);
	assert_int_equal(list.count, PLANNED);
	for (size_t i = 0; i < PLANNED; i++) {
		assert_int_equal(list.records[i].id, records[0].id + (int64_t)i);
		assert_int_equal(list.records[i].phase, JOURNAL_PLANNED);
		assert_int_equal(list.records[i].batch, 1);
		assert_string_equal(list.records[i].keys_dir, "/keys");
		assert_string_equal(list.records[i].user, records[i].user);
		assert_memory_equal(&list.records[i].old_trace, &records[i].old_trace,
			sizeof(records[i].old_trace));
	}
	store_close(store);
}

static void journal_plan__one_is_unfinished__none_is_planned_or_locked(void **state)
{
	struct journal_record records[PLANNED], other;
	struct store *theirs = store_open_here(), *store = store_open_here();
	struct error error = {0};
	(void)state;

	fill(records);
	other = records[1];
	assert_true(begins(theirs, &other, ERROR_NONE));
	assert_false(journal_plan(store, records, PLANNED, &error)); /* it is locked */
	assert_int_equal(error.kind, ERROR_UNFINISHED);
	assert_non_null(strstr(error.detail, "bob"));
	journal_release(theirs, other.service, other.user);
	assert_false(journal_plan(store, records, PLANNED, &error)); /* it is in the journal */
	assert_int_equal(error.kind, ERROR_UNFINISHED);
	assert_int_equal(read_all(store).count, 1);
	assert_true(begins(theirs, &records[0], ERROR_NONE)); /* its lock was let go */
	store_close(theirs);
	store_close(store);
}

static void journal_plan__under_way__nobody_else_takes_any_of_them(void **state)
{
	struct journal_record records[PLANNED], again;
	struct store *store = plan(records), *theirs = store_open_here();
	struct error error = {0};
	(void)state;

	for (size_t i = 0; i < PLANNED; i++) {
		again = records[i];
		again.id = 0;
		assert_false(begins(theirs, &again, ERROR_UNFINISHED));
		assert_false(lock_is_free(theirs, again.service, again.user));
	}
	assert_true(journal_set_phase(store, records[1].id, JOURNAL_FINISHED, NULL, &error));
	assert_true(lock_is_free(theirs, records[1].service, records[1].user)); /* it alone */
	assert_false(lock_is_free(theirs, records[2].service, records[2].user));
	store_close(theirs);
	store_close(store);
}

static void journal_begin__planned__once(void **state)
{
	struct journal_record records[PLANNED];
	struct store *store = plan(records);
	struct error error = {0};
	(void)state;

	assert_true(begins(store, &records[0], ERROR_NONE));
	const struct list list = read_all(store);
	assert_int_equal(list.count, PLANNED); /* it is no new one */
	assert_int_equal(list.records[0].phase, JOURNAL_CONFIRMED);
	assert_int_equal(list.records[1].phase, JOURNAL_PLANNED);
	assert_true(journal_set_phase(store, records[0].id, JOURNAL_NEW, NULL, &error));
	assert_false(begins(store, &records[0], ERROR_STALE));
	store_close(store);
}

static void journal_adopt__planned_by_a_process_that_is_gone__taken_over(void **state)
{
	struct journal_record records[PLANNED];
	struct error error = {0};
	(void)state;

	store_close(plan(records));
	struct store *store = store_open_here();
	for (size_t i = 0; i < PLANNED; i++) { /* several at once */
		assert_true(journal_adopt(store, records[i].id, &error));
		assert_true(begins(store, &records[i], ERROR_NONE));
	}
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_CASE(journal_plan__read_back__as_it_was_written),
		STORE_CASE(journal_plan__one_is_unfinished__none_is_planned_or_locked),
		STORE_CASE(journal_plan__under_way__nobody_else_takes_any_of_them),
		STORE_CASE(journal_begin__planned__once),
		STORE_CASE(journal_adopt__planned_by_a_process_that_is_gone__taken_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
