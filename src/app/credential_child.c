/* SPDX-License-Identifier: MIT
 * A credential from a command while the panel goes on: the first line the command prints. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app_private.h"
#include "keyturn/buffer.h"
#include "keyturn/memory.h"

enum { OUTPUT_MAX = 8192, STDERR_MAX = 512, SECONDS_MAX = 30, LEFT_OPEN_MS = 500, HANDLES = 4 };

struct credential_child {
	uv_process_t process;
	uv_pipe_t out, err;
	uv_timer_t limit;
	char scratch[1024];
	struct buffer output, complaint;
	const char *name; /* of the command, for messages */
	uint32_t ticket;
	credential_done *done; /* NULL once called or destroyed */
	void *data;
	bool exited, out_ended, err_ended, timed_out, too_long, nul;
	int64_t status;
	int signal;
	int open; /* handles not closed yet */
};

static void free_when_closed(uv_handle_t *handle)
{
	struct credential_child *child = handle->data;

	if (--child->open == 0) {
		buffer_finish(&child->output);
		buffer_finish(&child->complaint);
		memory_wipe(child, sizeof(*child));
		free(child);
	}
}

static void close_all(struct credential_child *child)
{
	uv_handle_t *const handles[HANDLES] = {(uv_handle_t *)&child->process,
		(uv_handle_t *)&child->out, (uv_handle_t *)&child->err,
		(uv_handle_t *)&child->limit};

	for (int i = 0; i < HANDLES; i++) {
		uv_close(handles[i], free_when_closed);
	}
}

static void end_command(struct credential_child *child)
{
	if (!child->exited && child->process.pid > 0) {
		kill(-child->process.pid, SIGKILL); /* it leads a group of its own */
	}
}

static void say_failure(const struct credential_child *child, struct error *error)
{
	if (child->timed_out) {
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s did not finish within %d s",
			child->name, SECONDS_MAX);
	} else if (child->too_long) {
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s printed too much", child->name);
	} else if (child->signal != 0) {
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s was ended by signal %d", child->name,
			child->signal);
	} else if (child->status != 0) {
		const char *complaint = buffer_text(&child->complaint);
		int line = (int)strcspn(complaint, "\r\n");
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s failed with status %d%s%.*s",
			child->name, (int)child->status, line > 0 ? ": " : "", line, complaint);
	} else {
		error_set(error, ERROR_CREDENTIAL_SOURCE,
			child->nul ? "%s printed a NUL byte" : "%s printed nothing", child->name);
	}
}

/* Once the command has ended and both its streams are read. */
static void maybe_finish(struct credential_child *child)
{
	if (child->done == NULL || !child->exited || !child->out_ended || !child->err_ended) {
		return;
	}
	struct error error = {0};
	struct secret *secret = NULL;
	size_t line = strcspn(buffer_text(&child->output), "\r\n");
	bool good = child->status == 0 && child->signal == 0 && !child->timed_out &&
		!child->too_long;

	/* A NUL byte ends the text too, but what follows it would be left out in silence. */
	if (line < child->output.len && child->output.data[line] == '\0') {
		child->nul = true;
	} else if (good && line > 0) {
		secret = secret_create(child->output.data, line);
	}
	if (secret == NULL) {
		say_failure(child, &error);
	}
	buffer_clear(&child->output);
	credential_done *done = child->done;
	child->done = NULL;
	done(child->data, child->ticket, secret, &error);
}

static void limit_reached(uv_timer_t *timer);

static void process_exited(uv_process_t *process, int64_t status, int signal)
{
	struct credential_child *child = process->data;

	child->status = status;
	child->signal = signal;
	/* What it left running may hold the pipes open for as long as it likes. */
	end_command(child);
	child->exited = true;
	if (child->done != NULL) {
		uv_timer_start(&child->limit, limit_reached, LEFT_OPEN_MS, 0);
	}
	maybe_finish(child);
}

static void lend_scratch(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
	struct credential_child *child = handle->data;

	(void)suggested;
	*buf = uv_buf_init(child->scratch, sizeof(child->scratch));
}

static void read_out(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
	struct credential_child *child = stream->data;

	if (count < 0) {
		child->out_ended = true;
		maybe_finish(child);
	} else if (!buffer_append(&child->output, buf->base, (size_t)count)) {
		child->too_long = true;
		end_command(child);
	}
	memory_wipe(child->scratch, sizeof(child->scratch));
}

static void read_err(uv_stream_t *stream, ssize_t count, const uv_buf_t *buf)
{
	struct credential_child *child = stream->data;

	if (count < 0) {
		child->err_ended = true;
		maybe_finish(child);
		return;
	}
	size_t room = child->complaint.max - child->complaint.len;
	buffer_append(&child->complaint, buf->base, (size_t)count < room ? (size_t)count : room);
}

static void limit_reached(uv_timer_t *timer)
{
	struct credential_child *child = timer->data;

	if (child->exited) { /* and something else keeps its pipes open */
		child->out_ended = child->err_ended = true;
		maybe_finish(child);
		return;
	}
	child->timed_out = true;
	end_command(child);
}

static int start(struct credential_child *child, uv_loop_t *loop, char *const *argv)
{
	uv_stdio_container_t stdio[] = {
		{.flags = UV_IGNORE},
		{.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
			.data.stream = (uv_stream_t *)&child->out},
		{.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
			.data.stream = (uv_stream_t *)&child->err},
	};
	uv_process_options_t options = {
		.file = argv[0],
		.args = (char **)argv,
		.exit_cb = process_exited,
		.flags =
			UV_PROCESS_DETACHED, /* a group of its own, away from the terminal's keys */
		.stdio = stdio,
		.stdio_count = 3,
	};
	/* --api-key-fd is no business of its, and what it writes may hold the credential. */
	close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	mode_t mask = umask(077);
	int result = uv_spawn(loop, &child->process, &options);

	umask(mask);
	return result;
}

struct credential_child *credential_child_create(uv_loop_t *loop, char *const *argv,
	uint32_t ticket, credential_done *done, void *data, struct error *error)
{
	struct credential_child *child = memory_alloc(sizeof(*child));

	*child = (struct credential_child){
		.name = argv[0], .ticket = ticket, .done = done, .data = data, .open = HANDLES};
	buffer_init(&child->output, OUTPUT_MAX);
	buffer_init(&child->complaint, STDERR_MAX);
	uv_pipe_init(loop, &child->out, 0);
	uv_pipe_init(loop, &child->err, 0);
	uv_timer_init(loop, &child->limit);
	child->process.data = child->out.data = child->err.data = child->limit.data = child;

	int result = start(child, loop, argv);
	if (result != 0) {
		error_set(error, ERROR_CREDENTIAL_SOURCE, "%s: %s", argv[0], uv_strerror(result));
		child->exited = true;
		child->done = NULL;
		close_all(child);
		return NULL;
	}
	uv_read_start((uv_stream_t *)&child->out, lend_scratch, read_out);
	uv_read_start((uv_stream_t *)&child->err, lend_scratch, read_err);
	uv_timer_start(&child->limit, limit_reached, SECONDS_MAX * 1000, 0);
	return child;
}

void credential_child_destroy(struct credential_child *child)
{
	if (child != NULL) {
		child->done = NULL;
		end_command(child);
		close_all(child);
	}
}

uint32_t credential_child_ticket(const struct credential_child *child)
{
	return child->ticket;
}
