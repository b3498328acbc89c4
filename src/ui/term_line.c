/* SPDX-License-Identifier: MIT */
#include "term_line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WAITING_MAX = 64 * 1024 * 1024 }; /* a picture of the largest screen, and then some */

/* The terminal of stdin, opened anew. Another user's (after su) only opens by its common name, and
 * in a session of its own (su -c) not at all: then stdin itself has to do. */
static int open_terminal(struct error *error)
{
	static const char *const names[] = {"/proc/self/fd/0", "/dev/tty"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		int fd = open(names[i], O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (fd >= 0) {
			return fd;
		}
	}
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (fd < 0) {
		error_set(error, ERROR_TERMINAL, "it cannot be opened: %s", strerror(errno));
	}
	return fd;
}

bool term_line_open(struct term_line *line, struct error *error)
{
	int memory = memfd_create("pictures", MFD_CLOEXEC);

	*line = (struct term_line){.fd = open_terminal(error)};
	line->flags = line->fd >= 0 ? fcntl(line->fd, F_GETFL) : 0;
	buffer_init(&line->waiting, WAITING_MAX);
	if (memory >= 0) {
		line->pictures = fdopen(memory, "w");
	}
	if (line->fd >= 0 && line->pictures != NULL) {
		return true;
	}
	if (line->fd >= 0) {
		error_set(error, ERROR_SYSTEM, "no memory file: %s", strerror(errno));
	}
	term_line_close(line);
	return false;
}

void term_line_close(struct term_line *line)
{
	if (line->fd >= 0) {
		close(line->fd);
	}
	if (line->pictures != NULL) {
		fclose(line->pictures);
	}
	buffer_finish(&line->waiting);
}

void term_line_take(struct term_line *line)
{
	fcntl(line->fd, F_SETFL, line->flags | O_NONBLOCK);
}

void term_line_give(struct term_line *line)
{
	fcntl(line->fd, F_SETFL, line->flags);
}

void term_line_append(struct term_line *line, const void *bytes, size_t len)
{
	buffer_append(&line->waiting, bytes, len);
}

void term_line_cut(struct term_line *line, const void *bytes, size_t len)
{
	struct buffer *waiting = &line->waiting;

	if (len == 0 || waiting->len <= line->sent) {
		return;
	}
	char *end = waiting->data + waiting->len;
	char *at = memmem(waiting->data + line->sent, waiting->len - line->sent, bytes, len);
	if (at != NULL) {
		memmove(at, at + len, (size_t)(end - at) - len + 1); /* with its NUL */
		waiting->len -= len;
	}
}

/* curses writes past the stream's own buffer, straight to the descriptor. */
bool term_line_collect(struct term_line *line)
{
	int memory = fileno(line->pictures);
	char bytes[4096];
	bool any = false;
	ssize_t got;

	lseek(memory, 0, SEEK_SET);
	while ((got = read(memory, bytes, sizeof(bytes))) > 0) {
		term_line_append(line, bytes, (size_t)got);
		any = true;
	}
	lseek(memory, 0, SEEK_SET);
	int emptied = ftruncate(memory, 0);
	(void)emptied;
	return any;
}

bool term_line_flush(struct term_line *line)
{
	while (line->sent < line->waiting.len) {
		ssize_t sent = write(
			line->fd, line->waiting.data + line->sent, line->waiting.len - line->sent);
		if (sent > 0) {
			line->sent += (size_t)sent;
		} else if (sent < 0 && errno == EAGAIN) {
			return false;
		} else if (sent == 0 || errno != EINTR) {
			break; /* the terminal is gone */
		}
	}
	line->sent = 0;
	buffer_clear(&line->waiting);
	return true;
}

void term_line_drain(struct term_line *line, int patience)
{
	struct pollfd room = {.fd = line->fd, .events = POLLOUT};

	while (!term_line_flush(line) && poll(&room, 1, patience) != 0) {
	}
}
