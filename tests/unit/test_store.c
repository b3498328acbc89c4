/* SPDX-License-Identifier: MIT */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "keyturn/store.h"
#include "scratch.h"

static char *dir;

static struct store *open_store(void)
{
	struct error error = {0};
	struct store *store = store_open(dir, &error);

	if (store == NULL) {
		print_error("%s\n", error.detail);
	}
	assert_non_null(store);
	return store;
}

static int make_dir(void **state)
{
	(void)state;
	dir = scratch_create();
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	scratch_destroy(dir);
	return 0;
}

static void execute(const char *sql)
{
	char path[512];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/state.db", dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void add(struct store *store, enum history_event event, const char *user)
{
	struct history_entry entry = {.event = event, .service = "https://s/v2.0"};
	struct error error = {0};

	snprintf(entry.user, sizeof(entry.user), "%s", user);
	snprintf(entry.fingerprint, sizeof(entry.fingerprint), "3f9a 11c2");
	snprintf(entry.result, sizeof(entry.result), "new");
	assert_true(history_add(store, &entry, &error));
}

static struct history_check verify(void)
{
	struct store *store = open_store();
	struct history_check check;
	struct error error = {0};

	assert_true(history_verify(store, &check, &error));
	store_close(store);
	return check;
}

static void add_three(void)
{
	struct store *store = open_store();

	add(store, HISTORY_SHOWN, "ann");
	add(store, HISTORY_RESET, "ann");
	add(store, HISTORY_COPIED, "bob");
	store_close(store);
}

static void store_open__new_file__private(void **state)
{
	char path[512];
	struct stat info;
	(void)state;

	store_close(open_store());
	snprintf(path, sizeof(path), "%s/state.db", dir);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
}

static void store_open__no_directory__says_so(void **state)
{
	struct error error = {0};
	(void)state;

	assert_null(store_open("/nonexistent/keyturn", &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	assert_non_null(strstr(error.detail, "/nonexistent/keyturn"));
}

/* /home is often a link. */
static void store_open__link_on_the_way__followed(void **state)
{
	struct error error = {0};
	char link[128];
	(void)state;

	snprintf(link, sizeof(link), "%s.link", dir);
	assert_int_equal(symlink(dir, link), 0);
	struct store *store = store_open(link, &error);
	unlink(link);
	assert_string_equal(error.detail, "");
	assert_non_null(store);
	store_close(store);
}

static void store_open__link__refused(void **state)
{
	char path[512];
	struct error error = {0};
	(void)state;

	snprintf(path, sizeof(path), "%s/state.db", dir);
	assert_int_equal(symlink("/tmp/keyturn-elsewhere.db", path), 0);
	assert_null(store_open(dir, &error));
	assert_int_equal(access("/tmp/keyturn-elsewhere.db", F_OK), -1);
}

static bool first_only(void *data, const struct history_entry *entry)
{
	*(struct history_entry *)data = *entry;
	return false;
}

static void history_list__newest_first__with_who_and_when(void **state)
{
	struct history_entry newest = {0};
	struct error error = {0};
	struct store *store;
	(void)state;

	setenv("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22", 1);
	add_three();
	unsetenv("SSH_CONNECTION");
	store = open_store();
	assert_true(history_list(store, first_only, &newest, &error));
	assert_string_equal(newest.user, "bob");
	assert_int_equal(newest.event, HISTORY_COPIED);
	assert_string_equal(newest.from, "192.0.2.7");
	assert_true(newest.wall > 1700000000 && newest.by[0] != '\0');
	store_close(store);
}

static void history_add__under_sudo__who_stood_before_it(void **state)
{
	struct history_entry newest = {0};
	struct error error = {0};
	(void)state;

	setenv("SUDO_USER", "ali\033ce", 1);
	add_three();
	unsetenv("SUDO_USER");
	struct store *store = open_store();
	assert_true(history_list(store, first_only, &newest, &error));
	assert_non_null(strstr(newest.by, " (sudo by ali^[ce)"));
	assert_string_equal(newest.from, "unknown");
	store_close(store);
}

static void history_verify__untouched__whole(void **state)
{
	struct history_check check;
	(void)state;

	add_three();
	check = verify();
	assert_int_equal(check.records, 3);
	assert_int_equal(check.broken, 0);
	assert_int_equal(strlen(check.head), 64);
}

static void history_verify__any_tampering__first_record_named(void **state)
{
	static const struct {
		const char *sql;
		int broken;
	} cases[] = {
		{"UPDATE history SET user = 'eve' WHERE number = 2", 2},
		{"UPDATE history SET wall = wall + 1 WHERE number = 1", 1},
		{"DELETE FROM history WHERE number = 1", 1},
		{"DELETE FROM history WHERE number = 2", 2},
		{"UPDATE history SET hash = zeroblob(32) WHERE number = 3", 3},
		{"UPDATE history SET event = 'shown' WHERE number = 3", 3},
		/* what two fields hold together must not do for each alone */
		{"UPDATE history SET user = 'an', by_user = 'n' || by_user WHERE number = 1", 1},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		remove_dir(NULL);
		make_dir(NULL);
		add_three();
		execute(cases[i].sql);
		assert_int_equal(verify().broken, cases[i].broken);
	}
}

static void history_verify__end_cut_off__another_head(void **state)
{
	char head[65];
	struct history_check check;
	(void)state;

	add_three();
	memcpy(head, verify().head, sizeof(head));
	execute("DELETE FROM history WHERE number = 3");
	check = verify();
	assert_int_equal(check.broken, 0);
	assert_string_not_equal(check.head, head);
}

static void history_add__hostile_text__one_harmless_line(void **state)
{
	struct history_entry entry = {.event = HISTORY_UPDATED}, newest = {0};
	struct error error = {0};
	struct store *store = open_store();
	(void)state;

	snprintf(entry.user, sizeof(entry.user), "eve\n2026-11-24 reset by root\033[2J");
	assert_true(history_add(store, &entry, &error));
	assert_true(history_list(store, first_only, &newest, &error));
	assert_null(strpbrk(newest.user, "\n\033"));
	store_close(store);
}

static void history_add__two_at_once__one_chain(void **state)
{
	(void)state;

	store_close(open_store());
	for (int child = 0; child < 4; child++) {
		if (fork() == 0) {
			struct error error;
			struct history_entry entry = {.event = HISTORY_SHOWN};
			struct store *store = store_open(dir, &error);
			bool ok = store != NULL;
			for (int i = 0; i < 10 && ok; i++) {
				ok = history_add(store, &entry, &error);
			}
			_exit(ok ? 0 : 1);
		}
	}
	for (int child = 0, status; child < 4; child++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	assert_int_equal(verify().records, 40);
	assert_int_equal(verify().broken, 0);
}

/* ---- journal ---- */

static struct journal_record record_of(const char *user)
{
	struct journal_record record = {.old_trace.parts[0].length = 32, .leaked = true};

	snprintf(record.service, sizeof(record.service), "https://s/v2.0");
	snprintf(record.user, sizeof(record.user), "%s", user);
	snprintf(record.user_id, sizeof(record.user_id), "-17");
	snprintf(record.old_trace.fingerprint, sizeof(record.old_trace.fingerprint), "3f9a 11c2");
	memset(record.old_trace.parts[0].hash, 0xab, sizeof(record.old_trace.parts[0].hash));
	return record;
}

static struct holder *some_holder(void)
{
	struct holder *holder = holder_create(HOLDER_FILE, "/home/ann/.rack/config");

	holder->action = HOLDER_UPDATE;
	holder->encoding = HOLDER_BASE64;
	holder->file = (struct file_state){.device = 5, .inode = 7, .size = 99, .modified_ns = -3};
	holder->occurrence_count = 2;
	holder->occurrences = calloc(2, sizeof(*holder->occurrences));
	holder->occurrences[0] = (struct occurrence){.offset = 1ull << 40, .length = 44, .line = 3};
	holder->occurrences[1] = (struct occurrence){.offset = 8, .encoding = HOLDER_PERCENT};
	return holder;
}

static int64_t begin(struct store *store, const char *user)
{
	struct journal_record record = record_of(user);
	struct holder *holders[] = {some_holder(), holder_create(HOLDER_PROCESS, "/usr/bin/app")};
	struct error error = {0};

	assert_true(
		journal_begin(store, &record, (const struct holder *const *)holders, 2, &error));
	holder_destroy(holders[0]);
	holder_destroy(holders[1]);
	return record.id;
}

static bool first_record(void *data, const struct journal_record *record)
{
	*(struct journal_record *)data = *record;
	return false;
}

static void journal__read_back__as_it_was_written(void **state)
{
	struct store *store = open_store();
	struct journal_record record = {0}, want = record_of("ann");
	struct holder **holders, *holder = some_holder();
	struct error error = {0};
	size_t count;
	int64_t id = begin(store, "ann");
	(void)state;

	assert_true(journal_set_phase(store, id, JOURNAL_NEW, "dd1b f554", &error));
	assert_true(journal_set_place(store, id, 0, HOLDER_UPDATED, NULL, "/b/1", &error));
	store_close(store);
	store = open_store();
	assert_true(journal_unfinished(store, first_record, &record, &error));
	assert_int_equal(record.id, id);
	assert_int_equal(record.phase, JOURNAL_NEW);
	assert_string_equal(record.user_id, "-17");
	assert_string_equal(record.new_trace.fingerprint, "dd1b f554");
	assert_memory_equal(record.old_trace.parts[0].hash, want.old_trace.parts[0].hash,
		sizeof(want.old_trace.parts[0].hash));
	assert_true(record.leaked && record.mine && record.old_trace.parts[0].length == 32);

	assert_true(journal_places(store, id, &holders, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(holders[0]->path, holder->path);
	assert_string_equal(holders[0]->backup, "/b/1");
	assert_int_equal(holders[0]->status, HOLDER_UPDATED);
	assert_memory_equal(&holders[0]->file, &holder->file, sizeof(holder->file));
	assert_int_equal(holders[0]->occurrence_count, 2);
	assert_memory_equal(
		holders[0]->occurrences, holder->occurrences, 2 * sizeof(*holder->occurrences));
	assert_int_equal(holders[1]->kind, HOLDER_PROCESS);
	for (size_t i = 0; i < count; i++) {
		holder_destroy(holders[i]);
	}
	free(holders);
	holder_destroy(holder);
	store_close(store);
}

static void journal_adopt__finished_meanwhile__refused_and_let_go(void **state)
{
	struct store *store = open_store();
	struct error error = {0};
	int64_t id = begin(store, "ann");
	(void)state;

	assert_true(journal_set_phase(store, id, JOURNAL_FINISHED, NULL, &error));
	assert_false(journal_adopt(store, id, &error));
	assert_int_equal(error.kind, ERROR_STALE);
	begin(store, "ann");
	store_close(store);
}

static void journal_begin__under_way_elsewhere__told(void **state)
{
	struct store *first = open_store(), *second = open_store();
	struct journal_record record = record_of("ann"), seen = {0};
	struct error error = {0};
	(void)state;

	begin(first, "ann");
	assert_false(journal_begin(second, &record, NULL, 0, &error));
	assert_int_equal(error.kind, ERROR_UNFINISHED);
	assert_true(journal_unfinished(second, first_record, &seen, &error));
	assert_false(seen.mine);
	assert_false(journal_adopt(second, seen.id, &error));
	begin(second, "bob");
	store_close(first);
	store_close(second);
}

/* A process that was killed holds the lock until it is gone. */
static void journal_adopt__its_process_ends_within_a_moment__waits(void **state)
{
	struct error error = {0};
	int ready[2];
	int64_t id = 0;
	(void)state;

	assert_int_equal(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		id = begin(open_store(), "ann");
		poll(NULL, 0, write(ready[1], &id, sizeof(id)) == sizeof(id) ? 300 : 0);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &id, sizeof(id)), sizeof(id));
	struct store *store = open_store();
	assert_true(journal_adopt(store, id, &error));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	store_close(store);
	close(ready[0]);
	close(ready[1]);
}

static void journal_begin__unfinished_one_left__told_until_adopted_and_finished(void **state)
{
	struct store *store = open_store();
	struct journal_record record = record_of("ann");
	struct error error = {0};
	int64_t id = begin(store, "ann");
	(void)state;

	store_close(store);
	store = open_store();
	assert_false(journal_begin(store, &record, NULL, 0, &error));
	assert_int_equal(error.kind, ERROR_UNFINISHED);
	assert_non_null(strstr(error.detail, "keyturn resume"));
	assert_true(journal_adopt(store, id, &error));
	assert_true(journal_set_phase(store, id, JOURNAL_FINISHED, NULL, &error));
	assert_true(journal_begin(store, &record, NULL, 0, &error));
	store_close(store);
}

static void journal_hook_done__only_what_was_done(void **state)
{
	struct store *store = open_store();
	struct error error = {0};
	int64_t id = begin(store, "ann");
	char status[16];
	(void)state;

	assert_false(journal_hook_done(store, id, "reload"));
	assert_true(journal_set_hook(store, id, "reload", "started", &error));
	assert_false(journal_hook_done(store, id, "reload"));
	assert_true(journal_set_hook(store, id, "reload", "done", &error));
	assert_true(journal_hook_done(store, id, "reload"));
	assert_true(journal_hook_status(store, id, "reload", status, sizeof(status), &error));
	assert_string_equal(status, "done");
	assert_true(journal_hook_status(store, id, "other", status, sizeof(status), &error));
	assert_string_equal(status, "");
	store_close(store);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(store_open__new_file__private),
		CASE(store_open__no_directory__says_so),
		CASE(store_open__link_on_the_way__followed),
		CASE(store_open__link__refused),
		CASE(history_list__newest_first__with_who_and_when),
		CASE(history_add__under_sudo__who_stood_before_it),
		CASE(history_verify__untouched__whole),
		CASE(history_verify__any_tampering__first_record_named),
		CASE(history_verify__end_cut_off__another_head),
		CASE(history_add__hostile_text__one_harmless_line),
		CASE(history_add__two_at_once__one_chain),
		CASE(journal__read_back__as_it_was_written),
		CASE(journal_adopt__finished_meanwhile__refused_and_let_go),
		CASE(journal_begin__under_way_elsewhere__told),
		CASE(journal_adopt__its_process_ends_within_a_moment__waits),
		CASE(journal_begin__unfinished_one_left__told_until_adopted_and_finished),
		CASE(journal_hook_done__only_what_was_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
