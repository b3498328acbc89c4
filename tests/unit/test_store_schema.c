/* SPDX-License-Identifier: MIT
 * Versions of state.db: old ones are converted to the newest with all their rows, others are refused. */
#include "store_fixture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "schema.h"
#include "scratch.h"

/* ---- released versions ---- */

/* state.db as a keyturn of that version made it, with rows; false when the tests do not have it. */
static bool make_released(int version)
{
	const char *source = getenv("KEYTURN_SOURCE");
	char path[4096];

	if (source == NULL) {
		skip();
	}
	snprintf(path, sizeof(path), "%s/tests/unit/schemas/state-%d.sql", source, version);
	size_t len;
	char *sql = scratch_read(path, &len);
	if (sql != NULL) {
		store_execute_here(sql);
	}
	free(sql);
	return sql != NULL;
}

static bool take_record(void *data, const struct journal_record *record)
{
	*(struct journal_record *)data = *record;
	return false;
}

static void check_record(struct store *store)
{
	struct journal_record record = {0};
	struct error error = {0};
	unsigned char hash[32];

	assert_true(journal_unfinished(store, take_record, &record, &error));
	assert_int_equal(record.id, 7);
	assert_int_equal(record.phase, JOURNAL_NEW);
	assert_int_equal(record.started, 1780000200);
	assert_string_equal(record.service, "https://s/v2.0");
	assert_string_equal(record.user, "bob");
	assert_string_equal(record.user_id, "20");
	assert_string_equal(record.old_trace.fingerprint, "0102 0304");
	assert_string_equal(record.new_trace.fingerprint, "0506 0708");
	memset(hash, 0xcd, sizeof(hash));
	assert_memory_equal(record.old_trace.parts[0].hash, hash, sizeof(hash));
	assert_int_equal(record.old_trace.parts[0].length, 40);
	assert_int_equal(record.old_trace.parts[1].length, 0);
	assert_int_equal(record.kind, 0); /* a reset in place */
	assert_true(record.mine && !record.leaked);
}

static void check_file(const struct holder *file)
{
	static const struct file_state state = {
		.device = 5, .inode = 7, .size = 99, .modified_ns = -3, .changed_ns = 4};
	static const struct occurrence occurrences[] = {
		{.offset = 1ull << 40, .length = 44, .line = 3},
		{.offset = 8, .length = 40, .line = 1, .encoding = HOLDER_PERCENT},
	};

	assert_int_equal(file->kind, HOLDER_FILE);
	assert_int_equal(file->encoding, HOLDER_BASE64);
	assert_int_equal(file->action, HOLDER_UPDATE);
	assert_int_equal(file->status, HOLDER_UPDATED);
	assert_string_equal(file->path, "/home/bob/.rack/config");
	assert_string_equal(file->name, "rack");
	assert_null(file->reason);
	assert_string_equal(file->backup, "/b/1");
	assert_memory_equal(&file->file, &state, sizeof(state));
	assert_int_equal(file->occurrence_count, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(file->occurrences[i].offset, occurrences[i].offset);
		assert_int_equal(file->occurrences[i].length, occurrences[i].length);
		assert_int_equal(file->occurrences[i].line, occurrences[i].line);
		assert_int_equal(file->occurrences[i].encoding, occurrences[i].encoding);
	}
}

static void check_places(struct store *store)
{
	struct holder **holders;
	struct error error = {0};
	size_t count;

	assert_true(journal_places(store, 7, &holders, &count, &error));
	assert_int_equal(count, 2);
	check_file(holders[0]);
	assert_int_equal(holders[1]->kind, HOLDER_PROCESS);
	assert_int_equal(holders[1]->action, HOLDER_RESTART);
	assert_int_equal(holders[1]->status, HOLDER_LEFT);
	assert_int_equal(holders[1]->pid, 4711);
	assert_string_equal(holders[1]->reason, "it got the key when it started");
	holder_destroy(holders[0]);
	holder_destroy(holders[1]);
	free(holders);
	assert_true(store_hook_is_done(store, 7, "reload"));
	assert_false(store_hook_is_done(store, 7, "copy"));
}

static bool count_entries(void *data, const struct history_entry *entry)
{
	int *count = data;

	if ((*count)++ == 0) {
		assert_int_equal(entry->wall, 1780000100);
		assert_string_equal(entry->by, "root (sudo by ann)");
		assert_string_equal(entry->detail, "it's");
	}
	return true;
}

static void check_history(struct store *store)
{
	struct history_check check;
	struct history_entry entry = {.event = HISTORY_SHOWN};
	struct error error = {0};
	int count = 0;

	assert_true(history_list(store, count_entries, &count, &error));
	assert_true(history_verify(store, &check, &error));
	assert_int_equal(count, 2);
	assert_int_equal(check.broken, 0);
	assert_int_equal(check.newest, HISTORY_NEWEST_UNKNOWN); /* it had no history.head */
	assert_true(history_add(store, &entry, &error));
	assert_true(history_verify(store, &check, &error));
	assert_true(history_is_whole(&check));
	assert_int_equal(check.records, 3);
}

/* The finished rotation of ann's key is number 3, and numbers up to 9 were given. */
static void check_next_rotation(struct store *store)
{
	struct journal_record record = {
		.user = "ann", .old_trace.parts[0].length = 32, .planned = 1780000000};
	struct error error = {0};

	snprintf(record.service, sizeof(record.service), "https://s/v2.0");
	memset(record.old_trace.parts[0].hash, 0xab, sizeof(record.old_trace.parts[0].hash));
	assert_false(journal_begin(store, &record, NULL, 0, &error));
	assert_int_equal(error.kind, ERROR_STALE);
	record.old_trace.parts[0].hash[0] = 0;
	assert_true(journal_begin(store, &record, NULL, 0, &error));
	assert_int_equal(record.id, 10);
}

static void store_open__any_released_version__brought_up_with_all_its_rows(void **state)
{
	int version = 1;

	for (; make_released(version); version++) {
		struct store *store = store_open_here();
		check_record(store);
		check_places(store);
		check_history(store);
		check_next_rotation(store);
		store_close(store);
		assert_int_equal(store_number_here("PRAGMA user_version"), SCHEMA_VERSION);
		assert_int_equal(store_number_here("PRAGMA application_id"), STATE_APPLICATION_ID);
		assert_int_equal(
			store_number_here("SELECT count(*) FROM pragma_foreign_key_check"), 0);
		store_close(store_open_here());
		store_dir_remove(state);
		store_dir_make(state);
	}
	/* Every version before the current one is there. */
	assert_true(version >= SCHEMA_VERSION);
}

enum { SEVERAL = 6 };

static void open_and_leave(const int gate[2])
{
	struct error error;
	char none;

	close(gate[1]);
	if (read(gate[0], &none, 1) != 0) { /* until the gate is opened, for all at once */
		_exit(2);
	}
	struct store *store = store_open(store_dir, &error);
	bool opened = store != NULL;
	store_close(store);
	_exit(opened ? 0 : 1);
}

static void open_by_several_at_once(void)
{
	int gate[2];

	assert_int_equal(pipe(gate), 0);
	for (int child = 0; child < SEVERAL; child++) {
		if (fork() == 0) {
			open_and_leave(gate);
		}
	}
	close(gate[0]);
	close(gate[1]);
	for (int child = 0, status; child < SEVERAL; child++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(store_number_here("PRAGMA user_version"), SCHEMA_VERSION);
}

static void store_open__old_version_by_several_at_once__brought_up_once(void **state)
{
	(void)state;

	assert_true(make_released(1));
	open_by_several_at_once();
	assert_int_equal(store_number_here("SELECT count(*) FROM part"), 2);
}

static void store_open__no_file_by_several_at_once__made_once(void **state)
{
	static const char *const files[] = {"state.db", "state.db-wal", "state.db-shm"};
	(void)state;

	for (int round = 0; round < 20; round++) { /* they seldom meet in the same moment */
		open_by_several_at_once();
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
			char *path = scratch_path(store_dir, files[i]);
			assert_true(unlink(path) == 0 || errno == ENOENT);
			free(path);
		}
	}
}

/* ---- what is refused ---- */

static char *read_state(size_t *len)
{
	char *path = scratch_path(store_dir, "state.db"), *text = scratch_read(path, len);

	free(path);
	return text;
}

/* With that sentence, and without changing a byte. */
static void expect_refusal(const char *sql, enum error_kind kind, const char *detail)
{
	struct error error = {0};
	size_t before, after;

	store_execute_here(sql);
	char *was = read_state(&before);
	assert_null(store_open(store_dir, &error));
	char *is = read_state(&after);
	if (error.kind != kind || strstr(error.detail, detail) == NULL) {
		fail_msg("%s: %s: %s", sql, error_name(error.kind), error.detail);
	}
	assert_int_equal(before, after);
	assert_memory_equal(was, is, before);
	free(was);
	free(is);
}

static const struct {
	const char *sql;
	enum error_kind kind;
	const char *detail;
} foreign[] = {
	{"PRAGMA user_version = 3", ERROR_STATE_NEWER,
		"it has version 3, this keyturn knows up to 2"},
	{"PRAGMA user_version = -1", ERROR_STATE, "keyturn never had its version"},
	{"PRAGMA application_id = 77", ERROR_STATE, "it belongs to another program"},
	{"CREATE TABLE notes (text)", ERROR_STATE, "the table notes is not keyturn's"},
	{"CREATE TABLE aaa (text)", ERROR_STATE, "the table aaa is not keyturn's"},
	{"DROP TABLE hook", ERROR_STATE, "the table hook is missing"},
	{"DROP TABLE history", ERROR_STATE, "the table history is missing"},
	{"ALTER TABLE place DROP COLUMN backup", ERROR_STATE, "the table place has been changed"},
	{"ALTER TABLE hook ADD COLUMN note TEXT", ERROR_STATE, "the table hook has been changed"},
	{"CREATE INDEX quick ON rotation (user)", ERROR_STATE, "the index quick is not keyturn's"},
	{"CREATE VIEW short AS SELECT user FROM rotation", ERROR_STATE,
		"the view short is not keyturn's"},
	{"CREATE TRIGGER spy AFTER INSERT ON history BEGIN DELETE FROM history; END", ERROR_STATE,
		"the trigger spy is not keyturn's"},
};

static void store_open__not_as_keyturn_made_it__refused_and_left_alone(void **state)
{
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
		store_close(store_open_here());
		expect_refusal(foreign[i].sql, foreign[i].kind, foreign[i].detail);
		store_dir_remove(state);
		store_dir_make(state);
	}
}

static void store_open__old_one_not_as_keyturn_made_it__refused_and_left_alone(void **state)
{
	for (size_t i = 3; i < sizeof(foreign) / sizeof(*foreign); i++) {
		assert_true(make_released(1));
		expect_refusal(foreign[i].sql, foreign[i].kind, foreign[i].detail);
		store_dir_remove(state);
		store_dir_make(state);
	}
}

static void store_open__database_of_another_program__refused_and_left_alone(void **state)
{
	(void)state;

	expect_refusal("CREATE TABLE bookmarks (url TEXT)", ERROR_STATE,
		"the table bookmarks is not keyturn's");
}

static void store_open__no_database__refused(void **state)
{
	struct error error = {0};
	char *path = scratch_write(store_dir, "state.db", "this is a text of somebody's\n", 29);
	(void)state;

	assert_null(store_open(store_dir, &error));
	assert_int_equal(error.kind, ERROR_STATE);
	free(path);
}

/* White space does not matter: the layout of the tables' SQL may change. */
static void store_open__tables_set_otherwise__are_the_same(void **state)
{
	(void)state;

	store_close(store_open_here());
	store_execute_here("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
			   "replace(sql, char(10), '  ' || char(10)) WHERE name = 'hook'");
	store_close(store_open_here());
}

/* A panel may be open for days. */
static void journal_begin__changed_since_it_was_opened__refused(void **state)
{
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign); i++) {
		struct store *store = store_open_here();
		struct journal_record record = {.service = "https://s/v2.0", .user = "ann"};
		struct error error = {0};

		store_execute_here(foreign[i].sql);
		assert_false(journal_begin(store, &record, NULL, 0, &error));
		assert_int_equal(error.kind, foreign[i].kind);
		assert_non_null(strstr(error.detail, foreign[i].detail));
		assert_int_equal(store_number_here("SELECT count(*) FROM rotation"), 0);
		store_close(store);
		store_dir_remove(state);
		store_dir_make(state);
	}
}

/* ---- numbers ---- */

/* These numbers are on the disks of all users: if one changes, one kind of place or rotation is taken for
 * another. New ones are added here with the next number. */
static void numbers__of_what_is_stored__never_change(void **state)
{
	static const struct {
		int number, want;
	} fixed[] = {
		{JOURNAL_CONFIRMED, 0},
		{JOURNAL_NEW, 1},
		{JOURNAL_FINISHED, 2},
		{JOURNAL_UNDOING, 3},
		{JOURNAL_PLANNED, 4},
		{JOURNAL_PHASE_LAST, 4},
		{HOLDER_FILE, 0},
		{HOLDER_PROCESS, 1},
		{HOLDER_KIND_LAST, 1},
		{HOLDER_PLAIN, 0},
		{HOLDER_BASE64, 1},
		{HOLDER_PERCENT, 2},
		{HOLDER_ENCODING_LAST, 2},
		{HOLDER_UPDATE, 0},
		{HOLDER_MANUAL, 1},
		{HOLDER_RESTART, 2},
		{HOLDER_ACTION_LAST, 2},
		{HOLDER_FOUND, 0},
		{HOLDER_EXCLUDED, 1},
		{HOLDER_UPDATED, 2},
		{HOLDER_CHANGED_MEANWHILE, 3},
		{HOLDER_FAILED, 4},
		{HOLDER_LEFT, 5},
		{HOLDER_RESTORED, 6},
		{HOLDER_STATUS_LAST, 6},
		{STATE_APPLICATION_ID, 1801812340},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(fixed) / sizeof(*fixed); i++) {
		assert_int_equal(fixed[i].number, fixed[i].want);
	}
}

/* False when the unfinished rotation, or its places, cannot be read. */
static bool read_all(struct error *error)
{
	struct store *store = store_open_here();
	struct journal_record record = {0};
	struct holder **holders = NULL;
	size_t count = 0;

	bool ok = journal_unfinished(store, take_record, &record, error) &&
		journal_places(store, 7, &holders, &count, error);
	for (size_t i = 0; i < count; i++) {
		holder_destroy(holders[i]);
	}
	free(holders);
	store_close(store);
	return ok;
}

static void journal__value_that_keyturn_does_not_write__refused(void **state)
{
	static const struct {
		const char *sql, *column;
	} cases[] = {
		{"UPDATE rotation SET phase = 5 WHERE id = 7", "\"phase\""},
		{"UPDATE rotation SET phase = -1 WHERE id = 7", "\"phase\""},
		{"UPDATE rotation SET kind = -1 WHERE id = 7", "\"kind\""},
		{"UPDATE rotation SET batch = -1 WHERE id = 7", "\"batch\""},
		{"UPDATE rotation SET leaked = 2 WHERE id = 7", "\"leaked\""},
		{"UPDATE rotation SET unreadable = -1 WHERE id = 7", "\"unreadable\""},
		{"UPDATE part SET length = -1 WHERE rotation = 7", "\"length\""},
		{"UPDATE part SET hash = x'00' WHERE rotation = 7", "\"hash\""},
		{"UPDATE part SET number = 1 WHERE rotation = 7", "\"number\""},
		{"INSERT INTO part VALUES (7, 2, 1, zeroblob(32))", "\"number\""},
		{"DELETE FROM part WHERE rotation = 7", "rotation 7 has no credential"},
		{"UPDATE place SET kind = 2 WHERE number = 0", "\"kind\""},
		{"UPDATE place SET encoding = 3 WHERE number = 0", "\"encoding\""},
		{"UPDATE place SET action = 3 WHERE number = 0", "\"action\""},
		{"UPDATE place SET status = 7 WHERE number = 1", "\"status\""},
		{"UPDATE place SET status = 4294967296 WHERE number = 1", "\"status\""},
		{"UPDATE place SET pid = -1 WHERE number = 1", "\"pid\""},
		{"DELETE FROM place WHERE number = 0", "\"number\""},
		{"UPDATE occurrence SET encoding = 3 WHERE number = 1", "\"encoding\""},
		{"UPDATE occurrence SET start = -1 WHERE number = 1", "\"start\""},
		{"UPDATE occurrence SET length = 4294967296", "\"length\""},
		{"UPDATE occurrence SET part = 2 WHERE number = 1", "\"part\""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error error = {0};
		assert_true(make_released(1));
		assert_true(read_all(&error));
		store_execute_here(cases[i].sql);
		assert_false(read_all(&error));
		if (error.kind != ERROR_STATE || strstr(error.detail, cases[i].column) == NULL) {
			fail_msg("%s: %s: %s", cases[i].sql, error_name(error.kind), error.detail);
		}
		store_dir_remove(state);
		store_dir_make(state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_CASE(store_open__any_released_version__brought_up_with_all_its_rows),
		STORE_CASE(store_open__old_version_by_several_at_once__brought_up_once),
		STORE_CASE(store_open__no_file_by_several_at_once__made_once),
		STORE_CASE(store_open__not_as_keyturn_made_it__refused_and_left_alone),
		STORE_CASE(store_open__old_one_not_as_keyturn_made_it__refused_and_left_alone),
		STORE_CASE(store_open__database_of_another_program__refused_and_left_alone),
		STORE_CASE(store_open__no_database__refused),
		STORE_CASE(store_open__tables_set_otherwise__are_the_same),
		STORE_CASE(journal_begin__changed_since_it_was_opened__refused),
		STORE_CASE(numbers__of_what_is_stored__never_change),
		STORE_CASE(journal__value_that_keyturn_does_not_write__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
