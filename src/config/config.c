/* SPDX-License-Identifier: MIT */
#include "keyturn/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ini_file.h"
#include "keyturn/buffer.h"
#include "keyturn/memory.h"
#include "trusted_open.h"
#include "command_words.h"

enum { FILE_MAX = 65536 };

/* A file that is not there is no failure: `*fd` is -1 then. */
static bool open_file(const struct paths *paths, int *fd, struct error *error)
{
	struct stat status;
	struct error unsafe = {0};

	*fd = trusted_open(paths->config_file, &status, &unsafe);
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
	if (!S_ISREG(status.st_mode)) {
		close(*fd);
		return error_set(error, ERROR_CONFIG, "%s is not a file", paths->config_file);
	}
	if (!trusted_status(&status, paths->config_file, true, error)) {
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

static bool load_file(struct config *config, const struct paths *paths, struct error *error)
{
	struct buffer buffer;
	int fd;

	if (!open_file(paths, &fd, error)) {
		return false;
	}
	if (fd < 0) {
		return true;
	}
	/* Whatever somebody wrongly put into the file is wiped with the buffer. */
	buffer_init(&buffer, FILE_MAX);
	config->file = memory_text(paths->config_file);
	bool read = read_all(fd, &buffer, config->file, error) &&
		ini_file_read(
			config, buffer_text(&buffer), buffer.len, config->file, paths->home, error);
	buffer_finish(&buffer);
	close(fd);
	return read;
}

struct config *config_load(const struct paths *paths, struct error *error)
{
	struct config *config = memory_alloc(sizeof(*config));

	*config = (struct config){
		.reveal_seconds = 30,
		.clipboard_seconds = 30,
		.lock_minutes = 15,
	};
	if (!load_file(config, paths, error)) {
		config_destroy(config);
		return NULL;
	}
	if (config->roots == NULL && paths->home != NULL) {
		char *home[] = {paths->home, NULL};
		config->roots = words_copy(home);
	}
	return config;
}

static void profile_finish(struct profile *profile)
{
	free(profile->name);
	free(profile->service);
	free(profile->username);
	free(profile->region);
	words_destroy(profile->api_key_command);
	words_destroy(profile->password_command);
}

void config_destroy(struct config *config)
{
	if (config == NULL) {
		return;
	}
	for (size_t i = 0; i < config->profile_count; i++) {
		profile_finish(&config->profiles[i]);
	}
	for (size_t i = 0; i < config->hook_count; i++) {
		free(config->hooks[i].name);
		words_destroy(config->hooks[i].run);
	}
	free(config->profiles);
	free(config->hooks);
	words_destroy(config->roots);
	free(config->theme);
	free(config->file);
	free(config);
}

const struct profile *config_profile(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->profile_count; i++) {
		if (strcmp(config->profiles[i].name, name) == 0) {
			return &config->profiles[i];
		}
	}
	return NULL;
}
