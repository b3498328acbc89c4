/* SPDX-License-Identifier: MIT
 * Between fork and exec it makes only calls that are safe in the child of a program with threads. */
#include "terminal_holder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HOLDER_SOCKET = 3 };

static volatile sig_atomic_t hung_up;

static void on_signal(int number)
{
	if (number == SIGHUP) {
		hung_up = 1;
	}
}

static void handle(int number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};

	sigaction(number, &action, NULL);
}

static _Noreturn void become(const struct holder_job *job)
{
	sigset_t none;

	sigemptyset(&none);
	for (int number = 1; number < SIGRTMAX; number++) {
		handle(number, SIG_DFL);
	}
	setpgid(0, 0);
	/* Still ignored or not ours yet, SIGTTOU would stop us here. */
	handle(SIGTTOU, SIG_IGN);
	tcsetpgrp(STDIN_FILENO, getpid());
	handle(SIGTTOU, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	close(HOLDER_SOCKET);
	if (job->directory == NULL || chdir(job->directory) == 0) {
		execvpe(job->argv[0], (char *const *)job->argv, job->env);
	}
	dprintf(STDERR_FILENO, "%s: %s\r\n", job->argv[0], strerror(errno));
	_exit(127);
}

static void report(enum holder_event event, pid_t pid, int status)
{
	struct holder_report report = {.event = event, .pid = pid, .status = status};

	if (event == HOLDER_STOPPED || event == HOLDER_EXITED) {
		tcsetpgrp(STDIN_FILENO, getpgrp());
		/* Once the line is cut, nobody reads it. */
		(void)!write(STDOUT_FILENO, HOLDER_FENCE, sizeof(HOLDER_FENCE) - 1);
	}
	(void)!send(HOLDER_SOCKET, &report, sizeof(report), MSG_NOSIGNAL);
}

/* Reaps what changed; false once the job has ended. Other children are the job's orphans. */
static bool reap(pid_t job)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED)) > 0) {
		if (pid != job) {
			continue;
		}
		if (WIFSTOPPED(status)) {
			report(HOLDER_STOPPED, pid, status);
		} else if (WIFCONTINUED(status)) {
			report(HOLDER_CONTINUED, pid, status);
		} else {
			report(HOLDER_EXITED, pid, status);
			return false;
		}
	}
	return true;
}

/* False when the test has closed its end. */
static bool obey(pid_t job, bool alive, bool *pass_sighup)
{
	char command;
	ssize_t count = recv(HOLDER_SOCKET, &command, 1, MSG_DONTWAIT);

	if (count == 0) {
		return false;
	}
	if (count == 1 && command == HOLDER_PASS_SIGHUP) {
		*pass_sighup = true;
	}
	if (count == 1 && command == HOLDER_FOREGROUND && alive) {
		tcsetpgrp(STDIN_FILENO, job);
		kill(-job, SIGCONT);
	}
	return true;
}

static void watch(pid_t job, const sigset_t *open)
{
	bool alive = true, pass_sighup = false;

	for (;;) {
		struct pollfd wait = {.fd = HOLDER_SOCKET, .events = POLLIN};
		if (ppoll(&wait, 1, NULL, open) > 0 && !obey(job, alive, &pass_sighup)) {
			return;
		}
		if (hung_up && pass_sighup && alive) {
			kill(-job, SIGHUP);
			kill(-job, SIGCONT);
		}
		hung_up = 0;
		alive = alive && reap(job);
	}
}

/* Children of the job that outlived it became ours (PR_SET_CHILD_SUBREAPER). */
static void kill_children(void)
{
	char path[64], list[4096];

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	do {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t len = fd < 0 ? 0 : read(fd, list, sizeof(list) - 1);
		list[len > 0 ? len : 0] = '\0';
		close(fd);
		char *end;
		for (long pid = strtol(list, &end, 10); pid > 1; pid = strtol(end, &end, 10)) {
			kill((pid_t)pid, SIGKILL);
		}
	} while (waitpid(-1, NULL, 0) > 0);
}

_Noreturn void holder_run(int socket, const struct holder_job *job)
{
	static const int ignored[] = {SIGTTOU, SIGTTIN, SIGINT, SIGQUIT, SIGTSTP, SIGPIPE, SIGTERM};
	sigset_t closed, before;

	if (socket != HOLDER_SOCKET) {
		dup2(socket, HOLDER_SOCKET);
	}
	close_range(HOLDER_SOCKET + 1, ~0U, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (size_t i = 0; i < sizeof(ignored) / sizeof(*ignored); i++) {
		handle(ignored[i], SIG_IGN);
	}
	sigemptyset(&closed);
	sigaddset(&closed, SIGCHLD);
	sigaddset(&closed, SIGHUP);
	sigprocmask(SIG_BLOCK, &closed, &before);
	sigdelset(&before, SIGCHLD);
	sigdelset(&before, SIGHUP);
	handle(SIGCHLD, on_signal);
	handle(SIGHUP, on_signal);

	pid_t pid = fork();
	if (pid == 0) {
		become(job);
	}
	setpgid(pid, pid);
	report(HOLDER_STARTED, pid, 0);
	watch(pid, &before);
	kill(-pid, SIGKILL);
	kill_children();
	_exit(0);
}
