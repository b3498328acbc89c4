/* SPDX-License-Identifier: MIT */
#include "keyturn/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hooks/hook_child.h"
#include "hooks/hook_environment.h"
#include "hooks/hook_output.h"
#include "hooks/hook_trace.h"
#include "keyturn/clock.h"
#include "keyturn/memory.h"

enum { HANDLES = 3, GRACE_MS = 2000, DRAIN_MAX = 1 << 20 };

struct hook_run {
	uv_signal_t exit; /* SIGCHLD, from before there is a child */
	uv_pipe_t out;
	uv_timer_t timer; /* the limit; then the grace; for a start that failed, the next turn */
	struct hook_listener listener;
	struct hook_output output;
	char scratch[4096];
	int timeout;     /* s */
	int64_t started; /* ms */
	int cannot;      /* libuv's error of a start that failed */
	pid_t pid;       /* 0: it did not start */
	bool running, timed_out;
	int open; /* handles not closed yet */
};

static void free_when_closed(uv_handle_t *handle)
{
	struct hook_run *run = handle->data;

	if (--run->open == 0) {
		memory_wipe(run, sizeof(*run));
		free(run);
	}
}

static void signal_group(const struct hook_run *run, int number)
{
	if (run->pid > 0) {
		kill(-run->pid, number); /* it leads a group of its own */
	}
}

static void end(struct hook_run *run, struct hook_result *result)
{
	uv_timer_stop(&run->timer);
	uv_read_stop((uv_stream_t *)&run->out);
	result->seconds = (double)(clock_monotonic() - run->started) / 1000;
	run->listener.ended(run->listener.data, result);
}

/* What the command has printed until now. Something that it left running may hold the pipe: its end is
 * not waited for. */
static void drain(struct hook_run *run)
{
	int fd;
	ssize_t count;
	size_t total = 0;

	if (uv_fileno((uv_handle_t *)&run->out, &fd) != 0) {
		return;
	}
	while (total < DRAIN_MAX && (count = read(fd, run->scratch, sizeof(run->scratch))) > 0) {
		hook_output_add(&run->output, run->scratch, (size_t)count);
		total += (size_t)count;
	}
	memory_wipe(run->scratch, sizeof(run->scratch));
	hook_output_end(&run->output);
}

static void say_why(const struct hook_run *run, int status, struct hook_result *result)
{
	if (run->timed_out) {
		snprintf(result->why, sizeof(result->why), "did not finish within %d s",
			run->timeout);
	} else if (WIFSIGNALED(status)) {
		snprintf(result->why, sizeof(result->why), "was ended by signal %d (%s)",
			WTERMSIG(status), strsignal(WTERMSIG(status)));
	} else if (WEXITSTATUS(status) != 0) {
		snprintf(result->why, sizeof(result->why), "failed with status %d",
			WEXITSTATUS(status));
	}
}

/* Some child has ended, perhaps another. */
static void child_exited(uv_signal_t *exit, int number)
{
	struct hook_run *run = exit->data;
	struct hook_result result = {.status = -1};
	int status;

	(void)number;
	if (run->pid == 0 || waitpid(run->pid, &status, WNOHANG) != run->pid) {
		return;
	}
	uv_signal_stop(exit);
	run->running = false;
	drain(run);
	if (run->timed_out) {
		signal_group(run, SIGKILL); /* what it started may not have heard of the first */
	} else if (WIFEXITED(status)) {
		result.status = WEXITSTATUS(status);
	}
	say_why(run, status, &result);
	result.ok = result.why[0] == '\0';
	end(run, &result);
}

static void lend_scratch(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct hook_run *run = handle->data;

	(void)suggested;
	*buf = uv_buf_init(run->scratch, sizeof(run->scratch));
}

static void read_out(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
	struct hook_run *run = stream->data;

	if (count < 0) {
		uv_read_stop(stream); /* it has closed its output, and may go on */
	} else {
		hook_output_add(&run->output, buf->base, (size_t)count);
		memory_wipe(run->scratch, sizeof(run->scratch));
	}
}

static void grace_over(uv_timer_t *timer)
{
	signal_group(timer->data, SIGKILL);
}

static void limit_reached(uv_timer_t *timer)
{
	struct hook_run *run = timer->data;

	run->timed_out = true;
	signal_group(run, SIGTERM);
	uv_timer_start(timer, grace_over, GRACE_MS, 0);
}

static void start_failed(uv_timer_t *timer)
{
	struct hook_run *run = timer->data;
	struct hook_result result = {.status = -1};

	snprintf(result.why, sizeof(result.why), "could not start: %s", uv_strerror(run->cannot));
	end(run, &result);
}

/* ---- starting ---- */

static void close_pipe(int ends[2])
{
	for (int i = 0; i < 2; i++) {
		if (ends[i] >= 0) {
			close(ends[i]);
			ends[i] = -1;
		}
	}
}

static int put_bytes(int fd, const char *bytes, size_t len)
{
	ssize_t count = write(fd, bytes, len);

	return count == (ssize_t)len ? 0 : count < 0 ? -errno : UV_ENOBUFS;
}

static int put_part(struct secret *part, int fd)
{
	int result = put_bytes(fd, secret_open(part), secret_length(part));

	secret_close(part);
	return result;
}

static int put_line(const char *name, struct secret *part, int fd)
{
	int result = put_bytes(fd, name, strlen(name));

	if (result == 0) {
		result = put_bytes(fd, "=", 1);
	}
	if (result == 0) {
		result = put_part(part, fd);
	}
	return result == 0 ? put_bytes(fd, "\n", 1) : result;
}

/* All of it fits into the pipe, so that nothing of ours holds a copy; the command then reads the end. */
static int put_credential(const struct credential *credential, int fd)
{
	const struct credential_type *type = credential->type;
	int result = 0;

	if (type->part_count == 1) {
		return put_part(credential->parts[0], fd);
	}
	for (size_t i = 0; i < type->part_count && result == 0; i++) {
		result = put_line(type->parts[i].name, credential->parts[i], fd);
	}
	return result;
}

static int make_input(const struct hook_options *options, int ends[2])
{
	int result;

	if (!options->key_on_stdin || options->new_credential == NULL ||
		!credential_is_whole(options->new_credential)) {
		ends[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		return ends[0] < 0 ? -errno : 0;
	}
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
		return -errno;
	}
	result = put_credential(options->new_credential, ends[1]);
	if (result == 0 && fcntl(ends[0], F_SETFL, 0) != 0) {
		result = -errno; /* a program expects its input to block */
	}
	close(ends[1]);
	ends[1] = -1;
	return result;
}

static int make_output(struct hook_run *run, int ends[2])
{
	if (pipe2(ends, O_CLOEXEC) != 0) {
		return -errno;
	}
	int result = uv_pipe_open(&run->out, ends[0]);
	if (result == 0) {
		ends[0] = -1; /* closed with the handle */
	}
	return result;
}

static int spawn(struct hook_run *run, const struct hook_options *options, int in, int out)
{
	int trace = options->trace == NULL ? -1 : hook_trace_create(options->trace);

	if (options->trace != NULL && trace < 0) {
		return trace;
	}
	char **environment = hook_environment_create(&run->output, options->username);
	/* One pipe for both streams: the order is kept. */
	const struct hook_child child = {.argv = options->argv,
		.environment = environment,
		.in = in,
		.out = out,
		.trace = trace};
	pid_t pid = hook_child_start(&child);

	hook_environment_destroy(environment);
	if (trace >= 0) {
		close(trace);
	}
	if (pid < 0) {
		return pid;
	}
	run->pid = pid;
	return 0;
}

static int start(struct hook_run *run, const struct hook_options *options)
{
	int in[2] = {-1, -1}, out[2] = {-1, -1};
	int result = uv_signal_start(&run->exit, child_exited, SIGCHLD);

	if (result == 0) {
		result = make_input(options, in);
	}
	if (result == 0) {
		result = make_output(run, out);
	}
	if (result == 0) {
		result = spawn(run, options, in[0], out[1]);
	}
	close_pipe(in);
	close_pipe(out);
	return result;
}

/* The parts that nobody may see. */
static void add_secrets(
	struct secret *secrets[CREDENTIAL_PARTS_MAX], const struct credential *credential)
{
	for (size_t i = 0;
		credential != NULL && credential->type != NULL && i < credential->type->part_count;
		i++) {
		secrets[i] = credential->type->parts[i].secret ? credential->parts[i] : NULL;
	}
}

_Static_assert(HOOK_SECRETS == 2 * CREDENTIAL_PARTS_MAX, "room for the old and the new one");

struct hook_run *hook_start(
	uv_loop_t *loop, const struct hook_options *options, const struct hook_listener *listener)
{
	struct hook_run *run = memory_alloc(sizeof(*run));
	struct secret *secrets[HOOK_SECRETS] = {NULL};

	*run = (struct hook_run){.listener = *listener,
		.timeout = options->timeout_seconds,
		.started = clock_monotonic(),
		.open = HANDLES};
	add_secrets(secrets, options->new_credential);
	add_secrets(secrets + CREDENTIAL_PARTS_MAX, options->old_credential);
	hook_output_init(&run->output, secrets, listener->output, listener->data);
	uv_pipe_init(loop, &run->out, 0);
	uv_timer_init(loop, &run->timer);
	uv_signal_init(loop, &run->exit);
	run->out.data = run->timer.data = run->exit.data = run;
	run->cannot = start(run, options);
	if (run->cannot != 0) {
		uv_timer_start(&run->timer, start_failed, 0, 0);
		return run;
	}
	run->running = true;
	uv_read_start((uv_stream_t *)&run->out, lend_scratch, read_out);
	uv_timer_start(&run->timer, limit_reached, (uint64_t)run->timeout * 1000, 0);
	return run;
}

void hook_destroy(struct hook_run *run)
{
	if (run == NULL) {
		return;
	}
	if (run->running) {
		signal_group(run, SIGKILL);
	}
	hook_output_finish(&run->output);
	uv_close((uv_handle_t *)&run->exit, free_when_closed);
	uv_close((uv_handle_t *)&run->out, free_when_closed);
	uv_close((uv_handle_t *)&run->timer, free_when_closed);
}
