/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/buffer.h"
#include "keyturn/text.h"

enum { LINE_MAX_BYTES = 1024, PATH_MAX_BYTES = 512 };

static void append_path(struct buffer *line, const char *path)
{
	const char *tokens = strstr(path, "/tokens/");
	char clean[PATH_MAX_BYTES];

	text_clean(clean, sizeof(clean), path,
		tokens == NULL ? strlen(path) : (size_t)(tokens - path));
	for (char *c = clean; *c != '\0'; c++) {
		*c = *c == ' ' ? '?' : *c;
	}
	buffer_append_text(line, clean);
	if (tokens != NULL) {
		const char *rest = strchr(tokens + strlen("/tokens/"), '/');

		buffer_append_text(line, "/tokens/*");
		if (rest != NULL && strcmp(rest, "/endpoints") == 0) {
			buffer_append_text(line, rest);
		}
	}
}

void log_request(int fd, const char *method, const char *path, int status)
{
	struct buffer line;
	ssize_t written;

	if (fd < 0) {
		return;
	}
	buffer_init(&line, LINE_MAX_BYTES);
	buffer_printf(&line, "%.16s ", method);
	append_path(&line, path);
	buffer_printf(&line, " %d\n", status);
	written = write(fd, buffer_text(&line), line.len);
	(void)written; /* failing to write the log must not stop the service */
	buffer_finish(&line);
}
