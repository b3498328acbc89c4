/* SPDX-License-Identifier: MIT
 * Leaving while the service owes the answer to a reset. */
#include "terminal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "keyturn/clock.h"

/* A yes that comes sooner than a person can read is taken for a slip. */
static bool was_read(struct terminal *terminal, void *since)
{
	(void)terminal;
	return clock_monotonic() - *(int64_t *)since > 400;
}

/* The demo's service is the only child. */
static pid_t service_of(struct terminal *terminal)
{
	int pid = terminal_pid(terminal), service = 0;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &service), 1);
	fclose(file);
	return service;
}

/* The reset is out and the service stands still. */
static struct terminal *start_without_answer(pid_t *service)
{
	static const char *const argv[] = {KEYTURN, "--demo", NULL};
	const struct terminal_options options = {.argv = argv};
	struct terminal *terminal = terminal_start(&options);

	assert_non_null(terminal);
	assert_true(terminal_wait_text(terminal, "signed in as jqsmith"));
	*service = service_of(terminal);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "Fingerprint"));
	terminal_send(terminal, "r");
	assert_true(terminal_wait_text(terminal, "Present key: fingerprint"));
	terminal_send(terminal, "<tab>");
	assert_true(terminal_wait_text(terminal, "Enter Generate"));
	int64_t since = clock_monotonic();
	assert_true(terminal_wait(terminal, was_read, &since, "the popup to be read"));
	kill(*service, SIGSTOP);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "The service was asked once"));
	return terminal;
}

static int told_and_left(struct terminal *terminal, pid_t service)
{
	int status;

	assert_true(terminal_wait_text(terminal, "not known whether the key was reset"));
	kill(service, SIGCONT); /* or the demo would wait for its end */
	assert_true(terminal_wait_exit(terminal, &status));
	assert_true(terminal_settings_restored(terminal));
	assert_false(terminal_alternate_screen(terminal));
	terminal_stop(terminal);
	return status;
}

static void leave__ctrl_c_twice__at_once_and_told(void **state)
{
	pid_t service;
	struct terminal *terminal = start_without_answer(&service);
	(void)state;

	terminal_send(terminal, "<c-c>");
	assert_true(terminal_wait_text(terminal, "[ Leave keyturn ]"));
	terminal_send(terminal, "<c-c>");
	int status = told_and_left(terminal, service);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 7);
}

static void leave__sigterm_and_ctrl_c__at_once_and_told(void **state)
{
	pid_t service;
	struct terminal *terminal = start_without_answer(&service);
	(void)state;

	terminal_signal(terminal, SIGTERM);
	assert_true(terminal_wait_text(terminal, "told to end"));
	terminal_send(terminal, "<c-c>");
	int status = told_and_left(terminal, service);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leave__ctrl_c_twice__at_once_and_told),
		cmocka_unit_test(leave__sigterm_and_ctrl_c__at_once_and_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
