/* SPDX-License-Identifier: MIT
 * One HTTP/1.1 message, read whole from a socket. */
#ifndef SUPPORT_PROXY_MESSAGE_H
#define SUPPORT_PROXY_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/buffer.h"

/* A socket and what was read from it beyond the last message. */
struct stream {
	int fd;
	struct buffer ahead;
};

struct message {
	struct buffer bytes; /* head and body as they came */
	size_t head;         /* bytes of the head, with its empty line */
	bool ends;           /* the connection ends with it */
};

enum message_kind { MESSAGE_REQUEST, MESSAGE_ANSWER, MESSAGE_ANSWER_TO_HEAD };

void stream_init(struct stream *stream, int fd);
void stream_finish(struct stream *stream); /* closes it */

/* False at the end of the stream and on anything that is not HTTP. */
bool message_read(struct stream *stream, enum message_kind kind, struct message *message);
void message_finish(struct message *message);

/* The first line's words, cut to fit. */
void message_request_line(const struct message *message, char method[16], char path[512]);
int message_status(const struct message *message);

/* False when the other side is gone. */
bool write_all(int fd, const void *bytes, size_t len);

#endif
