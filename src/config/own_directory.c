/* SPDX-License-Identifier: MIT */
#include "own_directory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "trusted_open.h"

static bool make_all(const char *path)
{
	char *prefix = memory_text(path);
	bool made = true;

	for (char *slash = strchr(prefix + 1, '/'); made; slash = strchr(slash + 1, '/')) {
		if (slash != NULL) {
			*slash = '\0';
		}
		made = mkdir(prefix, 0700) == 0 || errno == EEXIST;
		if (slash == NULL) {
			break;
		}
		*slash = '/';
	}
	int reason = errno;
	free(prefix);
	errno = reason;
	return made;
}

bool own_directory_make(const char *path, struct error *error)
{
	return make_all(path) ||
		error_set(error, ERROR_SYSTEM, "cannot make the directory %s: %s", path,
			strerror(errno));
}

int own_directory_open(const char *path, struct error *error)
{
	struct stat status;
	struct error unsafe = {0};
	int fd = trusted_open(path, &status, &unsafe);

	if (fd < 0 && unsafe.kind == ERROR_CONFIG_UNSAFE) {
		error_set_text(error, unsafe.kind, 0, unsafe.detail);
		return -1;
	}
	if (fd < 0) {
		error_set(error, ERROR_SYSTEM, "cannot open the directory %s: %s", path,
			strerror(errno));
		return -1;
	}
	bool good = S_ISDIR(status.st_mode)
		? trusted_status(&status, path, false, error)
		: error_set(error, ERROR_SYSTEM, "%s is not a directory", path);
	if (!good) {
		close(fd);
	}
	return good ? fd : -1;
}
