/* SPDX-License-Identifier: MIT
 * A profile's command: its own process group, nothing to read, no descriptor of ours, no shell. */
#include "sources.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keyturn/clock.h"
#include "keyturn/credential.h"
#include "keyturn/memory.h"

enum { OUTPUT_LIMIT = 1 << 20, COMPLAINT_MAX = 512, CANNOT_RUN = 127, TICK_MS = 10 };

/* Keeps the first `room` bytes of a stream, counts the rest. */
struct stream {
	int fd; /* read end; -1 once it has ended */
	char *data;
	size_t room, len, total;
};

struct run {
	const char *name;
	pid_t pid;
	struct stream out, err;
	sigset_t held; /* signals that wait while it runs */
};

static _Noreturn void child_exec(char *const *command, int out, int err)
{
	int null = open("/dev/null", O_RDONLY);
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	umask(077);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	closefrom(STDERR_FILENO + 1);
	for (int number = 1; number < NSIG; number++) {
		signal(number, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(command[0], command);
	dprintf(STDERR_FILENO, "%s\n", strerror(errno));
	_exit(CANNOT_RUN);
}

static bool make_pipe(int ends[2])
{
	return pipe2(ends, O_CLOEXEC) == 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

static void close_both(const int ends[2])
{
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0) {
			close(ends[i]);
		}
	}
}

static bool start(struct run *run, char *const *command, struct error *error)
{
	int out[2] = {-1, -1}, err[2] = {-1, -1};

	if (!make_pipe(out) || !make_pipe(err) || (run->pid = fork()) < 0) {
		error_set(error, ERROR_SYSTEM, "cannot start %s: %s", run->name, strerror(errno));
		close_both(out);
		close_both(err);
		return false;
	}
	if (run->pid == 0) {
		/* Above the three that are about to be replaced, should one have been closed. */
		child_exec(command, fcntl(out[1], F_DUPFD_CLOEXEC, 3),
			fcntl(err[1], F_DUPFD_CLOEXEC, 3));
	}
	setpgid(run->pid, run->pid);
	close(out[1]);
	close(err[1]);
	run->out.fd = out[0];
	run->err.fd = err[0];
	return true;
}

/* Takes what is there now. */
static void drain(struct stream *stream)
{
	char chunk[4096];
	ssize_t len;

	while (stream->fd >= 0 && stream->total <= OUTPUT_LIMIT) {
		len = read(stream->fd, chunk, sizeof(chunk));
		if (len < 0 && errno == EINTR) {
			continue;
		}
		if (len < 0 && errno == EAGAIN) {
			break;
		}
		if (len <= 0) {
			close(stream->fd);
			stream->fd = -1;
			break;
		}
		size_t room = stream->room - stream->len;
		size_t kept = (size_t)len < room ? (size_t)len : room;
		memcpy(stream->data + stream->len, chunk, kept);
		stream->len += kept;
		stream->total += (size_t)len;
	}
	memory_wipe(chunk, sizeof(chunk));
}

/* Those that are about to end us wait until the command's whole group has been ended: only the
 * command itself dies with us, not what it started. */
static void hold_signals(sigset_t *held, sigset_t *before)
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	struct sigaction present;

	sigemptyset(held);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (sigaction(numbers[i], NULL, &present) == 0 && present.sa_handler != SIG_IGN) {
			sigaddset(held, numbers[i]);
		}
	}
	sigprocmask(SIG_BLOCK, held, before);
}

static bool is_interrupted(const struct run *run)
{
	sigset_t pending, both;

	sigpending(&pending);
	sigandset(&both, &pending, &run->held);
	return sigisemptyset(&both) == 0;
}

static bool has_ended(const struct run *run)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		info.si_pid == run->pid;
}

/* Until the command itself has ended: what it left running in the background may keep the pipes,
 * and what it closed early says nothing. Hence the ticks. */
static bool collect(struct run *run, unsigned timeout_seconds, struct error *error)
{
	int64_t deadline = clock_monotonic() + (int64_t)timeout_seconds * 1000;

	for (;;) {
		struct pollfd polls[] = {
			{.fd = run->out.fd, .events = POLLIN},
			{.fd = run->err.fd, .events = POLLIN},
		};
		bool ended = has_ended(run); /* before the last look into the pipes */
		drain(&run->out);
		drain(&run->err);
		if (run->out.total > OUTPUT_LIMIT || run->err.total > OUTPUT_LIMIT) {
			return error_set(
				error, ERROR_CREDENTIAL_SOURCE, "%s prints without end", run->name);
		}
		if (ended) {
			return true;
		}
		if (is_interrupted(run)) {
			return error_set(error, ERROR_INTERRUPTED, "%s", run->name);
		}
		if (clock_monotonic() >= deadline) {
			return error_set(error, ERROR_CREDENTIAL_SOURCE,
				"%s did not end within %u seconds", run->name, timeout_seconds);
		}
		poll(polls, 2, TICK_MS);
	}
}

/* "name: reason: what it complained about", the last as far as there is something. */
static bool complain(const struct run *run, const char *reason, int number, struct error *error)
{
	char complaint[COMPLAINT_MAX];
	size_t len = 0;

	while (len < run->err.len && len < sizeof(complaint) - 1 && run->err.data[len] != '\n') {
		complaint[len] = run->err.data[len];
		len++;
	}
	complaint[len] = '\0';
	return error_set(error, ERROR_CREDENTIAL_SOURCE, "%s: %s %d%s%s", run->name, reason, number,
		len > 0 ? ": " : "", complaint);
}

static bool check_status(const struct run *run, int status, struct error *error)
{
	if (WIFSIGNALED(status)) {
		return complain(run, "ended by signal", WTERMSIG(status), error);
	}
	return WEXITSTATUS(status) == 0 || complain(run, "exit status", WEXITSTATUS(status), error);
}

static bool finish(struct run *run, bool collected, struct error *error)
{
	int status = 0;

	if (!collected) {
		kill(-run->pid, SIGKILL);
		kill(run->pid, SIGKILL);
	}
	while (waitpid(run->pid, &status, 0) < 0 && errno == EINTR) {
	}
	for (int i = 0; i < 2; i++) {
		int fd = i == 0 ? run->out.fd : run->err.fd;
		if (fd >= 0) {
			close(fd);
		}
	}
	return collected && check_status(run, status, error);
}

struct secret *source_run_command(
	char *const *command, unsigned timeout_seconds, struct error *error)
{
	char output[CREDENTIAL_MAX + 2], complaint[COMPLAINT_MAX];
	struct run run = {
		.name = command[0],
		.out = {-1, output, sizeof(output)},
		.err = {-1, complaint, sizeof(complaint)},
	};
	struct secret *secret = NULL;
	sigset_t before;

	hold_signals(&run.held, &before);
	if (start(&run, command, error)) {
		bool collected = collect(&run, timeout_seconds, error);
		if (finish(&run, collected, error)) {
			secret = source_first_line(output, run.out.len, run.name, error);
		}
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	memory_wipe(output, sizeof(output));
	memory_wipe(complaint, sizeof(complaint));
	return secret;
}
