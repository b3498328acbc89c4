/* SPDX-License-Identifier: MIT
 * By hand, since libuv cannot have a child die with its parent, and since umask and close-on-exec
 * would have to be changed in this process, under its other threads. */
#include "command_child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_RUN = 127, REPORT = STDERR_FILENO + 1 };

/* The pipes' ends: [0] is ours, [1] the child's. */
struct ends {
	int out[2], err[2];
	int report[2]; /* closed by a program that starts; has errno of one that does not */
};

static void set_descriptors(const struct ends *ends)
{
	/* Above those that are about to be replaced, should one of them have been closed. */
	int out = fcntl(ends->out[1], F_DUPFD_CLOEXEC, REPORT);
	int err = fcntl(ends->err[1], F_DUPFD_CLOEXEC, REPORT);
	int report = fcntl(ends->report[1], F_DUPFD_CLOEXEC, REPORT + 1);

	dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	dup3(report, REPORT, O_CLOEXEC);
	closefrom(REPORT + 1);
}

/* After fork(): only what is safe in a signal handler. */
static _Noreturn void child_exec(char *const *argv, const struct ends *ends)
{
	sigset_t none;

	setsid();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	umask(077);
	set_descriptors(ends);
	for (int number = 1; number < NSIG; number++) {
		signal(number, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], argv);
	int reason = errno;
	_exit(write(REPORT, &reason, sizeof(reason)) < 0 ? CANNOT_RUN - 1 : CANNOT_RUN);
}

static void close_end(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
		*fd = -1;
	}
}

static int make_pipes(struct ends *ends)
{
	*ends = (struct ends){{-1, -1}, {-1, -1}, {-1, -1}};
	return pipe2(ends->out, O_CLOEXEC) == 0 && pipe2(ends->err, O_CLOEXEC) == 0 &&
			pipe2(ends->report, O_CLOEXEC) == 0
		? 0
		: -errno;
}

/* No signal may find the child while it still has our handlers: they write into our loop's pipe. */
static pid_t fork_quietly(char *const *argv, const struct ends *ends)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	if (pid == 0) {
		child_exec(argv, ends);
	}
	int reason = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid < 0 ? -reason : pid;
}

/* Waits until the program has started, or told why it cannot. */
static int await_start(int report)
{
	int reason = 0;
	ssize_t len;

	do {
		len = read(report, &reason, sizeof(reason));
	} while (len < 0 && errno == EINTR);
	return len == (ssize_t)sizeof(reason) ? -reason : 0;
}

static int start(struct command_child *child, char *const *argv, struct ends *ends)
{
	child->pid = fork_quietly(argv, ends);
	if (child->pid < 0) {
		return child->pid;
	}
	close_end(&ends->report[1]);
	int result = await_start(ends->report[0]);
	if (result != 0) {
		while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) {
		}
		return result;
	}
	child->out = ends->out[0];
	child->err = ends->err[0];
	ends->out[0] = ends->err[0] = -1;
	return 0;
}

int command_child_start(struct command_child *child, char *const *argv)
{
	struct ends ends;
	int result = make_pipes(&ends);

	*child = (struct command_child){.out = -1, .err = -1};
	if (result == 0) {
		result = start(child, argv, &ends);
	}
	if (result != 0) {
		child->pid = 0;
	}
	for (int i = 0; i < 2; i++) {
		close_end(&ends.out[i]);
		close_end(&ends.err[i]);
		close_end(&ends.report[i]);
	}
	return result;
}
