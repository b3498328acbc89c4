/* SPDX-License-Identifier: MIT */
#include "log_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "keyturn/log.h"

static struct {
	const char *path;
	int fd;     /* -1: none */
	int failed; /* errno of the first line that could not be written */
	bool told;  /* on standard error too */
} file = {.fd = -1};

/* "2026-11-30T09:46:01.123Z " */
static void put_time(char *out, size_t size)
{
	struct timespec now;
	struct tm parts;
	char seconds[32];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &parts);
	strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(out, size, "%s.%03dZ ", seconds, (int)(now.tv_nsec / 1000000));
}

/* One write a line: those of several keyturns do not mix, and a kill leaves whole lines. */
static void write_line(void *data, const char *line)
{
	char text[2200];

	(void)data;
	put_time(text, sizeof(text));
	const size_t len = strlen(text);
	snprintf(text + len, sizeof(text) - len, "%s\n", line);
	if (file.told) {
		fprintf(stderr, "keyturn: %s\n", line);
	}
	if (file.fd >= 0 && file.failed == 0 &&
		write(file.fd, text, strlen(text)) != (ssize_t)strlen(text)) {
		file.failed = errno != 0 ? errno : EIO;
	}
}

static bool refuse(const char *path, const char *reason, struct error *error)
{
	return error_set(error, ERROR_USAGE, "the log '%s' cannot be used: %s", path, reason);
}

static bool is_safe(const char *path, const struct stat *status, struct error *error)
{
	if (!S_ISREG(status->st_mode)) {
		return refuse(path, "it is not a file", error);
	}
	if (status->st_nlink > 1) {
		return refuse(path, "it has other names (hard links)", error);
	}
	if ((status->st_uid != geteuid() && status->st_uid != 0) ||
		(status->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		return refuse(path, "others may write it", error);
	}
	return true;
}

static bool open_file(const char *path, struct error *error)
{
	struct stat status = {0};
	/* Without O_NONBLOCK a pipe would have it wait for a reader. */
	int fd = open(path,
		O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
		S_IRUSR | S_IWUSR);

	if (fd < 0) {
		return refuse(path, errno == ELOOP ? "it is a link" : strerror(errno), error);
	}
	if (fstat(fd, &status) != 0) {
		status.st_mode = 0; /* no file, then */
	}
	if (!is_safe(path, &status, error)) {
		close(fd);
		return false;
	}
	file.fd = fd;
	file.path = path;
	return true;
}

bool log_file_open(const struct options *options, struct error *error)
{
	const struct log_sink sink = {.line = write_line};

	if (options->log != NULL && !open_file(options->log, error)) {
		return false;
	}
	file.told = options->verbose;
	if (file.told || file.fd >= 0) {
		log_to(&sink);
		log_line("keyturn " KEYTURN_VERSION " %s",
			options->command->name == NULL ? "panel" : options->command->name);
	}
	return true;
}

void log_file_close(void)
{
	log_to(NULL);
	if (file.failed != 0) {
		fprintf(stderr, "keyturn: the log '%s' is not whole: %s\n", file.path,
			strerror(file.failed));
	}
	if (file.fd >= 0) {
		close(file.fd);
	}
	file.fd = -1;
}
