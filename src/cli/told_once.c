/* SPDX-License-Identifier: MIT */
#include "told_once.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "keyturn/write_all.h"
#include "output.h"

bool told_once_check(struct told_once *told, const struct options *options, struct error *error)
{
	if (told->member == NULL) {
		return true;
	}
	told->file = options->out;
	if (options->out != NULL && options->reveal) {
		return error_set(error, ERROR_USAGE, "give --reveal or --out, not both");
	}
	return options->out != NULL || options->reveal ||
		error_set(error, ERROR_USAGE,
			"the service tells the %s only once: say with --reveal (standard output) "
			"or --out=FILE where it goes",
			told->label);
}

static bool say(struct error *error, const char *what, const char *path)
{
	return error_set(error, ERROR_SYSTEM, "%s %s: %s", what, path, strerror(errno));
}

/* The name of a new file is on the disk once its directory is. */
static bool sync_directory(const char *file)
{
	char *path = memory_text(file), *slash = strrchr(path, '/');

	if (slash != NULL) {
		slash[slash == path] = '\0';
	}
	int directory = open(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = directory >= 0 && fsync(directory) == 0;
	if (directory >= 0) {
		close(directory);
	}
	free(path);
	return ok;
}

bool told_once_open(struct told_once *told, struct error *error)
{
	if (told->file == NULL) {
		return true;
	}
	told->descriptor = open(
		told->file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	return told->descriptor >= 0 || say(error, "cannot make", told->file);
}

bool told_once_keep(struct told_once *told, struct secret *secret, struct error *error)
{
	if (told->file == NULL) {
		return true;
	}
	bool ok = write_all(told->descriptor, secret_open(secret), secret_length(secret)) &&
		write_all(told->descriptor, "\n", 1);
	secret_close(secret);
	ok = ok && fsync(told->descriptor) == 0 && sync_directory(told->file);
	return ok || say(error, "cannot write", told->file);
}

void told_once_close(struct told_once *told, bool was_told)
{
	if (told->file == NULL) {
		return;
	}
	close(told->descriptor);
	if (!was_told) {
		unlink(told->file);
	}
}

/* Each line of it, or all of it. */
static void each(const struct told_once *told, struct secret *secret,
	void (*one)(void *data, const char *text, size_t len), void *data)
{
	const char *text = secret_open(secret);

	while (*text != '\0') {
		const size_t len = told->lines ? strcspn(text, "\n") : strlen(text);
		if (len > 0) {
			one(data, text, len);
		}
		text += len + (text[len] != '\0');
	}
	secret_close(secret);
}

static void print_line(void *data, const char *text, size_t len)
{
	const char **label = data;
	struct secret *line = secret_create(text, len);

	output_row(*label, secret_open(line));
	secret_close(line);
	secret_unlink(line);
	*label = "";
}

void told_once_print(const struct told_once *told, struct secret *secret)
{
	const char *label = told->label;

	if (told->file != NULL) {
		output_row(told->label, told->file);
	} else {
		each(told, secret, print_line, &label);
	}
}

static void add_line(void *data, const char *text, size_t len)
{
	json_object_array_add(data, json_object_new_string_len(text, (int)len));
}

void told_once_json(const struct told_once *told, struct secret *secret, struct json_object *object)
{
	if (told->file != NULL) {
		output_member(object, "file", told->file);
	} else if (told->lines) {
		struct json_object *list = json_object_new_array();
		each(told, secret, add_line, list);
		json_object_object_add(object, told->member, list);
	} else {
		json_object_object_add(object, told->member,
			json_object_new_string_len(
				secret_open(secret), (int)secret_length(secret)));
		secret_close(secret);
	}
}
