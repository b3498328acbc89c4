/* SPDX-License-Identifier: MIT
 * A credential from a command, blocking. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "keyturn/clock.h"
#include "keyturn/credential_command.h"

enum { DEADLINE_MS = 20000 };

static void assert_secret(struct secret *secret, const char *expected)
{
	assert_non_null(secret);
	assert_string_equal(secret_open(secret), expected);
	secret_close(secret);
	secret_unlink(secret);
}

static void assert_refused(struct secret *secret, const struct error *error, const char *reason)
{
	assert_null(secret);
	if (error->kind != ERROR_CREDENTIAL_SOURCE || strstr(error->detail, reason) == NULL) {
		fail_msg("%s: %s", error_name(error->kind), error->detail);
	}
}

static struct secret *run(const char *script, unsigned seconds, struct error *error)
{
	const char *const command[] = {"sh", "-c", script, NULL};

	return credential_command_run((char *const *)command, seconds, error);
}

static void command__first_line__is_the_credential(void **state)
{
	static const char *const scripts[] = {
		"echo k-1",
		"printf k-1",
		"printf 'k-1\\r\\nuser: x\\n'",
		"echo noise >&2; echo k-1; echo more",
		"head -c 500000 /dev/zero >&2; echo k-1; head -c 500000 /dev/zero",
		"printf k; printf -- -1",
	};
	(void)state;

	for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++) {
		assert_secret(run(scripts[i], 20, NULL), "k-1");
	}
}

static void command__failing__says_its_name_status_and_first_complaint(void **state)
{
	static const struct {
		const char *script, *reason;
	} cases[] = {
		{"true", "sh gave nothing"},
		{"echo; echo k", "sh gave nothing"},
		{"echo hunter2; exit 3", "sh failed with status 3"},
		{"echo hunter2; echo 'no such entry' >&2; echo second >&2; exit 1",
			"sh failed with status 1: no such entry"},
		{"printf 'a\\033[31m\\nb' >&2; exit 1", "sh failed with status 1: a^[[31m"},
		{"echo hunter2; kill -9 $$", "sh was ended by signal 9"},
		{"printf 'hunter2\\0x\\n'", "sh gave a NUL byte"},
		{"head -c 5000 /dev/zero | tr '\\0' k", "more than 4096 bytes"},
		{"yes hunter2", "prints too much"},
		{"yes hunter2 >&2", "prints too much"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error error = {0};
		assert_refused(run(cases[i].script, 20, &error), &error, cases[i].reason);
		assert_null(strstr(error.detail, "hunter2"));
		assert_null(strstr(error.detail, "second"));
	}
}

static void command__not_there__says_so_without_its_arguments(void **state)
{
	const char *const command[] = {"/nowhere/at-all", "argument", NULL};
	struct error error = {0};
	(void)state;

	assert_refused(credential_command_run((char *const *)command, 20, &error), &error,
		"/nowhere/at-all: no such file or directory");
	assert_null(strstr(error.detail, "argument"));
}

static void command__does_not_end__its_whole_group_is_killed(void **state)
{
	const char *tmp = getenv("TMPDIR");
	char dir[64], fifo[80], script[128], byte;
	struct error error = {0};
	(void)state;

	snprintf(dir, sizeof(dir), "%s/keyturn-XXXXXX", tmp ? tmp : "/tmp");
	assert_non_null(mkdtemp(dir));
	snprintf(fifo, sizeof(fifo), "%s/fifo", dir);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	int fd = open(fifo, O_RDONLY | O_NONBLOCK);
	snprintf(script, sizeof(script), "exec 9>%s; echo >&9; sleep 600 & sleep 600", fifo);
	assert_refused(run(script, 1, &error), &error, "sh did not end within 1 seconds");

	/* The other end closes when the last process that holds it is gone. */
	struct pollfd end = {.fd = fd, .events = 0};
	assert_int_equal(poll(&end, 1, DEADLINE_MS), 1);
	assert_true((end.revents & POLLHUP) != 0);
	assert_int_equal(read(fd, &byte, 1), 1); /* it had been opened */
	close(fd);
	unlink(fifo);
	rmdir(dir);
}

static void command__background_child_holds_the_pipe__not_waited_for(void **state)
{
	int64_t start = clock_monotonic();
	(void)state;

	assert_secret(run("echo k-1; sleep 30 & exit 0", 25, NULL), "k-1");
	assert_true(clock_monotonic() - start < 25000);
}

static void command__what_it_is_given__nothing_of_ours(void **state)
{
	int fd = dup2(STDIN_FILENO, 77); /* not close-on-exec, on purpose */
	sigset_t block, before;
	(void)state;

	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	sigprocmask(SIG_BLOCK, &block, &before);
	signal(SIGUSR2, SIG_IGN);
	assert_secret(
		run("test -e /proc/$$/fd/0 && ! test -e /proc/$$/fd/77 && echo closed", 20, NULL),
		"closed");
	assert_secret(run("readlink /proc/$$/fd/0", 20, NULL), "/dev/null");
	assert_secret(run("umask", 20, NULL), "0077");
	assert_secret(run("exec sed -n 's/^SigBlk:.//p;' /proc/self/status", 20, NULL),
		"0000000000000000");
	assert_secret(run("exec sed -n 's/^SigIgn:.//p;' /proc/self/status", 20, NULL),
		"0000000000000000");
	assert_secret(
		run("test $(ps -o pgid= -p $$) -eq $$ && echo own group", 20, NULL), "own group");
	signal(SIGUSR2, SIG_DFL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(fd);
}

static void command__nothing_of_it__stays_open_here(void **state)
{
	(void)state;

	int before = open("/dev/null", O_RDONLY);
	close(before);
	secret_unlink(run("echo k-1", 20, NULL));
	secret_unlink(run("exit 1", 20, NULL));
	secret_unlink(run("yes", 20, NULL));
	int after = open("/dev/null", O_RDONLY);
	close(after);
	assert_int_equal(before, after);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* Not a zombie that nobody has waited for yet. */
static bool is_running(pid_t pid)
{
	char path[64], line[256] = "";

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "r");
	if (file == NULL) {
		return false;
	}
	bool told = fgets(line, sizeof(line), file) != NULL;
	fclose(file);
	const char *name_end = told ? strrchr(line, ')') : NULL;
	return name_end != NULL && name_end[2] != 'Z' && name_end[2] != 'X';
}

/* In a process of its own: interrupts by signal `number` a command that has started another one in the
 * background. Returns how the process ended, and a pipe that ends when both commands have. */
static int interrupt(int number, int *alive)
{
	int ends[2], status;
	char script[128], byte;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	snprintf(script, sizeof(script), "exec 5>/proc/%d/fd/%d; sleep 600 & echo >&5; sleep 600",
		(int)getpid(), ends[1]);
	pid_t pid = fork();
	if (pid == 0) {
		close(ends[1]);
		signal(number, SIG_DFL); /* nohup may have set it to ignored */
		struct secret *secret = run(script, 600, NULL);
		secret_unlink(secret);
		_exit(0);
	}
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[1]);
	kill(pid, number);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	*alive = ends[0];
	return status;
}

static void command__signal_while_it_runs__its_group_is_ended_first(void **state)
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	(void)state;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct pollfd end = {.events = 0};
		assert_int_equal(interrupt(numbers[i], &end.fd) & 0x7f, numbers[i]);
		assert_int_equal(poll(&end, 1, DEADLINE_MS), 1);
		assert_true((end.revents & POLLHUP) != 0);
		close(end.fd);
	}
}

static void command__we_are_killed__it_dies_with_us(void **state)
{
	char script[64], pid[16] = "";
	int ends[2], status;
	(void)state;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	snprintf(script, sizeof(script), "echo $$ >/proc/%d/fd/%d; exec sleep 600", (int)getpid(),
		ends[1]);
	pid_t parent = fork();
	if (parent == 0) {
		secret_unlink(run(script, 600, NULL));
		_exit(0);
	}
	assert_true(read(ends[0], pid, sizeof(pid) - 1) > 0);
	kill(parent, SIGKILL);
	assert_int_equal(waitpid(parent, &status, 0), parent);
	pid_t command = (pid_t)strtol(pid, NULL, 10);
	int64_t deadline = clock_monotonic() + DEADLINE_MS;
	while (is_running(command) && clock_monotonic() < deadline) {
		poll(NULL, 0, 10);
	}
	assert_false(is_running(command));
	close(ends[0]);
	close(ends[1]);
}

static void command__left_in_the_background__goes_on(void **state)
{
	struct secret *secret = run("sleep 600 & echo $!", 20, NULL);
	(void)state;

	assert_non_null(secret);
	pid_t pid = (pid_t)strtol(secret_open(secret), NULL, 10);
	secret_close(secret);
	secret_unlink(secret);
	assert_true(pid > 1);
	assert_true(is_running(pid));
	kill(pid, SIGKILL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command__first_line__is_the_credential),
		cmocka_unit_test(command__failing__says_its_name_status_and_first_complaint),
		cmocka_unit_test(command__not_there__says_so_without_its_arguments),
		cmocka_unit_test(command__does_not_end__its_whole_group_is_killed),
		cmocka_unit_test(command__background_child_holds_the_pipe__not_waited_for),
		cmocka_unit_test(command__what_it_is_given__nothing_of_ours),
		cmocka_unit_test(command__nothing_of_it__stays_open_here),
		cmocka_unit_test(command__signal_while_it_runs__its_group_is_ended_first),
		cmocka_unit_test(command__we_are_killed__it_dies_with_us),
		cmocka_unit_test(command__left_in_the_background__goes_on),
	};

	if (!secret_start(NULL)) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
