/* SPDX-License-Identifier: MIT
 * Every signal that there is, sent to the terminal layer's probe while it shows a key. */
#include "probe_steps.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>

#include <cmocka.h>

/* What does not end a process, and what the probe takes for itself. */
static bool lives(int number)
{
	static const int numbers[] = {SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGTSTP, SIGTTIN, SIGTTOU,
		SIGSTOP, SIGTERM, SIGHUP};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i] == number) {
			return true;
		}
	}
	return false;
}

/* The loop's, or nobody's. */
static bool is_elsewhere(int number)
{
	return number == SIGKILL || number == SIGINT || number == SIGQUIT || lives(number);
}

static void expect_given_back(int number)
{
	struct terminal *terminal = probe_start_ready(NULL, NULL);
	int status;

	terminal_send(terminal, "s");
	assert_true(terminal_wait_row(terminal, 3, "  " PROBE_KEY));
	terminal_signal(terminal, number);
	if (!terminal_wait_exit(terminal, &status)) {
		fail_msg("signal %d does not end it", number);
	}
	if (!WIFSIGNALED(status) || WTERMSIG(status) != number) {
		fail_msg("signal %d: status %#x", number, (unsigned)status);
	}
	probe_expect_left(terminal);
	terminal_stop(terminal);
}

static void term_crash__each_signal_that_ends__given_back(void **state)
{
	(void)state;

	for (int number = 1; number <= SIGRTMAX; number++) {
		if (!is_elsewhere(number)) {
			expect_given_back(number);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(term_crash__each_signal_that_ends__given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
