/* SPDX-License-Identifier: MIT
 * By hand, since libuv lets nothing be done between fork and exec, where the child signs its trace; and
 * since umask and close-on-exec would have to be changed in this process, under its threads. */
#include "hooks/hook_child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hooks/hook_trace.h"

enum { CANNOT_RUN = 127, ABOVE = STDERR_FILENO + 1 };

/* Above those that are about to be replaced, should one of them have been closed. */
static void set_descriptors(const struct hook_child *child)
{
	int in = fcntl(child->in, F_DUPFD_CLOEXEC, ABOVE);
	int out = fcntl(child->out, F_DUPFD_CLOEXEC, ABOVE);

	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	close_range(ABOVE, ~0U, CLOSE_RANGE_CLOEXEC); /* --api-key-fd is no business of its */
}

/* After fork(): only what is safe in a signal handler. The order matters: who takes the account's lock
 * over finds the trace signed, or a process that is gone. */
static _Noreturn void child_exec(const struct hook_child *child, int report)
{
	sigset_t none;

	setsid();
	umask(077); /* what it writes may hold the key */
	report = fcntl(report, F_DUPFD_CLOEXEC, ABOVE);
	int trace = child->trace < 0 ? -1 : fcntl(child->trace, F_DUPFD_CLOEXEC, ABOVE);
	set_descriptors(child);
	for (int number = 1; number < NSIG; number++) {
		signal(number, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (child->trace < 0 || hook_trace_sign(trace)) {
		execvpe(child->argv[0], child->argv, child->environment);
	}
	int reason = errno;
	_exit(write(report, &reason, sizeof(reason)) < 0 ? CANNOT_RUN - 1 : CANNOT_RUN);
}

/* No signal may find the child while it still has our handlers: they write into our loop's pipe. */
static pid_t fork_quietly(const struct hook_child *child, int report)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	if (pid == 0) {
		child_exec(child, report);
	}
	int reason = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid < 0 ? -reason : pid;
}

/* Waits until the program has begun, or the child told why it cannot. */
static int await_start(int report)
{
	int reason = 0;
	ssize_t len;

	do {
		len = read(report, &reason, sizeof(reason));
	} while (len < 0 && errno == EINTR);
	return len == (ssize_t)sizeof(reason) ? -reason : 0;
}

pid_t hook_child_start(const struct hook_child *child)
{
	int report[2]; /* closed by a program that begins; has errno of one that does not */

	if (pipe2(report, O_CLOEXEC) != 0) {
		return -errno;
	}
	pid_t pid = fork_quietly(child, report[1]);
	close(report[1]);
	int result = pid < 0 ? 0 : await_start(report[0]);
	close(report[0]);
	if (result == 0) {
		return pid;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
	}
	return result;
}
