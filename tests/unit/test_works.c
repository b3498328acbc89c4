/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/clock.h"
#include "keyturn/works.h"
#include "scratch.h"

enum { DEADLINE_MS = 20000 };

struct fixture {
	char *directory, *marker, *backup;
	char *argv[3];
	struct hook hook;
	uv_loop_t loop;
	struct works *works;
	int64_t journal;
	uint32_t done; /* ticket */
	bool ok;
	size_t notices;
	bool history_failed;
};

static void on_event(void *data, struct work_event *event)
{
	struct fixture *fixture = data;

	if (event->kind == WORK_EVENT_DONE) {
		fixture->done = event->ticket;
		fixture->ok = event->ok;
	} else if (event->kind == WORK_EVENT_OUTPUT) {
		fixture->notices++;
	} else if (event->kind == WORK_EVENT_HISTORY) {
		fixture->history_failed = event->error.kind != ERROR_NONE;
	}
}

/* One hook: it makes the file `marker`. */
static int setup(void **state)
{
	struct error error;
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	const struct works_listener listener = {.event = on_event, .data = fixture};

	if (!secret_start(&error)) {
		return -1;
	}
	fixture->directory = scratch_create();
	fixture->marker = scratch_path(fixture->directory, "marker");
	fixture->argv[0] = strdup("touch");
	fixture->argv[1] = fixture->marker;
	fixture->hook = (struct hook){
		.name = strdup("mark"), .run = fixture->argv, .timeout = 30, .key = HOOK_KEY_NONE};
	const struct works_options options = {
		.state_dir = fixture->directory, .hooks = &fixture->hook, .hook_count = 1};
	uv_loop_init(&fixture->loop);
	fixture->works = works_create(&fixture->loop, &options, &listener);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	scratch_destroy(fixture->directory);
	free(fixture->argv[0]);
	free(fixture->hook.name);
	free(fixture->marker);
	free(fixture);
	return 0;
}

static void end(struct fixture *fixture)
{
	works_destroy(fixture->works);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&fixture->loop), 0);
}

static void start(struct fixture *fixture, enum work_kind kind, uint32_t ticket)
{
	struct work_order *order = work_order_create(kind);

	order->ticket = ticket;
	order->record.id = fixture->journal;
	strcpy(order->record.service, "https://example.com/v2.0");
	strcpy(order->record.user, "jq");
	strcpy(order->hook, "mark");
	order->new_credential = credential_of_key(secret_create("0123456789abcdef", 16));
	if (kind == WORK_CLOSE) {
		order->note.event = HISTORY_RESET;
		strcpy(order->note.result, "unchanged");
	}
	works_start(fixture->works, order);
}

static void wait_for(struct fixture *fixture, uint32_t ticket)
{
	const int64_t until = clock_monotonic() + DEADLINE_MS;

	while (fixture->done != ticket) {
		assert_true(clock_monotonic() < until);
		uv_run(&fixture->loop, UV_RUN_ONCE);
	}
}

static bool count(void *data, const struct history_entry *entry)
{
	(void)entry;
	++*(size_t *)data;
	return true;
}

static size_t recorded(const struct fixture *fixture)
{
	struct error error;
	struct store *store = store_open(fixture->directory, &error);
	size_t records = 0;

	assert_non_null(store);
	assert_true(history_list(store, count, &records, &error));
	store_close(store);
	return records;
}

static void works_hook__runs_the_command(void **state)
{
	struct fixture *fixture = *state;

	start(fixture, WORK_BEGIN, 1);
	wait_for(fixture, 1);
	fixture->journal = 1;
	start(fixture, WORK_HOOK, 2);
	wait_for(fixture, 2);
	assert_true(fixture->ok);
	assert_int_equal(access(fixture->marker, F_OK), 0);
	end(fixture);
}

static void works_hook_stop__before_it_runs__is_heeded(void **state)
{
	struct fixture *fixture = *state;

	start(fixture, WORK_BEGIN, 1);
	wait_for(fixture, 1);
	fixture->journal = 1;
	start(fixture, WORK_HOOK, 2);
	works_hook_stop(fixture->works);
	wait_for(fixture, 2);
	assert_false(fixture->ok);
	end(fixture);
	assert_int_equal(access(fixture->marker, F_OK), -1);
}

static void works_destroy__while_a_hook_is_asked_about__runs_none(void **state)
{
	struct fixture *fixture = *state;

	start(fixture, WORK_BEGIN, 1);
	wait_for(fixture, 1);
	fixture->journal = 1;
	start(fixture, WORK_HOOK, 2);
	end(fixture);
	assert_int_equal(fixture->done, 1);
	assert_int_equal(access(fixture->marker, F_OK), -1);
}

/* Nobody who waits for it may wait for ever. */
static void works_history__no_database__told_as_answer_and_notice(void **state)
{
	struct fixture *fixture = *state;
	const int64_t until = clock_monotonic() + DEADLINE_MS;
	static const char text[] = "this is no database, although it has its name";
	char *path = scratch_write(fixture->directory, "state.db", text, sizeof(text));

	works_history(fixture->works);
	while (!fixture->history_failed) {
		assert_true(clock_monotonic() < until);
		uv_run(&fixture->loop, UV_RUN_ONCE);
	}
	assert_int_equal(fixture->notices, 1);
	end(fixture);
	free(path);
}

static void works_destroy__many_records_waiting__writes_them_all(void **state)
{
	struct fixture *fixture = *state;

	for (int i = 0; i < 30; i++) {
		struct history_entry entry;
		history_entry_init(&entry, HISTORY_SHOWN, "https://example.com/v2.0", "jq", "");
		works_record(fixture->works, &entry);
	}
	end(fixture);
	assert_int_equal(recorded(fixture), 30);
}

/* ---- backups ---- */

static void make_old_backup(struct fixture *fixture)
{
	char *backups = scratch_path(fixture->directory, "backups");
	const struct timespec then = {.tv_sec = time(NULL) - (time_t)8 * 24 * 60 * 60};

	assert_int_equal(mkdir(backups, 0700), 0);
	fixture->backup = scratch_write(backups,
		"20261101T030405.000001-0123456789abcdef0123456789abcdef-rclone.conf", "x", 1);
	assert_int_equal(
		utimensat(AT_FDCWD, fixture->backup, (const struct timespec[]){then, then}, 0), 0);
	free(backups);
}

static bool backup_stays(struct fixture *fixture)
{
	bool stays = access(fixture->backup, F_OK) == 0;

	free(fixture->backup);
	return stays;
}

static void works_ask_unfinished__none__old_backups_are_removed(void **state)
{
	struct fixture *fixture = *state;

	make_old_backup(fixture);
	works_ask_unfinished(fixture->works, "https://example.com/v2.0", "jq");
	start(fixture, WORK_BEGIN, 1);
	wait_for(fixture, 1);
	end(fixture);
	assert_false(backup_stays(fixture));
}

static void works_ask_unfinished__one_of_anybodys__backups_stay(void **state)
{
	struct fixture *fixture = *state;

	make_old_backup(fixture);
	start(fixture, WORK_BEGIN, 1);
	works_ask_unfinished(fixture->works, "https://example.com/v2.0", "another");
	start(fixture, WORK_HOOK, 2);
	wait_for(fixture, 2);
	end(fixture);
	assert_true(backup_stays(fixture));
}

static void works_close__last_unfinished_one__old_backups_are_removed(void **state)
{
	struct fixture *fixture = *state;

	make_old_backup(fixture);
	start(fixture, WORK_BEGIN, 1);
	wait_for(fixture, 1);
	fixture->journal = 1;
	start(fixture, WORK_CLOSE, 2);
	wait_for(fixture, 2);
	assert_true(fixture->ok);
	end(fixture);
	assert_false(backup_stays(fixture));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(works_hook__runs_the_command, setup, teardown),
		cmocka_unit_test_setup_teardown(
			works_hook_stop__before_it_runs__is_heeded, setup, teardown),
		cmocka_unit_test_setup_teardown(
			works_destroy__while_a_hook_is_asked_about__runs_none, setup, teardown),
		cmocka_unit_test_setup_teardown(
			works_history__no_database__told_as_answer_and_notice, setup, teardown),
		cmocka_unit_test_setup_teardown(
			works_destroy__many_records_waiting__writes_them_all, setup, teardown),
		cmocka_unit_test_setup_teardown(
			works_ask_unfinished__none__old_backups_are_removed, setup, teardown),
		cmocka_unit_test_setup_teardown(
			works_ask_unfinished__one_of_anybodys__backups_stay, setup, teardown),
		cmocka_unit_test_setup_teardown(
			works_close__last_unfinished_one__old_backups_are_removed, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
