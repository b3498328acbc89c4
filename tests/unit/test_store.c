/* SPDX-License-Identifier: MIT */
#include "store_fixture.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void store_open__new_file__private(void **state)
{
	char path[512];
	struct stat info;
	(void)state;

	store_close(store_open_here());
	snprintf(path, sizeof(path), "%s/state.db", store_dir);
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

	snprintf(link, sizeof(link), "%s.link", store_dir);
	assert_int_equal(symlink(store_dir, link), 0);
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

	snprintf(path, sizeof(path), "%s/state.db", store_dir);
	assert_int_equal(symlink("/tmp/keyturn-elsewhere.db", path), 0);
	assert_null(store_open(store_dir, &error));
	assert_int_equal(access("/tmp/keyturn-elsewhere.db", F_OK), -1);
}

/* ---- journal ---- */

static struct journal_record record_of(const char *user)
{
	struct journal_record record = {.kind = 2,
		.old_trace.parts = {{.length = 32}, {.length = 86}},
		.leaked = true,
		.unreadable = 12};

	snprintf(record.service, sizeof(record.service), "https://s/v2.0");
	snprintf(record.user, sizeof(record.user), "%s", user);
	snprintf(record.user_id, sizeof(record.user_id), "-17");
	snprintf(record.old_trace.fingerprint, sizeof(record.old_trace.fingerprint), "3f9a 11c2");
	snprintf(record.old_trace.id, sizeof(record.old_trace.id), "ac-1");
	snprintf(record.key_name, sizeof(record.key_name), "keyturn-7f3a");
	memset(record.old_trace.parts[0].hash, 0xab, sizeof(record.old_trace.parts[0].hash));
	memset(record.old_trace.parts[1].hash, 0xcd, sizeof(record.old_trace.parts[1].hash));
	return record;
}

static struct holder *some_holder(void)
{
	struct holder *holder = holder_create(HOLDER_FILE, "/home/ann/.rack/config");

	holder->action = HOLDER_UPDATE;
	holder->afterwards = strdup("restart app.service, which reads it");
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
	struct store *store = store_open_here();
	const struct credential_trace issued = {.id = "ac-2", .fingerprint = "dd1b f554"};
	struct journal_record record = {0}, want = record_of("ann");
	struct holder **holders, *holder = some_holder();
	struct error error = {0};
	size_t count;
	int64_t id = begin(store, "ann");
	(void)state;

	assert_true(journal_set_phase(store, id, JOURNAL_NEW, &issued, &error));
	assert_true(journal_set_place(store, id, 0, HOLDER_UPDATED, NULL, "/b/1", &error));
	store_close(store);
	store = store_open_here();
	assert_true(journal_unfinished(store, first_record, &record, &error));
	assert_int_equal(record.id, id);
	assert_int_equal(record.phase, JOURNAL_NEW);
	assert_string_equal(record.user_id, "-17");
	assert_int_equal(record.kind, 2);
	assert_string_equal(record.key_name, "keyturn-7f3a");
	assert_string_equal(record.new_trace.id, "ac-2");
	assert_string_equal(record.new_trace.fingerprint, "dd1b f554");
	assert_memory_equal(&record.old_trace, &want.old_trace, sizeof(want.old_trace));
	assert_true(record.leaked && record.mine);
	assert_int_equal(record.unreadable, 12);

	assert_true(journal_places(store, id, &holders, &count, &error));
	assert_int_equal(count, 2);
	assert_string_equal(holders[0]->path, holder->path);
	assert_string_equal(holders[0]->backup, "/b/1");
	assert_string_equal(holders[0]->afterwards, holder->afterwards);
	assert_null(holders[1]->afterwards);
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
	struct store *store = store_open_here();
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
	struct store *first = store_open_here(), *second = store_open_here();
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

/* A killed process holds the lock until it is gone. */
static void journal_adopt__its_process_ends_within_a_moment__waits(void **state)
{
	struct error error = {0};
	int ready[2];
	int64_t id = 0;
	(void)state;

	assert_int_equal(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		id = begin(store_open_here(), "ann");
		poll(NULL, 0, write(ready[1], &id, sizeof(id)) == sizeof(id) ? 300 : 0);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &id, sizeof(id)), sizeof(id));
	struct store *store = store_open_here();
	assert_true(journal_adopt(store, id, &error));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	store_close(store);
	close(ready[0]);
	close(ready[1]);
}

static void journal_begin__unfinished_one_left__told_until_adopted_and_finished(void **state)
{
	struct store *store = store_open_here();
	struct journal_record record = record_of("ann");
	struct error error = {0};
	int64_t id = begin(store, "ann");
	(void)state;

	store_close(store);
	store = store_open_here();
	assert_false(journal_begin(store, &record, NULL, 0, &error));
	assert_int_equal(error.kind, ERROR_UNFINISHED);
	assert_non_null(strstr(error.detail, "keyturn resume"));
	assert_true(journal_adopt(store, id, &error));
	assert_true(journal_set_phase(store, id, JOURNAL_FINISHED, NULL, &error));
	assert_true(journal_begin(store, &record, NULL, 0, &error));
	store_close(store);
}

/* Only a rotation that replaced this very credential, every part of it, since it was searched for. */
static void journal_begin__old_key_ended_since_it_was_looked_for__stale(void **state)
{
	static const struct {
		int64_t planned;
		size_t other_part;
		bool stale;
	} cases[] = {{1, CREDENTIAL_PARTS_MAX, true}, {0, CREDENTIAL_PARTS_MAX, false},
		{INT64_MAX, CREDENTIAL_PARTS_MAX, false}, {1, 0, false}, {1, 1, false}};
	const struct credential_trace issued = {.fingerprint = "dd1b f554"};
	struct store *store = store_open_here();
	struct error error = {0};
	int64_t id = begin(store, "ann");
	(void)state;

	assert_true(journal_set_phase(store, id, JOURNAL_NEW, &issued, &error));
	assert_true(journal_set_phase(store, id, JOURNAL_FINISHED, NULL, &error));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct journal_record record = record_of("ann");
		record.planned = cases[i].planned;
		if (cases[i].other_part < CREDENTIAL_PARTS_MAX) {
			record.old_trace.parts[cases[i].other_part].hash[31] ^= 1;
		}
		error = (struct error){0};
		bool begun = journal_begin(store, &record, NULL, 0, &error);
		assert_int_equal(begun, !cases[i].stale);
		assert_int_equal(error.kind, cases[i].stale ? ERROR_STALE : ERROR_NONE);
		if (begun) {
			assert_true(journal_set_phase(
				store, record.id, JOURNAL_FINISHED, NULL, &error));
		}
	}
	store_close(store);
}

static void journal_hook_status__done_only_what_was_done(void **state)
{
	struct store *store = store_open_here();
	struct error error = {0};
	int64_t id = begin(store, "ann");
	char status[16];
	(void)state;

	assert_false(store_hook_is_done(store, id, "reload"));
	assert_true(journal_set_hook(store, id, "reload", "started", &error));
	assert_false(store_hook_is_done(store, id, "reload"));
	assert_true(journal_set_hook(store, id, "reload", "done", &error));
	assert_true(store_hook_is_done(store, id, "reload"));
	assert_true(journal_hook_status(store, id, "reload", status, sizeof(status), &error));
	assert_string_equal(status, "done");
	assert_true(journal_hook_status(store, id, "other", status, sizeof(status), &error));
	assert_string_equal(status, "");
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_CASE(store_open__new_file__private),
		STORE_CASE(store_open__no_directory__says_so),
		STORE_CASE(store_open__link_on_the_way__followed),
		STORE_CASE(store_open__link__refused),
		STORE_CASE(journal__read_back__as_it_was_written),
		STORE_CASE(journal_adopt__finished_meanwhile__refused_and_let_go),
		STORE_CASE(journal_adopt__its_process_ends_within_a_moment__waits),
		STORE_CASE(journal_begin__under_way_elsewhere__told),
		STORE_CASE(journal_begin__unfinished_one_left__told_until_adopted_and_finished),
		STORE_CASE(journal_begin__old_key_ended_since_it_was_looked_for__stale),
		STORE_CASE(journal_hook_status__done_only_what_was_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
