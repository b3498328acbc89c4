/* SPDX-License-Identifier: MIT */
#include "keyturn/profile_file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "config_file.h"
#include "keyturn/memory.h"
#include "trusted_open.h"
#include "whole_file.h"

enum { TEXT_MAX = 128 * 1024 };

bool profile_name_check(const char *name, struct error *error)
{
	const size_t len = strlen(name);

	for (size_t i = 0; i < len; i++) {
		if (!isalnum((unsigned char)name[i]) && strchr("._-@", name[i]) == NULL) {
			return error_set(error, ERROR_USAGE,
				"a profile's name has letters, digits and . _ - @ only");
		}
	}
	if (len == 0 || len > 40 || name[0] == '-') {
		return error_set(error, ERROR_USAGE,
			"a profile's name has 1 to 40 characters and does not begin with '-'");
	}
	return true;
}

/* ---- one word of a command ---- */

static bool is_plain(const char *word)
{
	for (const char *at = word; *at != '\0'; at++) {
		if (!isalnum((unsigned char)*at) && strchr("_./@:=+-,%", *at) == NULL) {
			return false;
		}
	}
	return word[0] != '\0';
}

/* In single quotes all is as it is, but for themselves; in double ones a backslash helps. */
static bool quote(struct buffer *out, const char *word)
{
	const char mark = strchr(word, '\'') == NULL ? '\'' : '"';
	bool ok = buffer_append(out, &mark, 1);

	for (const char *at = word; ok && *at != '\0'; at++) {
		const bool escaped = mark == '"' && (*at == '"' || *at == '\\');
		ok = (!escaped || buffer_append(out, "\\", 1)) && buffer_append(out, at, 1);
	}
	return ok && buffer_append(out, &mark, 1);
}

bool profile_add_word(char *text, size_t size, const char *word)
{
	struct buffer out;

	buffer_init(&out, size - 1);
	bool ok = buffer_append_text(&out, text) &&
		(text[0] == '\0' || buffer_append(&out, " ", 1)) &&
		(is_plain(word) ? buffer_append_text(&out, word) : quote(&out, word));
	if (ok) {
		snprintf(text, size, "%s", buffer_text(&out));
	}
	buffer_finish(&out);
	return ok;
}

/* ---- the text ---- */

/* Lines end as in the file. */
static const char *line_end(const struct buffer *text)
{
	return strstr(buffer_text(text), "\r\n") != NULL ? "\r\n" : "\n";
}

static bool add_section(struct buffer *out, const struct profile_draft *draft, const char *end)
{
	return buffer_printf(out, "[profile %s]%sservice = %s%susername = %s%s", draft->name, end,
		       draft->service, end, draft->username, end) &&
		(draft->command == NULL ||
			buffer_printf(out, "%s = %s%s",
				draft->kind == CREDENTIAL_API_KEY ? "api_key_command"
								  : "password_command",
				draft->command, end));
}

static bool add_at_end(
	struct buffer *out, const struct buffer *text, const struct profile_draft *draft)
{
	const char *end = line_end(text);
	const bool open_line = text->len > 0 && text->data[text->len - 1] != '\n';

	return buffer_append(out, buffer_text(text), text->len) &&
		(!open_line || buffer_append_text(out, end)) &&
		(text->len == 0 || buffer_append_text(out, end)) && add_section(out, draft, end);
}

static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end != NULL ? end + 1 : line + strlen(line);
}

/* From its heading to the last of its settings: what follows may be about the next section. */
static bool add_instead(struct buffer *out, const struct buffer *text, unsigned heading,
	const struct profile_draft *draft)
{
	const char *all = buffer_text(text), *start = all, *end;

	for (unsigned line = 1; line < heading; line++) {
		start = next_line(start);
	}
	end = next_line(start);
	for (const char *line = end; *line != '\0'; line = next_line(line)) {
		const char first = line[strspn(line, " \t")];
		if (first == '[') {
			break;
		}
		if (first != '\0' && strchr(";#\r\n", first) == NULL) {
			end = next_line(line);
		}
	}
	return buffer_append(out, all, (size_t)(start - all)) &&
		add_section(out, draft, line_end(text)) &&
		buffer_append(out, end, text->len - (size_t)(end - all));
}

static bool is_meant(const struct config *config, const struct profile_draft *draft)
{
	const struct profile *profile = config_profile(config, draft->name);

	return profile != NULL && strcmp(profile->service, draft->service) == 0 &&
		profile->username != NULL && strcmp(profile->username, draft->username) == 0 &&
		(profile->api_key_command != NULL) ==
		(draft->command != NULL && draft->kind == CREDENTIAL_API_KEY) &&
		(profile->password_command != NULL) ==
		(draft->command != NULL && draft->kind == CREDENTIAL_PASSWORD);
}

/* The whole new text into `out`, and what it says; NULL with `error`. */
static struct config *compose(const struct paths *paths, const struct profile_draft *draft,
	bool replace, const struct buffer *text, struct buffer *out, struct error *error)
{
	struct config *before = config_parse(text, paths->config_file, paths, error);
	struct config *after = NULL;

	if (before == NULL || !profile_name_check(draft->name, error)) {
		config_destroy(before);
		return NULL;
	}
	const struct profile *there = config_profile(before, draft->name);
	if (there != NULL && !replace) {
		error_set(error, ERROR_PROFILE_EXISTS, "[profile %s], line %u of %s", draft->name,
			there->line, paths->config_file);
	} else if (there != NULL ? !add_instead(out, text, there->line, draft)
				 : !add_at_end(out, text, draft)) {
		error_set(error, ERROR_CONFIG, "%s would be too large", paths->config_file);
	} else {
		after = config_parse(out, paths->config_file, paths, error);
	}
	if (after != NULL && !is_meant(after, draft)) {
		error_set(error, ERROR_USAGE,
			"config.ini cannot hold such a username or name: a blank at an end, or ';' after one");
		config_destroy(after);
		after = NULL;
	}
	config_destroy(before);
	return after;
}

/* A file that --config names need not be there: it is made. */
static struct paths for_writing(const struct paths *paths)
{
	struct paths copy = *paths;

	copy.config_named = false;
	return copy;
}

struct config *profile_preview(const struct paths *paths, const struct profile_draft *draft,
	bool replace, struct error *error)
{
	const struct paths own = for_writing(paths);
	struct buffer text, out;
	struct stat status;
	struct config *config = NULL;

	buffer_init(&out, TEXT_MAX);
	if (config_file_read(&own, &text, &status, error)) {
		config = compose(&own, draft, replace, &text, &out, error);
	}
	buffer_finish(&text);
	buffer_finish(&out);
	return config;
}

/* ---- the disk ---- */

static bool say(struct error *error, const char *what, const char *path)
{
	return error_set(error, ERROR_SYSTEM, "%s %s: %s", what, path, strerror(errno));
}

/* Where a link leads, or the path itself when nothing is there. The caller frees. */
static char *real_file(const char *path)
{
	char *real = realpath(path, NULL);

	return real != NULL ? real : memory_text(path);
}

/* "." for a name alone. The caller frees. */
static char *directory_of(const char *file)
{
	char *path = memory_text(file), *slash = strrchr(path, '/');

	if (slash == NULL) {
		free(path);
		return memory_text(".");
	}
	slash[slash == path] = '\0';
	return path;
}

static int open_directory(const char *file, struct error *error)
{
	char *path = directory_of(file);
	struct error unsafe = {0};
	struct stat status;
	int fd = trusted_open(path, &status, &unsafe);

	if (fd < 0 && unsafe.kind != ERROR_NONE) {
		*error = unsafe;
	} else if (fd < 0) {
		say(error, "cannot open", path);
	} else if (flock(fd, LOCK_EX) != 0) {
		say(error, "cannot lock", path);
		close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

static bool write_into(int directory, const char *file, const struct paths *paths,
	const struct profile_draft *draft, bool replace, struct error *error)
{
	const char *slash = strrchr(file, '/');
	struct buffer text, out;
	struct stat status;
	struct config *config = NULL;

	buffer_init(&out, TEXT_MAX);
	if (config_file_read(paths, &text, &status, error)) {
		config = compose(paths, draft, replace, &text, &out, error);
	}
	const mode_t mode = status.st_mode != 0 ? status.st_mode & 07777 : 0600;
	const bool ok = config != NULL &&

		whole_file_write(directory, slash != NULL ? slash + 1 : file, out.data, out.len,
			mode, error);
	config_destroy(config);
	buffer_finish(&text);
	buffer_finish(&out);
	return ok;
}

bool profile_write(const struct paths *paths, const struct profile_draft *draft, bool replace,
	struct error *error)
{
	const struct paths own = for_writing(paths);
	char *file = real_file(paths->config_file);
	int directory = -1;
	bool ok = paths_make_config_dir(&own, error) &&
		(directory = open_directory(file, error)) >= 0 &&
		write_into(directory, file, &own, draft, replace, error);

	if (directory >= 0) {
		close(directory);
	}
	free(file);
	return ok;
}
