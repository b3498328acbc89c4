/* SPDX-License-Identifier: MIT
 * One HTTP/1.1 message, read whole from a socket. */
#ifndef SUPPORT_PROXY_MESSAGE_H
#define SUPPORT_PROXY_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"

/* A socket, and what was read from it beyond the last message. */
struct stream {
	int fd;
	struct buffer ahead;
};

struct http_message {
	struct buffer bytes; /* head and body as they came */
	size_t head;         /* bytes of the head, with its empty line */
	bool ends;           /* the connection ends after it */
};

enum http_message_kind { MESSAGE_REQUEST, MESSAGE_ANSWER, MESSAGE_ANSWER_TO_HEAD };

void stream_init(struct stream *stream, int fd);
void stream_finish(struct stream *stream); /* closes it */

/* False at the end of the stream and on anything that is not HTTP. */
bool http_message_read(
	struct stream *stream, enum http_message_kind kind, struct http_message *message);
void http_message_finish(struct http_message *message);

/* The words of the first line, cut to fit. */
void http_message_request_line(const struct http_message *message, char method[16], char path[512]);
int http_message_status(const struct http_message *message);

/* False when the other side has closed. */
bool write_all(int fd, const void *bytes, size_t len);

#endif
