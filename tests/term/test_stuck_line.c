/* SPDX-License-Identifier: MIT
 * A line that takes nothing any more, as a connection that died without telling: the panel goes on
 * taking keys, and a signal still ends it. */
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utmp.h>

#include <cmocka.h>

#include "keyturn/clock.h"

enum { DEADLINE_MS = 20000, KEYS = 400 };

struct line {
	int master, slave;
	pid_t pid;
	struct termios found;
};

static void run(const struct line *line)
{
	close(line->master);
	login_tty(line->slave);
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("HOME", "/nonexistent", 1);
	execl(KEYTURN, KEYTURN, "--demo", (char *)NULL);
	_exit(127);
}

static void start(struct line *line)
{
	const struct winsize size = {.ws_row = 50, .ws_col = 200};

	assert_int_equal(openpty(&line->master, &line->slave, NULL, NULL, &size), 0);
	assert_int_equal(tcgetattr(line->slave, &line->found), 0);
	line->pid = fork();
	assert_true(line->pid >= 0);
	if (line->pid == 0) {
		run(line);
	}
}

static void read_until(const struct line *line, const char *text)
{
	char seen[1 << 16];
	size_t len = 0;
	int64_t end = clock_monotonic() + DEADLINE_MS;

	memset(seen, 0, sizeof(seen));
	while (strstr(seen, text) == NULL) {
		struct pollfd ready = {.fd = line->master, .events = POLLIN};
		assert_true(clock_monotonic() < end && len < sizeof(seen) - 1);
		if (poll(&ready, 1, 100) == 1) {
			ssize_t got = read(line->master, seen + len, sizeof(seen) - 1 - len);
			assert_true(got > 0);
			len += (size_t)got;
		}
	}
}

/* Whether the program has read all that was typed. */
static bool taken(const struct line *line)
{
	int64_t end = clock_monotonic() + DEADLINE_MS;
	int left = 1;

	while (left > 0 && clock_monotonic() < end) {
		poll(NULL, 0, 1);
		assert_int_equal(ioctl(line->slave, FIONREAD, &left), 0);
	}
	return left == 0;
}

static bool ended(const struct line *line, int *status)
{
	int64_t end = clock_monotonic() + DEADLINE_MS;

	while (clock_monotonic() < end) {
		if (waitpid(line->pid, status, WNOHANG) == line->pid) {
			return true;
		}
		poll(NULL, 0, 5);
	}
	kill(line->pid, SIGKILL);
	waitpid(line->pid, status, 0);
	return false;
}

static void panel__nobody_reads_its_output__takes_keys_and_ends(void **state)
{
	struct line line;
	struct termios now;
	int status = 0;
	(void)state;

	start(&line);
	read_until(&line, "signed in as jqsmith");
	for (int i = 0; i < KEYS; i++) {
		assert_int_equal(write(line.master, i % 2 == 0 ? "m" : "q", 1), 1);
		if (!taken(&line)) {
			kill(line.pid, SIGKILL);
			fail_msg("key %d was not taken", i);
		}
	}
	struct pollfd room = {.fd = line.slave, .events = POLLOUT};
	assert_int_equal(poll(&room, 1, 0), 0); /* so it was stuck indeed */
	kill(line.pid, SIGTERM);
	assert_true(ended(&line, &status));
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	assert_int_equal(tcgetattr(line.slave, &now), 0);
	assert_int_equal(now.c_lflag, line.found.c_lflag);
	assert_int_equal(now.c_iflag, line.found.c_iflag);
	close(line.master);
	close(line.slave);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panel__nobody_reads_its_output__takes_keys_and_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
