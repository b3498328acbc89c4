/* SPDX-License-Identifier: MIT
 * A growing byte buffer with a maximum. Whatever it held is wiped when it grows and when it is
 * finished, so that it may carry request and response bodies. */
#ifndef KEYTURN_BUFFER_H
#define KEYTURN_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *data; /* NUL-terminated once anything was added; NULL before */
	size_t len; /* without the NUL */
	size_t cap;
	size_t max; /* append fails rather than exceed this length */
};

void buffer_init(struct buffer *buffer, size_t max);

/* Append; false, with the buffer unchanged, when the maximum would be exceeded. */
bool buffer_append(struct buffer *buffer, const void *data, size_t len);
bool buffer_append_text(struct buffer *buffer, const char *text);
bool buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The text so far, "" when nothing was added. Valid until the next change. */
const char *buffer_text(const struct buffer *buffer);

/* Wipes and empties; the maximum stays. */
void buffer_clear(struct buffer *buffer);

/* Wipes and frees. A zeroed buffer is fine. */
void buffer_finish(struct buffer *buffer);

#endif
