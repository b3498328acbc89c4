/* SPDX-License-Identifier: MIT
 * Leaving while the service owes the answer to a reset. */
#include "panel_steps.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

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
	const struct panel_setting setting = {0};
	struct terminal *terminal = panel_start(&setting);

	*service = service_of(terminal);
	panel_to_settings(terminal);
	panel_open_popup(terminal);
	assert_true(terminal_wait_text(terminal, "Current key: fingerprint"));
	panel_focus_generate(terminal);
	panel_read_dialog(terminal);
	kill(*service, SIGSTOP);
	terminal_send(terminal, "<enter>");
	assert_true(terminal_wait_text(terminal, "Reset sent; waiting for the answer"));
	return terminal;
}

/* The service goes on, or the demo would wait for its end. */
static void expect_told(struct terminal *terminal, pid_t service)
{
	assert_true(terminal_wait_text(terminal, "not known whether the key was reset"));
	kill(service, SIGCONT);
}

static void leave__ctrl_c_twice__at_once_and_told(void **state)
{
	pid_t service;
	struct terminal *terminal = start_without_answer(&service);
	(void)state;

	terminal_send(terminal, "<c-c>");
	assert_true(terminal_wait_text(terminal, "[ Leave keyturn ]"));
	terminal_send(terminal, "<c-c>");
	expect_told(terminal, service);
	panel_expect_exit(terminal, 7);
}

static void leave__sigterm_and_ctrl_c__at_once_and_told(void **state)
{
	pid_t service;
	struct terminal *terminal = start_without_answer(&service);
	(void)state;

	terminal_signal(terminal, SIGTERM);
	assert_true(terminal_wait_text(terminal, "asked to quit"));
	terminal_send(terminal, "<c-c>");
	expect_told(terminal, service);
	panel_expect_death(terminal, SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leave__ctrl_c_twice__at_once_and_told),
		cmocka_unit_test(leave__sigterm_and_ctrl_c__at_once_and_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
