/* SPDX-License-Identifier: MIT */
#include "server.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "probe.h"

static void server_url__answers_and_is_logged(void **state)
{
	struct server *server = server_start(NULL);
	(void)state;

	assert_non_null(server);
	assert_int_equal(strncmp(server_url(server), "http://127.0.0.1:", 17), 0);
	assert_int_equal(probe_once(server_url(server), "/v2.0"), 200);
	assert_true(server_wait_count(server, "GET", "/v2", 200, 1));
	assert_int_equal(server_count(server, NULL, NULL, 0), 1);
	assert_int_equal(server_count(server, "POST", NULL, 0), 0);
	assert_int_equal(server_count(server, "GET", "/v3", 0), 0);
	assert_int_equal(server_count(server, "GET", NULL, 404), 0);
	server_stop(server);
}

static void server_after_kill__same_port_and_log(void **state)
{
	struct server *server = server_start(NULL);
	(void)state;

	assert_non_null(server);
	int port = server_port(server), status = server_end(server, SIGKILL);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(probe_once(server_url(server), "/v2.0"), 0);
	assert_true(server_restart(server));
	assert_int_equal(server_port(server), port);
	assert_int_equal(probe_once(server_url(server), "/v2.0"), 200);
	assert_int_equal(server_count(server, "GET", "/v2.0", 0), 1);
	server_stop(server);
}

static void server_process_and_directory__are_gone(void **state)
{
	struct server *server = server_start(NULL);
	(void)state;

	assert_non_null(server);
	pid_t pid = server_pid(server);
	char *directory = strdup(server_directory(server));
	assert_int_equal(access(directory, F_OK), 0);
	server_stop(server);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(access(directory, F_OK), -1);
	free(directory);
}

static void server_program_that_says_nothing__null(void **state)
{
	char *program = strdup(getenv("KEYTURN_SANDBOX"));
	(void)state;

	setenv("KEYTURN_SANDBOX", "/bin/false", 1);
	assert_null(server_start(NULL));
	setenv("KEYTURN_SANDBOX", program, 1);
	free(program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(server_url__answers_and_is_logged),
		cmocka_unit_test(server_after_kill__same_port_and_log),
		cmocka_unit_test(server_process_and_directory__are_gone),
		cmocka_unit_test(server_program_that_says_nothing__null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
