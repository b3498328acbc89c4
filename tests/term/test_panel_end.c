/* SPDX-License-Identifier: MIT
 * The panel has given the terminal back, and a record of the history is still being written. */
#include "panel_steps.h"
#include "scratch.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

static struct terminal *start_at_settings(const char *directory)
{
	char option[256];
	const struct panel_setting setting = {.option = option};

	snprintf(option, sizeof(option), "--state-dir=%s", directory);
	return panel_start_at_settings(&setting);
}

static bool has_history(struct terminal *terminal, void *state_db)
{
	sqlite3_stmt *statement = NULL;
	sqlite3 *db;
	bool has = false;
	(void)terminal;

	if (sqlite3_open_v2(state_db, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
		sqlite3_prepare_v2(db, "SELECT 1 FROM history", -1, &statement, NULL) ==
			SQLITE_OK) {
		has = sqlite3_step(statement) == SQLITE_ROW;
	}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return has;
}

static bool is_given_back(struct terminal *terminal, void *data)
{
	(void)data;
	return !terminal_alternate_screen(terminal);
}

static void panel__signals_while_it_finishes__harmless(void **state)
{
	char *directory = scratch_create(), *state_db = scratch_path(directory, "state.db");
	struct terminal *terminal = start_at_settings(directory);
	sqlite3 *db;
	char key[PANEL_KEY_SIZE];
	(void)state;

	panel_show(terminal, key); /* which is recorded */
	assert_true(terminal_wait(terminal, has_history, state_db, "a record"));
	panel_hide(terminal);
	assert_int_equal(sqlite3_open(state_db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	panel_show(terminal, key); /* its record waits for us */
	terminal_send(terminal, "<esc><c-c>");
	assert_true(terminal_wait(terminal, is_given_back, NULL, "the terminal to be given back"));
	terminal_resize(terminal, 30, 100);
	terminal_signal(terminal, SIGCONT);
	terminal_signal(terminal, SIGTERM);
	assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	panel_expect_exit(terminal, 130);
	free(state_db);
	scratch_destroy(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panel__signals_while_it_finishes__harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
