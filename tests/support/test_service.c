/* SPDX-License-Identifier: MIT */
#include "service.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "http_probe.h"

static void service_start__url__answers_and_is_logged(void **state)
{
	struct service *service = service_start(NULL);
	(void)state;

	assert_non_null(service);
	assert_int_equal(strncmp(service_url(service), "http://127.0.0.1:", 17), 0);
	assert_int_equal(probe_once(service_url(service), "/v2.0"), 200);
	assert_true(service_wait_count(service, "GET", "/v2", 200, 1));
	assert_int_equal(service_count(service, NULL, NULL, 0), 1);
	assert_int_equal(service_count(service, "POST", NULL, 0), 0);
	assert_int_equal(service_count(service, "GET", "/v3", 0), 0);
	assert_int_equal(service_count(service, "GET", NULL, 404), 0);
	service_stop(service);
}

static void service_restart__after_kill__same_port_and_log(void **state)
{
	struct service *service = service_start(NULL);
	(void)state;

	assert_non_null(service);
	int port = service_port(service), status = service_end(service, SIGKILL);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(probe_once(service_url(service), "/v2.0"), 0);
	assert_true(service_restart(service));
	assert_int_equal(service_port(service), port);
	assert_int_equal(probe_once(service_url(service), "/v2.0"), 200);
	assert_int_equal(service_count(service, "GET", "/v2.0", 0), 1);
	service_stop(service);
}

static void service_stop__process_and_directory__are_gone(void **state)
{
	struct service *service = service_start(NULL);
	(void)state;

	assert_non_null(service);
	pid_t pid = service_pid(service);
	char *directory = strdup(service_directory(service));
	assert_int_equal(access(directory, F_OK), 0);
	service_stop(service);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(access(directory, F_OK), -1);
	free(directory);
}

static void service_start__program_that_says_nothing__null(void **state)
{
	char *program = strdup(getenv("KEYTURN_SANDBOX"));
	(void)state;

	setenv("KEYTURN_SANDBOX", "/bin/false", 1);
	assert_null(service_start(NULL));
	setenv("KEYTURN_SANDBOX", program, 1);
	free(program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(service_start__url__answers_and_is_logged),
		cmocka_unit_test(service_restart__after_kill__same_port_and_log),
		cmocka_unit_test(service_stop__process_and_directory__are_gone),
		cmocka_unit_test(service_start__program_that_says_nothing__null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
