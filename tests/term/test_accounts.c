/* SPDX-License-Identifier: MIT
 * From one account to another and back, the lock and leaving: what the service sees of it, and what is
 * left of the account before on the screen and in memory. */
#include "panel_steps.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memscan.h"
#include "scratch.h"
#include "server.h"

#define PASSWORD "Demo-pass-1"

struct fixture {
	struct server *server;
	char *directory;
	struct terminal *terminal;
};

static void write_config(const struct fixture *fixture, char *config, size_t size)
{
	static const char *const users[] = {"jqsmith", "nina"};
	char *password = scratch_write(
		fixture->directory, "password", PASSWORD "\n", strlen(PASSWORD) + 1);
	size_t used = 0;

	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++) {
		used += (size_t)snprintf(config + used, size - used,
			"[profile %s]\nservice = %s\nusername = %s\n"
			"password_command = cat %s\n",
			users[i], server_url(fixture->server), users[i], password);
	}
	free(password);
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	char text[2048], option[512], states[512];

	fixture->server = server_start(NULL);
	assert_non_null(fixture->server);
	fixture->directory = scratch_create();
	write_config(fixture, text, sizeof(text));
	char *config = scratch_write(fixture->directory, "config.ini", text, strlen(text));
	snprintf(option, sizeof(option), "--config=%s", config);
	snprintf(states, sizeof(states), "--state-dir=%s/state", fixture->directory);
	const char *const argv[] = {KEYTURN, option, states, "--profile=jqsmith", NULL};
	fixture->terminal = terminal_start(&(struct terminal_options){.argv = argv});
	assert_non_null(fixture->terminal);
	assert_true(terminal_wait_text(fixture->terminal, "signed in as jqsmith"));
	free(config);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	server_stop(fixture->server);
	scratch_destroy(fixture->directory);
	free(fixture);
	return 0;
}

static void expect_revoked(const struct fixture *fixture, size_t count)
{
	assert_true(server_wait_count(fixture->server, "DELETE", "/v2.0/tokens", 204, count));
	assert_int_equal(server_count(fixture->server, "DELETE", "/v2.0/tokens", 0), count);
}

/* By the list of profiles, which each sign in by themselves. */
static void switch_to(struct terminal *terminal, const char *row, const char *told)
{
	terminal_send(terminal, "a");
	assert_true(terminal_wait_text(terminal, row));
	terminal_send(terminal,
		strcmp(told, "signed in as nina") == 0 ? "<home><down><enter>" : "<home><enter>");
	assert_true(terminal_wait_text(terminal, "You will be signed out"));
	panel_read_dialog(terminal);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, told));
}

static void expect_forgotten(struct terminal *terminal, const char *key)
{
	struct needle *needle = needle_create(key, PANEL_KEY_LENGTH);
	struct memscan scan;

	if (memscan(terminal_pid(terminal), needle, true, &scan) == MEMSCAN_DONE &&
		scan.count > 0) {
		memscan_print(&scan);
		fail_msg("the key of the account before is still in memory");
	}
	needle_destroy(needle);
}

static void switch__to_another_account_and_back__nothing_of_the_first_is_left(void **state)
{
	struct fixture *fixture = *state;
	struct terminal *terminal = fixture->terminal;
	char key[PANEL_KEY_SIZE];

	panel_to_settings(terminal);
	panel_show(terminal, key);
	switch_to(terminal, "profile nina", "signed in as nina");
	expect_revoked(fixture, 1);
	panel_settle(terminal);
	assert_false(terminal_find(terminal, "jqsmith", NULL, NULL));
	assert_false(terminal_find(terminal, "5830280", NULL, NULL));
	assert_true(terminal_find(terminal, "6120094", NULL, NULL));
	panel_expect_hidden(terminal);
	expect_forgotten(terminal, key);
	switch_to(terminal, "profile jqsmith", "signed in as jqsmith");
	expect_revoked(fixture, 2);
	panel_to_settings(terminal);
	panel_quit(terminal);
	expect_revoked(fixture, 3);
}

static void lock_and_leave__token_revoked_each_time(void **state)
{
	struct fixture *fixture = *state;
	struct terminal *terminal = fixture->terminal;

	terminal_send(terminal, "L");
	assert_true(terminal_wait_text(terminal, "locked"));
	expect_revoked(fixture, 1);
	terminal_send(terminal, PASSWORD "<enter>");
	assert_true(terminal_wait_text(terminal, "signed in as jqsmith"));
	terminal_send(terminal, "m<end><enter>");
	assert_true(terminal_wait_text(terminal, "signed out"));
	expect_revoked(fixture, 2);
	panel_quit(terminal);
	expect_revoked(fixture, 2); /* there was none any more */
}

/* A service that hangs is not waited for long, and the terminal is back before. */
static void leave__service_hangs__gone_all_the_same(void **state)
{
	struct fixture *fixture = *state;

	kill(server_pid(fixture->server), SIGSTOP);
	panel_quit(fixture->terminal);
	kill(server_pid(fixture->server), SIGCONT);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(switch__to_another_account_and_back__nothing_of_the_first_is_left),
		CASE(lock_and_leave__token_revoked_each_time),
		CASE(leave__service_hangs__gone_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
