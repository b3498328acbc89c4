/* SPDX-License-Identifier: MIT
 * A byte buffer that grows up to a maximum. Its old memory is wiped when it grows and when it is freed,
 * so that it may hold request and response bodies. */
#ifndef KEYTURN_BUFFER_H
#define KEYTURN_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *data; /* NUL-terminated; NULL until something is added */
	size_t len; /* without the NUL */
	size_t cap;
	size_t max; /* appending beyond this length fails */
};

void buffer_init(struct buffer *buffer, size_t max);

/* Append; false, with the buffer unchanged, if that would exceed the maximum. */
bool buffer_append(struct buffer *buffer, const void *data, size_t len);
bool buffer_append_text(struct buffer *buffer, const char *text);
bool buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The text so far, "" if nothing was added. Valid until the next change. */
const char *buffer_text(const struct buffer *buffer);

/* Wipes and empties; the maximum stays. */
void buffer_clear(struct buffer *buffer);

/* Wipes and frees. A zeroed buffer is fine. */
void buffer_finish(struct buffer *buffer);

#endif
