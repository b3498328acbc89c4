/* SPDX-License-Identifier: MIT */
#include "keyturn/credential_command.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command_child.h"
#include "first_line.h"
#include "keyturn/credential_source.h"
#include "keyturn/memory.h"

enum { OUTPUT_LIMIT = 1 << 20, COMPLAINT_MAX = 512, HANDLES = 4 };

/* Keeps the first `room` bytes of what comes through a pipe, counts the rest. */
struct stream {
	uv_pipe_t pipe;
	char *data;
	size_t room, len, total;
};

struct credential_command {
	char *name;
	pid_t pid; /* 0 once it was waited for */
	struct stream out, err;
	uv_signal_t child_signal;
	uv_timer_t limit;
	unsigned seconds;
	char scratch[4096];
	char output[CREDENTIAL_MAX + 2], complaint[COMPLAINT_MAX];
	credential_command_done *done; /* NULL once called or destroyed */
	void *data;
	bool destroyed;
	int open; /* handles not closed yet */
};

/* ---- what it prints ---- */

static void take(struct stream *stream, const char *data, size_t len)
{
	size_t room = stream->room - stream->len;
	size_t kept = len < room ? len : room;

	memcpy(stream->data + stream->len, data, kept);
	stream->len += kept;
	stream->total += len;
}

static bool is_endless(const struct credential_command *command)
{
	return command->out.total > OUTPUT_LIMIT || command->err.total > OUTPUT_LIMIT;
}

/* What the command has printed until now. Something that it left running may hold the pipe: its end
 * is not waited for. */
static void drain(struct credential_command *command, struct stream *stream)
{
	int fd;
	ssize_t len;

	if (uv_fileno((uv_handle_t *)&stream->pipe, &fd) != 0) {
		return;
	}
	while (stream->total <= OUTPUT_LIMIT &&
		(len = read(fd, command->scratch, sizeof(command->scratch))) > 0) {
		take(stream, command->scratch, (size_t)len);
	}
	memory_wipe(command->scratch, sizeof(command->scratch));
}

/* ---- what came of it ---- */

static void tell(
	struct credential_command *command, struct secret *secret, const struct error *error)
{
	credential_command_done *done = command->done;

	command->done = NULL;
	uv_timer_stop(&command->limit);
	uv_read_stop((uv_stream_t *)&command->out.pipe);
	uv_read_stop((uv_stream_t *)&command->err.pipe);
	done(command->data, secret, error); /* last: it may destroy the command */
}

/* Its whole group; once the command was waited for, the group's number may be another's. */
static void end_group(const struct credential_command *command)
{
	if (command->pid > 0) {
		kill(-command->pid, SIGKILL);
		kill(command->pid, SIGKILL);
	}
}

/* "name reason number: what it complained about", the last as far as there is something. */
static void complain(
	struct credential_command *command, const char *reason, int number, struct error *error)
{
	const struct stream *err = &command->err;
	const char *end = memchr(err->data, '\n', err->len);
	int len = (int)(end != NULL ? (size_t)(end - err->data) : err->len);

	error_set(error, ERROR_CREDENTIAL_SOURCE, "%s %s %d%s%.*s", command->name, reason, number,
		len > 0 ? ": " : "", len, err->data);
}

static void say_endless(struct credential_command *command, struct error *error)
{
	error_set(error, ERROR_CREDENTIAL_SOURCE, "%s prints too much", command->name);
}

static void judge(struct credential_command *command, int status)
{
	struct error error = {0};
	struct secret *secret = NULL;

	if (is_endless(command)) {
		say_endless(command, &error);
	} else if (WIFSIGNALED(status)) {
		complain(command, "was ended by signal", WTERMSIG(status), &error);
	} else if (WEXITSTATUS(status) != 0) {
		complain(command, "failed with status", WEXITSTATUS(status), &error);
	} else {
		secret = first_line_secret(
			command->out.data, command->out.len, command->name, &error);
	}
	tell(command, secret, &error);
}

/* ---- from the loop ---- */

static void free_when_closed(uv_handle_t *handle)
{
	struct credential_command *command = handle->data;

	if (--command->open == 0) {
		free(command->name);
		memory_wipe(command, sizeof(*command));
		free(command);
	}
}

/* Of any child of ours, perhaps another's. */
static void on_child_signal(uv_signal_t *handle, int number)
{
	struct credential_command *command = handle->data;
	int status;

	(void)number;
	if (command->pid == 0 || waitpid(command->pid, &status, WNOHANG) != command->pid) {
		return;
	}
	command->pid = 0;
	if (command->destroyed) {
		uv_close((uv_handle_t *)handle, free_when_closed);
	} else if (command->done != NULL) {
		drain(command, &command->out);
		drain(command, &command->err);
		judge(command, status);
	}
}

static void lend_scratch(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct credential_command *command = handle->data;

	(void)suggested;
	*buf = uv_buf_init(command->scratch, sizeof(command->scratch));
}

static void on_read(uv_stream_t *pipe, ssize_t count, const uv_buf_t *buf)
{
	struct credential_command *command = pipe->data;
	struct error error = {0};

	if (count < 0) {
		uv_read_stop(pipe); /* it has closed its output, and may go on */
		return;
	}
	take((struct stream *)pipe, buf->base, (size_t)count); /* the pipe is its first member */
	memory_wipe(command->scratch, sizeof(command->scratch));
	if (is_endless(command)) {
		end_group(command);
		say_endless(command, &error);
		tell(command, NULL, &error);
	}
}

static void on_limit(uv_timer_t *timer)
{
	struct credential_command *command = timer->data;
	struct error error = {0};

	end_group(command);
	error_set(&error, ERROR_CREDENTIAL_SOURCE, "%s did not end within %u seconds",
		command->name, command->seconds);
	tell(command, NULL, &error);
}

/* ---- beginning and end ---- */

static struct credential_command *create(uv_loop_t *loop, const char *name)
{
	struct credential_command *command = memory_alloc(sizeof(*command));

	command->name = memory_text(name);
	command->out.data = command->output;
	command->out.room = sizeof(command->output);
	command->err.data = command->complaint;
	command->err.room = sizeof(command->complaint);
	uv_pipe_init(loop, &command->out.pipe, 0);
	uv_pipe_init(loop, &command->err.pipe, 0);
	uv_signal_init(loop, &command->child_signal);
	uv_timer_init(loop, &command->limit);
	command->out.pipe.data = command->err.pipe.data = command;
	command->child_signal.data = command->limit.data = command;
	command->open = HANDLES;
	return command;
}

/* The stream closes `fd`, with the pipe if it can be read from. */
static int read_from(struct stream *stream, int fd)
{
	int result = uv_pipe_open(&stream->pipe, fd);

	if (result != 0) {
		close(fd);
		return result;
	}
	return uv_read_start((uv_stream_t *)&stream->pipe, lend_scratch, on_read);
}

static int start(struct credential_command *command, char *const *argv)
{
	struct command_child child;
	int result = uv_signal_start(&command->child_signal, on_child_signal, SIGCHLD);

	if (result == 0) {
		result = command_child_start(&child, argv);
	}
	if (result != 0) {
		return result;
	}
	command->pid = child.pid;
	int out = read_from(&command->out, child.out), err = read_from(&command->err, child.err);
	return out != 0 ? out : err;
}

struct credential_command *credential_command_start(uv_loop_t *loop, char *const *argv,
	unsigned seconds, credential_command_done *done, void *data, struct error *error)
{
	struct credential_command *command = create(loop, argv[0]);
	int result = start(command, argv);

	if (result != 0) {
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s: %s", argv[0], uv_strerror(result));
		credential_command_destroy(command);
		return NULL;
	}
	command->seconds = seconds;
	command->done = done;
	command->data = data;
	uv_update_time(loop);
	uv_timer_start(&command->limit, on_limit, (uint64_t)seconds * 1000, 0);
	return command;
}

void credential_command_destroy(struct credential_command *command)
{
	if (command == NULL) {
		return;
	}
	command->done = NULL;
	command->destroyed = true;
	end_group(command);
	uv_close((uv_handle_t *)&command->out.pipe, free_when_closed);
	uv_close((uv_handle_t *)&command->err.pipe, free_when_closed);
	uv_close((uv_handle_t *)&command->limit, free_when_closed);
	if (command->pid == 0) { /* or it closes when the command is gone */
		uv_close((uv_handle_t *)&command->child_signal, free_when_closed);
	}
}
