/* SPDX-License-Identifier: MIT */
#include "store_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scratch.h"

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
	struct store *store = store_open_here();
	struct history_check check;
	struct error error = {0};

	assert_true(history_verify(store, &check, &error));
	store_close(store);
	return check;
}

static void add_three(void)
{
	struct store *store = store_open_here();

	add(store, HISTORY_SHOWN, "ann");
	add(store, HISTORY_RESET, "ann");
	add(store, HISTORY_COPIED, "bob");
	store_close(store);
}

static char *head_path(void)
{
	return scratch_path(store_dir, "history.head");
}

static char *read_head(void)
{
	size_t len;
	char *path = head_path(), *text = scratch_read(path, &len);

	free(path);
	return text;
}

static void write_head(const char *text)
{
	free(scratch_write(store_dir, "history.head", text, strlen(text)));
}

static void remove_file(const char *name)
{
	char *path = scratch_path(store_dir, name);

	assert_int_equal(unlink(path), 0);
	free(path);
}

static void expect_head_of(const struct history_check *check)
{
	char want[128], *have = read_head();

	snprintf(want, sizeof(want), "%lld %s\n", (long long)check->records, check->head);
	assert_non_null(have);
	assert_string_equal(have, want);
	free(have);
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
	store = store_open_here();
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
	struct store *store = store_open_here();
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
		store_dir_remove(NULL);
		store_dir_make(NULL);
		add_three();
		store_execute_here(cases[i].sql);
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
	store_execute_here("DELETE FROM history WHERE number = 3");
	check = verify();
	assert_int_equal(check.broken, 0);
	assert_string_not_equal(check.head, head);
}

static void history_add__hostile_text__one_harmless_line(void **state)
{
	struct history_entry entry = {.event = HISTORY_UPDATED}, newest = {0};
	struct error error = {0};
	struct store *store = store_open_here();
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

	store_close(store_open_here());
	for (int child = 0; child < 4; child++) {
		if (fork() == 0) {
			struct error error;
			struct history_entry entry = {.event = HISTORY_SHOWN};
			struct store *store = store_open(store_dir, &error);
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
	const struct history_check check = verify();
	assert_int_equal(check.records, 40);
	assert_int_equal(check.broken, 0);
	expect_head_of(&check);
}

/* ---- history.head ---- */

static void history_add__head_beside_it__private_and_the_newest(void **state)
{
	char *path = head_path();
	struct stat info;
	(void)state;

	add_three();
	const struct history_check check = verify();
	expect_head_of(&check);
	assert_int_equal(check.newest, HISTORY_NEWEST_PRESENT);
	assert_int_equal(check.written, 3);
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	free(path);
}

static void history_verify__nothing_yet__none(void **state)
{
	(void)state;

	const struct history_check check = verify();
	assert_int_equal(check.newest, HISTORY_NEWEST_NONE);
	assert_true(history_is_whole(&check));
}

/* Missing records at the end are reported, and the next record does not cover that up. */
static void history_verify__end_is_not_what_was_written__told_which(void **state)
{
	static const struct {
		const char *sql;
		enum history_newest newest, after_one_more;
	} cases[] = {
		{"DELETE FROM history WHERE number = 3", HISTORY_NEWEST_CUT,
			HISTORY_NEWEST_DIFFERENT},
		{"DELETE FROM history WHERE number > 1", HISTORY_NEWEST_CUT, HISTORY_NEWEST_CUT},
		{"DELETE FROM history", HISTORY_NEWEST_EMPTIED, HISTORY_NEWEST_CUT},
		{"UPDATE history SET hash = zeroblob(32) WHERE number = 3",
			HISTORY_NEWEST_DIFFERENT, HISTORY_NEWEST_DIFFERENT},
		{"UPDATE history SET hash = x'00' WHERE number = 2", HISTORY_NEWEST_PRESENT,
			HISTORY_NEWEST_PRESENT},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		add_three();
		char *head = read_head();
		store_execute_here(cases[i].sql);
		struct history_check check = verify();
		assert_int_equal(check.newest, cases[i].newest);
		assert_int_equal(check.written, 3);
		assert_false(history_is_whole(&check));
		struct store *store = store_open_here();
		add(store, HISTORY_SHOWN, "eve");
		store_close(store);
		check = verify();
		assert_int_equal(check.newest, cases[i].after_one_more);
		assert_false(history_is_whole(&check));
		char *kept = read_head();
		assert_true(cases[i].newest == HISTORY_NEWEST_PRESENT || strcmp(head, kept) == 0);
		free(kept);
		free(head);
		store_dir_remove(state);
		store_dir_make(state);
	}
}

static void history_verify__state_db_removed__told(void **state)
{
	(void)state;

	add_three();
	remove_file("state.db");
	const struct history_check check = verify();
	assert_int_equal(check.newest, HISTORY_NEWEST_EMPTIED);
	assert_int_equal(check.written, 3);
	assert_false(history_is_whole(&check));
}

/* Different records, with a valid chain. */
static void history_verify__whole_chain_made_anew__told(void **state)
{
	(void)state;

	add_three();
	char *head = read_head();
	remove_file("history.head");
	remove_file("state.db");
	struct store *store = store_open_here();
	for (int i = 0; i < 4; i++) {
		add(store, HISTORY_SHOWN, "ann");
	}
	store_close(store);
	write_head(head);
	const struct history_check check = verify();
	assert_int_equal(check.broken, 0);
	assert_int_equal(check.newest, HISTORY_NEWEST_DIFFERENT);
	assert_false(history_is_whole(&check));
	free(head);
}

static void history_verify__head_missing__cannot_be_known(void **state)
{
	(void)state;

	add_three();
	remove_file("history.head");
	struct history_check check = verify();
	assert_int_equal(check.broken, 0);
	assert_int_equal(check.newest, HISTORY_NEWEST_UNKNOWN);
	assert_int_equal(check.written, 0);
	assert_false(history_is_whole(&check));
	struct store *store = store_open_here();
	add(store, HISTORY_SHOWN, "ann");
	store_close(store);
	check = verify();
	assert_true(history_is_whole(&check));
	expect_head_of(&check);
}

static void history_verify__head_not_keyturns__damaged_and_left(void **state)
{
	static const char *const texts[] = {"", "\n", "3\n", "3 00\n", "x", "-3 %s\n", "0 %s\n",
		"3 %s", "03 %s\n", " 3 %s\n", "3 %s \n", "3 %s\n3 %s\n", "3 %s0\n",
		"99999999999999999999 %s\n"};
	char hash[65], text[512];
	(void)state;

	add_three();
	memcpy(hash, verify().head, sizeof(hash));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *at = strstr(texts[i], "%s");
		if (at == NULL) {
			snprintf(text, sizeof(text), "%s", texts[i]);
		} else {
			snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - texts[i]), texts[i],
				hash, at + 2);
		}
		write_head(text);
		const struct history_check check = verify();
		assert_int_equal(check.newest, HISTORY_NEWEST_DAMAGED);
		assert_false(history_is_whole(&check));
		struct store *store = store_open_here();
		add(store, HISTORY_SHOWN, "ann");
		store_close(store);
		char *kept = read_head();
		assert_string_equal(kept, text);
		free(kept);
	}
}

/* Killed between the two writes: no alarm, and the next record updates the head. */
static void history_verify__table_ahead_of_head__whole(void **state)
{
	struct store *store = store_open_here();
	(void)state;

	add(store, HISTORY_SHOWN, "ann");
	char *head = read_head();
	add(store, HISTORY_SHOWN, "ann");
	add(store, HISTORY_SHOWN, "ann");
	write_head(head);
	free(head);
	struct history_check check = verify();
	assert_true(history_is_whole(&check));
	assert_int_equal(check.newest, HISTORY_NEWEST_PRESENT);
	assert_int_equal(check.written, 1);
	add(store, HISTORY_SHOWN, "ann");
	check = verify();
	expect_head_of(&check);
	store_close(store);
}

static void history_add__head_cannot_be_written__said_and_made_up_for(void **state)
{
	struct store *store = store_open_here();
	struct history_entry entry = {.event = HISTORY_SHOWN};
	struct error error = {0};
	char *unfinished = scratch_path(store_dir, "history.head.new");
	(void)state;

	assert_int_equal(mkdir(unfinished, 0700), 0);
	assert_false(history_add(store, &entry, &error));
	assert_int_equal(error.kind, ERROR_SYSTEM);
	assert_non_null(strstr(error.detail, "/history.head: "));
	assert_int_equal(rmdir(unfinished), 0);
	free(unfinished);
	assert_true(history_add(store, &entry, &error));
	const struct history_check check = verify();
	assert_int_equal(check.records, 2);
	expect_head_of(&check);
	store_close(store);
}

static void history_add__link_in_place_of_the_head__not_followed(void **state)
{
	struct store *store = store_open_here();
	struct history_entry entry = {.event = HISTORY_SHOWN};
	struct error error = {0};
	char *path = head_path(), *other = scratch_write(store_dir, "other", "mine", 4);
	(void)state;

	assert_int_equal(symlink(other, path), 0);
	assert_false(history_add(store, &entry, &error));
	size_t len;
	char *text = scratch_read(other, &len);
	assert_string_equal(text, "mine");
	free(text);
	free(path);
	free(other);
	store_close(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_CASE(history_list__newest_first__with_who_and_when),
		STORE_CASE(history_add__under_sudo__who_stood_before_it),
		STORE_CASE(history_verify__untouched__whole),
		STORE_CASE(history_verify__any_tampering__first_record_named),
		STORE_CASE(history_verify__end_cut_off__another_head),
		STORE_CASE(history_add__hostile_text__one_harmless_line),
		STORE_CASE(history_add__two_at_once__one_chain),
		STORE_CASE(history_add__head_beside_it__private_and_the_newest),
		STORE_CASE(history_verify__nothing_yet__none),
		STORE_CASE(history_verify__end_is_not_what_was_written__told_which),
		STORE_CASE(history_verify__state_db_removed__told),
		STORE_CASE(history_verify__whole_chain_made_anew__told),
		STORE_CASE(history_verify__head_missing__cannot_be_known),
		STORE_CASE(history_verify__head_not_keyturns__damaged_and_left),
		STORE_CASE(history_verify__table_ahead_of_head__whole),
		STORE_CASE(history_add__head_cannot_be_written__said_and_made_up_for),
		STORE_CASE(history_add__link_in_place_of_the_head__not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
