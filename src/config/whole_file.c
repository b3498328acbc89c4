/* SPDX-License-Identifier: MIT */
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/write_all.h"

static bool say(struct error *error, const char *what, const char *name)
{
	const bool full = errno == ENOSPC || errno == EDQUOT;

	return error_set(error, full ? ERROR_DISK_FULL : ERROR_SYSTEM, "%s %s: %s", what, name,
		strerror(errno));
}

bool whole_file_write(int directory, const char *name, const char *data, size_t len, mode_t mode,
	struct error *error)
{
	char temporary[NAME_MAX + 1];

	snprintf(temporary, sizeof(temporary), ".%.200s.keyturn", name);
	unlinkat(directory, temporary, 0);
	int fd = openat(
		directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return say(error, "cannot write beside", name);
	}
	bool ok = write_all(fd, data, len) && fchmod(fd, mode) == 0 && fsync(fd) == 0 &&
		renameat(directory, temporary, directory, name) == 0;
	if (!ok) {
		say(error, "cannot write", name);
		unlinkat(directory, temporary, 0);
	}
	close(fd);
	return ok && (fsync(directory) == 0 || say(error, "cannot sync the directory of", name));
}
