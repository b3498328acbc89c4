/* SPDX-License-Identifier: MIT */
#include "keyturn/child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_RUN = 127 };

int child_above(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, CHILD_ABOVE);
}

void child_keep_three(void)
{
	close_range(CHILD_ABOVE, ~0U,
		CLOSE_RANGE_CLOEXEC); /* the child has no business with --api-key-fd */
}

/* After fork(): only what is safe in a signal handler. */
static _Noreturn void in_child(void (*become)(const void *data), const void *data, int report)
{
	sigset_t none;

	setsid();
	umask(077); /* its output may contain the key */
	report = child_above(report);
	for (int number = 1; number < NSIG; number++) {
		signal(number, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	become(data);
	int reason = errno;
	_exit(write(report, &reason, sizeof(reason)) < 0 ? CANNOT_RUN - 1 : CANNOT_RUN);
}

/* No signal may reach the child while it still has our handlers, which write into our loop's pipe. */
static pid_t fork_quietly(void (*become)(const void *data), const void *data, int report)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	if (pid == 0) {
		in_child(become, data, report);
	}
	int reason = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pid < 0 ? -reason : pid;
}

/* Waits until the program has started, or the child has said why it cannot. */
static int await_start(int report)
{
	int reason = 0;
	ssize_t len;

	do {
		len = read(report, &reason, sizeof(reason));
	} while (len < 0 && errno == EINTR);
	return len == (ssize_t)sizeof(reason) ? -reason : 0;
}

pid_t child_start(void (*become)(const void *data), const void *data)
{
	int report[2]; /* closed when the program starts; delivers errno when it cannot */

	if (pipe2(report, O_CLOEXEC) != 0) {
		return -errno;
	}
	pid_t pid = fork_quietly(become, data, report[1]);
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
