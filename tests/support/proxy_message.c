/* SPDX-License-Identifier: MIT */
#include "proxy_message.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGE_MAX = 64 << 20 };

void stream_init(struct stream *stream, int fd)
{
	stream->fd = fd;
	buffer_init(&stream->ahead, MESSAGE_MAX);
}

void stream_finish(struct stream *stream)
{
	if (stream->fd >= 0) {
		close(stream->fd);
	}
	stream->fd = -1;
	buffer_finish(&stream->ahead);
}

static bool read_more(struct stream *stream)
{
	char bytes[16384];
	ssize_t count;

	do {
		count = recv(stream->fd, bytes, sizeof(bytes), 0);
	} while (count < 0 && errno == EINTR);
	return count > 0 && buffer_append(&stream->ahead, bytes, (size_t)count);
}

/* Moves the next `len` bytes to the message. */
static bool take(struct stream *stream, struct http_message *message, size_t len)
{
	while (stream->ahead.len < len) {
		if (!read_more(stream)) {
			return false;
		}
	}
	if (!buffer_append(&message->bytes, buffer_text(&stream->ahead), len)) {
		return false;
	}
	stream->ahead.len -= len;
	if (stream->ahead.len > 0) {
		memmove(stream->ahead.data, stream->ahead.data + len, stream->ahead.len);
	}
	return true;
}

/* The same up to and including `mark`; `*len` is how much that was. */
static bool take_through(
	struct stream *stream, struct http_message *message, const char *mark, size_t *len)
{
	const char *found;

	while ((found = memmem(buffer_text(&stream->ahead), stream->ahead.len, mark,
			strlen(mark))) == NULL) {
		if (!read_more(stream)) {
			return false;
		}
	}
	*len = (size_t)(found - stream->ahead.data) + strlen(mark);
	return take(stream, message, *len);
}

/* A header's value, up to the end of the line; NULL when it is missing. */
static const char *header(const struct http_message *message, const char *name)
{
	size_t len = strlen(name);
	const char *line = strstr(message->bytes.data, "\r\n");

	while (line != NULL && (size_t)(line - message->bytes.data) + 4 < message->head) {
		line += 2;
		if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
			return line + len + 1 + strspn(line + len + 1, " ");
		}
		line = strstr(line, "\r\n");
	}
	return NULL;
}

static bool take_chunks(struct stream *stream, struct http_message *message)
{
	size_t len;

	for (;;) {
		size_t start = message->bytes.len;
		if (!take_through(stream, message, "\r\n", &len)) {
			return false;
		}
		size_t size = strtoul(message->bytes.data + start, NULL, 16);
		if (size == 0) {
			return take_through(stream, message, "\r\n", &len);
		}
		if (!take(stream, message, size + 2)) {
			return false;
		}
	}
}

static bool has_no_body(const struct http_message *message, enum http_message_kind kind)
{
	int status = kind == MESSAGE_REQUEST ? 0 : http_message_status(message);

	return kind == MESSAGE_ANSWER_TO_HEAD || status / 100 == 1 || status == 204 ||
		status == 304;
}

static bool take_body(
	struct stream *stream, enum http_message_kind kind, struct http_message *message)
{
	const char *length = header(message, "Content-Length");
	const char *coding = header(message, "Transfer-Encoding");

	if (has_no_body(message, kind)) {
		return true;
	}
	if (coding != NULL && strncasecmp(coding, "chunked", 7) == 0) {
		return take_chunks(stream, message);
	}
	if (length != NULL) {
		return take(stream, message, strtoul(length, NULL, 10));
	}
	if (kind == MESSAGE_REQUEST) {
		return true;
	}
	message->ends = true;
	while (read_more(stream)) {
	}
	return take(stream, message, stream->ahead.len);
}

bool http_message_read(
	struct stream *stream, enum http_message_kind kind, struct http_message *message)
{
	*message = (struct http_message){0};
	buffer_init(&message->bytes, MESSAGE_MAX);
	if (!take_through(stream, message, "\r\n\r\n", &message->head)) {
		return false;
	}
	const char *connection = header(message, "Connection");
	message->ends = connection != NULL && strncasecmp(connection, "close", 5) == 0;
	return take_body(stream, kind, message);
}

void http_message_finish(struct http_message *message)
{
	buffer_finish(&message->bytes);
}

void http_message_request_line(const struct http_message *message, char method[16], char path[512])
{
	method[0] = path[0] = '\0';
	sscanf(buffer_text(&message->bytes), "%15s %511s", method, path);
}

int http_message_status(const struct http_message *message)
{
	int status = 0;

	sscanf(buffer_text(&message->bytes), "HTTP/1.%*d %d", &status);
	return status;
}

bool write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t count = send(fd, at, len, MSG_NOSIGNAL);
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			return false;
		}
		at += count;
		len -= (size_t)count;
	}
	return true;
}
