/* SPDX-License-Identifier: MIT */
#include "trusted_open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINKS_MAX = 40 };

struct walk {
	int dir;             /* open directory reached so far */
	unsigned links;      /* symbolic links followed */
	char rest[PATH_MAX]; /* what is left of the path, seen from `dir` */
};

static bool walk_restart(struct walk *walk)
{
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (root < 0) {
		return false;
	}
	close(walk->dir);
	walk->dir = root;
	return true;
}

/* Cuts the first part off `rest` into `part`; false when nothing is left. */
static bool walk_part(struct walk *walk, char part[PATH_MAX])
{
	const char *start = walk->rest + strspn(walk->rest, "/");
	size_t len = strcspn(start, "/");

	if (len == 0) {
		return false;
	}
	memcpy(part, start, len);
	part[len] = '\0';
	memmove(walk->rest, start + len, strlen(start + len) + 1);
	return true;
}

/* Puts the link's target in front of `rest`. */
static bool walk_link(struct walk *walk, const char *target, const char *path, struct error *error)
{
	struct stat dir;
	char joined[PATH_MAX];

	if (fstat(walk->dir, &dir) != 0) {
		return false;
	}
	if ((dir.st_mode & S_IWOTH) != 0 && dir.st_uid != geteuid()) {
		error_set(error, ERROR_CONFIG_UNSAFE,
			"%s is behind a symbolic link in a directory that all may write", path);
		errno = EPERM;
		return false;
	}
	int len = snprintf(joined, sizeof(joined), "%s%s", target, walk->rest);
	if (++walk->links > LINKS_MAX || len < 0 || (size_t)len >= sizeof(joined)) {
		errno = ELOOP;
		return false;
	}
	memcpy(walk->rest, joined, (size_t)len + 1);
	return target[0] != '/' || walk_restart(walk);
}

/* One part further; `*file` is the opened end once nothing is left. */
static bool walk_step(struct walk *walk, int *file, const char *path, struct error *error)
{
	char part[PATH_MAX], target[PATH_MAX];

	if (!walk_part(walk, part)) {
		*file = openat(walk->dir, ".", O_RDONLY | O_CLOEXEC);
		return *file >= 0;
	}
	bool last = walk->rest[strspn(walk->rest, "/")] == '\0';
	int flags = last ? O_RDONLY | O_NONBLOCK | O_NOCTTY : O_PATH | O_DIRECTORY;
	int fd = openat(walk->dir, part, flags | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0) {
		if (last) {
			*file = fd;
		} else {
			close(walk->dir);
			walk->dir = fd;
		}
		return true;
	}
	int reason = errno;
	ssize_t len = readlinkat(walk->dir, part, target, sizeof(target) - 1);
	if (len < 0) {
		errno = reason;
		return false;
	}
	target[len] = '\0';
	return walk_link(walk, target, path, error);
}

int trusted_open(const char *path, struct stat *status, struct error *error)
{
	const char *start = path[0] == '/' ? "/" : ".";
	struct walk walk = {.dir = open(start, O_PATH | O_DIRECTORY | O_CLOEXEC)};
	int file = -1;

	if (walk.dir < 0) {
		return -1;
	}
	if (strlen(path) >= sizeof(walk.rest) || path[0] == '\0') {
		errno = path[0] == '\0' ? ENOENT : ENAMETOOLONG;
	} else {
		memcpy(walk.rest, path, strlen(path) + 1);
		while (file < 0 && walk_step(&walk, &file, path, error)) {
		}
	}
	int reason = errno;
	if (file >= 0 && fstat(file, status) != 0) {
		reason = errno;
		close(file);
		file = -1;
	}
	close(walk.dir);
	errno = reason;
	return file;
}

bool trusted_status(
	const struct stat *status, const char *path, bool root_may_own, struct error *error)
{
	bool owned = status->st_uid == geteuid() || (root_may_own && status->st_uid == 0);

	if (!owned) {
		return error_set(error, ERROR_CONFIG_UNSAFE, "%s is another user's", path);
	}
	if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		return error_set(error, ERROR_CONFIG_UNSAFE, "others may write %s", path);
	}
	return true;
}
