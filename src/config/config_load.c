/* SPDX-License-Identifier: MIT */
#include "keyturn/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config_file.h"
#include "ini_file.h"
#include "keyturn/buffer.h"
#include "keyturn/memory.h"
#include "trusted_open.h"
#include "quoted_words.h"

enum { FILE_MAX = 65536 };

/* A file that is not there is no failure: `*fd` is -1 then. */
static bool open_file(const struct paths *paths, int *fd, struct stat *status, struct error *error)
{
	struct error unsafe = {0};

	*fd = trusted_open(paths->config_file, status, &unsafe);
	if (*fd < 0 && unsafe.kind == ERROR_CONFIG_UNSAFE) {
		return error_set_text(error, unsafe.kind, 0, unsafe.detail);
	}
	if (*fd < 0 && errno == ENOENT && !paths->config_named) {
		return true;
	}
	if (*fd < 0) {
		return error_set(error, ERROR_CONFIG, "cannot open %s: %s", paths->config_file,
			strerror(errno));
	}
	if (!S_ISREG(status->st_mode)) {
		close(*fd);
		return error_set(error, ERROR_CONFIG, "%s is not a file", paths->config_file);
	}
	if (!trusted_status(status, paths->config_file, true, error)) {
		close(*fd);
		return false;
	}
	return true;
}

static bool read_all(int fd, struct buffer *buffer, const char *file, struct error *error)
{
	char chunk[4096];
	ssize_t len;

	while ((len = read(fd, chunk, sizeof(chunk))) > 0) {
		bool fits = buffer_append(buffer, chunk, (size_t)len);
		memory_wipe(chunk, (size_t)len);
		if (!fits) {
			return error_set(error, ERROR_CONFIG, "%s is larger than 64 KiB", file);
		}
	}
	if (len < 0) {
		return error_set(error, ERROR_CONFIG, "cannot read %s: %s", file, strerror(errno));
	}
	return true;
}

bool config_file_read(
	const struct paths *paths, struct buffer *text, struct stat *status, struct error *error)
{
	int fd;

	*status = (struct stat){0};
	/* Whatever somebody wrongly put into the file is wiped with the buffer. */
	buffer_init(text, FILE_MAX);
	if (!open_file(paths, &fd, status, error)) {
		return false;
	}
	if (fd < 0) {
		return true;
	}
	const bool ok = read_all(fd, text, paths->config_file, error);
	close(fd);
	return ok;
}

struct config *config_parse(
	const struct buffer *text, const char *file, const struct paths *paths, struct error *error)
{
	struct config *config = memory_alloc(sizeof(*config));

	*config = (struct config){
		.reveal_seconds = 30,
		.clipboard_seconds = 30,
		.lock_minutes = 15,
	};
	if (file != NULL) {
		config->file = memory_text(file);
	}
	if (file != NULL &&
		!ini_file_read(config, buffer_text(text), text->len, file, paths->home, error)) {
		config_destroy(config);
		return NULL;
	}
	if (config->roots == NULL && paths->home != NULL) {
		char *home[] = {paths->home, NULL};
		config->roots = quoted_words_copy(home);
	}
	return config;
}

struct config *config_load(const struct paths *paths, struct error *error)
{
	struct buffer text;
	struct stat status;
	struct config *config = NULL;

	if (config_file_read(paths, &text, &status, error)) {
		config = config_parse(
			&text, status.st_mode != 0 ? paths->config_file : NULL, paths, error);
	}
	buffer_finish(&text);
	return config;
}
