/* SPDX-License-Identifier: MIT */
#include "keyturn/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

void buffer_init(struct buffer *buffer, size_t max)
{
	*buffer = (struct buffer){.max = max};
}

/* Makes room for `len` more bytes and the NUL. Not by realloc(), which would leave the old bytes behind. */
static bool reserve(struct buffer *buffer, size_t len)
{
	if (len > buffer->max || buffer->len > buffer->max - len) {
		return false;
	}
	size_t need = buffer->len + len + 1;
	if (need <= buffer->cap) {
		return true;
	}
	size_t cap = buffer->cap < 128 ? 128 : buffer->cap;
	while (cap < need) {
		cap *= 2;
	}
	char *data = memory_alloc(cap);
	if (buffer->data != NULL) {
		memcpy(data, buffer->data, buffer->len + 1);
		memory_wipe(buffer->data, buffer->cap);
		free(buffer->data);
	}
	buffer->data = data;
	buffer->cap = cap;
	return true;
}

bool buffer_append(struct buffer *buffer, const void *data, size_t len)
{
	if (!reserve(buffer, len)) {
		return false;
	}
	if (len > 0) {
		memcpy(buffer->data + buffer->len, data, len);
	}
	buffer->len += len;
	buffer->data[buffer->len] = '\0';
	return true;
}

bool buffer_append_text(struct buffer *buffer, const char *text)
{
	return buffer_append(buffer, text, strlen(text));
}

bool buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list args, again;

	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	bool ok = len >= 0 && reserve(buffer, (size_t)len);
	if (ok) {
		vsnprintf(buffer->data + buffer->len, (size_t)len + 1, format, again);
		buffer->len += (size_t)len;
	}
	va_end(again);
	return ok;
}

const char *buffer_text(const struct buffer *buffer)
{
	return buffer->data == NULL ? "" : buffer->data;
}

void buffer_clear(struct buffer *buffer)
{
	if (buffer->data != NULL) {
		memory_wipe(buffer->data, buffer->cap);
	}
	buffer->len = 0;
}

void buffer_finish(struct buffer *buffer)
{
	size_t max = buffer->max;

	buffer_clear(buffer);
	free(buffer->data);
	buffer_init(buffer, max);
}
