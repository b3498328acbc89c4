/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "terminal_holder.h"
#include "terminal_private.h"

enum { RAW_MAX = 256 << 20, DEADLINE = 20000, TIME_SLICE_MS = 100 };

/* ---- bytes in and out ---- */

static void feed(struct terminal *terminal, const char *bytes, size_t len)
{
	if (!buffer_append(&terminal->raw, bytes, len)) {
		fprintf(stderr, "the program wrote more than the test can hold\n");
		abort();
	}
	terminal_screen_feed(terminal, bytes, len);
}

/* How many bytes at the end of `bytes` could be the start of a fence. */
static size_t fence_start(const char *bytes, size_t len)
{
	size_t count = sizeof(HOLDER_FENCE) - 2;

	if (count > len) {
		count = len;
	}
	while (count > 0 && memcmp(bytes + len - count, HOLDER_FENCE, count) != 0) {
		count--;
	}
	return count;
}

/* Removes the holder's fences from what was read and shows the rest. */
static void digest(struct terminal *terminal)
{
	const char *at = buffer_text(&terminal->pending), *end = at + terminal->pending.len;
	const size_t fence = sizeof(HOLDER_FENCE) - 1;
	const char *found;

	while ((found = memmem(at, (size_t)(end - at), HOLDER_FENCE, fence)) != NULL) {
		feed(terminal, at, (size_t)(found - at));
		terminal->fences_seen++;
		at = found + fence;
	}
	size_t keep = fence_start(at, (size_t)(end - at));
	char kept[sizeof(HOLDER_FENCE)];
	feed(terminal, at, (size_t)(end - at) - keep);
	memcpy(kept, end - keep, keep);
	buffer_clear(&terminal->pending);
	buffer_append(&terminal->pending, kept, keep);
}

static void read_master(struct terminal *terminal)
{
	char bytes[65536];
	ssize_t count = read(terminal->master, bytes, sizeof(bytes));

	if (count > 0) {
		buffer_append(&terminal->pending, bytes, (size_t)count);
		digest(terminal);
	} else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(terminal->master);
		terminal->master = -1;
	}
}

static void write_master(struct terminal *terminal)
{
	ssize_t count = write(terminal->master, terminal->out.data, terminal->out.len);

	if (count > 0) {
		terminal->out.len -= (size_t)count;
		memmove(terminal->out.data, terminal->out.data + count, terminal->out.len);
	}
}

static void read_holder(struct terminal *terminal)
{
	struct holder_report report;
	ssize_t count = recv(terminal->holder_socket, &report, sizeof(report), MSG_DONTWAIT);

	if (count != sizeof(report)) {
		fprintf(stderr, "the holder of the terminal died\n");
		abort();
	}
	switch (report.event) {
	case HOLDER_STARTED:
		terminal->pid = report.pid;
		break;
	case HOLDER_STOPPED:
		terminal->stopped = true;
		terminal->fences_due++;
		break;
	case HOLDER_CONTINUED:
		break;
	case HOLDER_EXITED:
		terminal->exited = true;
		terminal->stopped = false;
		terminal->status = report.status;
		terminal->fences_due++;
		break;
	}
}

/* Moves bytes for at most `timeout` ms; false when nothing happened. */
static bool pump(struct terminal *terminal, int timeout)
{
	struct pollfd fds[] = {
		{.fd = terminal->holder_socket, .events = POLLIN},
		{.fd = terminal->master, .events = POLLIN},
	};

	if (terminal->out.len > 0) {
		fds[1].events |= POLLOUT;
	}
	if (poll(fds, 2, timeout) <= 0) {
		return false;
	}
	if (fds[1].revents & POLLOUT) {
		write_master(terminal);
	}
	if (fds[1].revents & (POLLIN | POLLHUP | POLLERR)) {
		read_master(terminal);
	}
	if (fds[0].revents & (POLLIN | POLLHUP)) {
		read_holder(terminal);
	}
	return true;
}

/* ---- waiting ---- */

void terminal_set_deadline(struct terminal *terminal, int milliseconds)
{
	terminal->deadline = milliseconds;
}

bool terminal_wait(
	struct terminal *terminal, terminal_condition *holds, void *data, const char *what)
{
	int64_t end = clock_monotonic() + terminal->deadline;

	for (;;) {
		/* Checks the condition only after reading everything available, not on half a frame. */
		while (pump(terminal, 0) && clock_monotonic() < end) {
		}
		if (holds(terminal, data)) {
			return true;
		}
		int64_t left = end - clock_monotonic();
		if (left <= 0) {
			break;
		}
		/* Some conditions depend on time rather than output. */
		pump(terminal, left < TIME_SLICE_MS ? (int)left : TIME_SLICE_MS);
	}
	char headline[512];
	snprintf(headline, sizeof(headline),
		"waited %d ms for %s; the screen is:", terminal->deadline, what);
	terminal_dump(terminal, headline);
	return false;
}

struct expected {
	const char *text;
	int row, col;
};

static bool text_there(struct terminal *terminal, void *data)
{
	return terminal_find(terminal, ((struct expected *)data)->text, NULL, NULL);
}

static bool text_absent(struct terminal *terminal, void *data)
{
	return !text_there(terminal, data);
}

static bool text_on_row(struct terminal *terminal, void *data)
{
	struct expected *expected = data;

	return expected->row < terminal->rows &&
		strstr(terminal_row(terminal, expected->row), expected->text) != NULL;
}

static bool cursor_there(struct terminal *terminal, void *data)
{
	struct expected *expected = data;
	int row, col;

	terminal_cursor(terminal, &row, &col);
	return row == expected->row && col == expected->col;
}

static bool bytes_there(struct terminal *terminal, void *data)
{
	const char *bytes = ((struct expected *)data)->text;

	return terminal_raw_count(terminal, 0, bytes, strlen(bytes)) > 0;
}

static bool wait_expected(struct terminal *terminal, terminal_condition *holds,
	struct expected expected, const char *form)
{
	char what[256];

	snprintf(what, sizeof(what), form, expected.text != NULL ? expected.text : "", expected.row,
		expected.col);
	return terminal_wait(terminal, holds, &expected, what);
}

bool terminal_wait_text(struct terminal *terminal, const char *text)
{
	return wait_expected(terminal, text_there, (struct expected){.text = text}, "\"%s\"");
}

bool terminal_wait_absent(struct terminal *terminal, const char *text)
{
	return wait_expected(
		terminal, text_absent, (struct expected){.text = text}, "\"%s\" to go");
}

bool terminal_wait_row(struct terminal *terminal, int row, const char *text)
{
	return wait_expected(terminal, text_on_row, (struct expected){.text = text, .row = row},
		"\"%s\" on row %d");
}

bool terminal_wait_cursor(struct terminal *terminal, int row, int col)
{
	return wait_expected(terminal, cursor_there, (struct expected){.row = row, .col = col},
		"%sthe cursor at %d, %d");
}

bool terminal_wait_bytes(struct terminal *terminal, const char *bytes)
{
	return wait_expected(terminal, bytes_there, (struct expected){.text = bytes}, "bytes");
}

/* ---- the job ---- */

static bool fenced(const struct terminal *terminal)
{
	return terminal->master < 0 || terminal->fences_seen >= terminal->fences_due;
}

static bool is_stopped(struct terminal *terminal, void *data)
{
	(void)data;
	return terminal->stopped && fenced(terminal);
}

static bool has_exited(struct terminal *terminal, void *data)
{
	(void)data;
	return terminal->exited && fenced(terminal);
}

static bool has_started(struct terminal *terminal, void *data)
{
	(void)data;
	return terminal->pid > 0;
}

bool terminal_wait_stopped(struct terminal *terminal)
{
	return terminal_wait(terminal, is_stopped, NULL, "the program to stop");
}

bool terminal_wait_exit(struct terminal *terminal, int *status)
{
	if (!terminal_wait(terminal, has_exited, NULL, "the program to end")) {
		return false;
	}
	*status = terminal->status;
	return true;
}

bool terminal_running(struct terminal *terminal)
{
	while (pump(terminal, 0)) {
	}
	return !terminal->exited;
}

pid_t terminal_pid(const struct terminal *terminal)
{
	return terminal->pid;
}

void terminal_signal(struct terminal *terminal, int signal)
{
	if (terminal_running(terminal)) {
		kill(terminal->pid, signal);
	}
}

static void command(struct terminal *terminal, char command)
{
	(void)!send(terminal->holder_socket, &command, 1, MSG_NOSIGNAL);
}

void terminal_continue(struct terminal *terminal)
{
	terminal->stopped = false;
	command(terminal, HOLDER_FOREGROUND);
}

void terminal_hangup(struct terminal *terminal, bool sighup)
{
	if (sighup) {
		command(terminal, HOLDER_PASS_SIGHUP);
	}
	while (pump(terminal, 0)) {
	}
	if (terminal->master >= 0) {
		close(terminal->master);
		terminal->master = -1;
	}
	buffer_clear(&terminal->out);
}

static bool same(const char *what, unsigned long before, unsigned long now)
{
	if (before != now) {
		fprintf(stderr, "terminal settings: %s were %#lx, are %#lx\n", what, before, now);
	}
	return before == now;
}

bool terminal_settings_restored(struct terminal *terminal)
{
	struct termios now, before = terminal->before;

	if (terminal->master < 0 || tcgetattr(terminal->master, &now) != 0) {
		fprintf(stderr, "terminal settings: the terminal is gone\n");
		return false;
	}
	bool restored = same("input modes", before.c_iflag, now.c_iflag);
	restored &= same("output modes", before.c_oflag, now.c_oflag);
	restored &= same("control modes", before.c_cflag, now.c_cflag);
	restored &= same("local modes", before.c_lflag, now.c_lflag);
	for (int i = 0; i < NCCS; i++) {
		restored &= same("control characters", before.c_cc[i], now.c_cc[i]);
	}
	return restored;
}

void terminal_resize(struct terminal *terminal, int rows, int cols)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};

	terminal_screen_resize(terminal, rows, cols);
	ioctl(terminal->master, TIOCSWINSZ, &size);
}

void terminal_scribble(struct terminal *terminal, const char *bytes)
{
	vterm_input_write(terminal->vt, bytes, strlen(bytes));
}

/* ---- start and stop ---- */

static void put_env(char **env, const char *entry)
{
	size_t name = strcspn(entry, "=") + 1;

	while (*env != NULL && strncmp(*env, entry, name) != 0) {
		env++;
	}
	free(*env);
	*env = memory_text(entry);
}

static void put_inherited(char **env, const char *name, const char *otherwise)
{
	const char *value = getenv(name);
	char entry[4096];

	if (value == NULL) {
		value = otherwise;
	}
	if (value != NULL) {
		snprintf(entry, sizeof(entry), "%s=%s", name, value);
		put_env(env, entry);
	}
}

static char **build_env(const struct terminal_options *options)
{
	size_t count = 0;
	char term[64];

	while (options->env != NULL && options->env[count] != NULL) {
		count++;
	}
	char **env = memory_array(count + 16, sizeof(*env));
	put_inherited(env, "PATH", "/usr/bin:/bin");
	put_inherited(env, "ASAN_OPTIONS", NULL);
	put_inherited(env, "UBSAN_OPTIONS", NULL);
	put_inherited(env, "ASAN_SYMBOLIZER_PATH", NULL);
	put_env(env, "LC_ALL=C.UTF-8");
	put_env(env, "HOME=/nonexistent");
	snprintf(term, sizeof(term), "TERM=%s",
		options->term != NULL ? options->term : "xterm-256color");
	put_env(env, term);
	for (size_t i = 0; i < count; i++) {
		put_env(env, options->env[i]);
	}
	return env;
}

static void free_env(char **env)
{
	for (char **entry = env; *entry != NULL; entry++) {
		free(*entry);
	}
	free(env);
}

/* Opens the pseudo-terminal and forks the holder into it; the test's end of its socket, or -1. */
static int fork_holder(struct terminal *terminal, const struct holder_job *job)
{
	struct winsize size = {
		.ws_row = (unsigned short)terminal->rows, .ws_col = (unsigned short)terminal->cols};
	int slave, sockets[2];

	if (openpty(&terminal->master, &slave, NULL, NULL, &size) != 0) {
		return -1;
	}
	if (tcgetattr(slave, &terminal->before) != 0 ||
		socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0) {
		close(slave);
		return -1;
	}
	terminal->holder = fork();
	if (terminal->holder == 0) {
		if (login_tty(slave) != 0) {
			_exit(126);
		}
		holder_run(sockets[1], job);
	}
	close(slave);
	close(sockets[1]);
	fcntl(terminal->master, F_SETFD, FD_CLOEXEC);
	fcntl(terminal->master, F_SETFL, O_NONBLOCK);
	return sockets[0];
}

struct terminal *terminal_start(const struct terminal_options *options)
{
	struct terminal *terminal = memory_alloc(sizeof(*terminal));
	struct holder_job job = {
		.argv = options->argv, .env = build_env(options), .directory = options->directory};

	terminal->rows = options->rows > 0 ? options->rows : 24;
	terminal->cols = options->cols > 0 ? options->cols : 80;
	terminal->deadline = DEADLINE;
	buffer_init(&terminal->raw, RAW_MAX);
	buffer_init(&terminal->pending, RAW_MAX);
	buffer_init(&terminal->out, RAW_MAX);
	terminal->holder_socket = fork_holder(terminal, &job);
	free_env((char **)job.env);
	if (terminal->holder_socket < 0) {
		perror("cannot start a terminal");
		free(terminal);
		return NULL;
	}
	terminal_screen_init(terminal);
	if (!terminal_wait(terminal, has_started, NULL, "the program to start")) {
		terminal_stop(terminal);
		return NULL;
	}
	return terminal;
}

void terminal_stop(struct terminal *terminal)
{
	if (terminal == NULL) {
		return;
	}
	if (terminal->master >= 0) {
		close(terminal->master);
	}
	close(terminal->holder_socket);
	waitpid(terminal->holder, NULL, 0);
	terminal_screen_finish(terminal);
	buffer_finish(&terminal->raw);
	buffer_finish(&terminal->pending);
	buffer_finish(&terminal->out);
	free(terminal);
}
