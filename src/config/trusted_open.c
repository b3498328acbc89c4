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
	int dir;                /* open directory reached so far; -1: none */
	uid_t root;             /* whose "/" is: root, or what root looks like from in here */
	unsigned links;         /* symbolic links followed */
	char rest[PATH_MAX];    /* what is left of the path, seen from `dir` */
	char exposed[PATH_MAX]; /* the first directory in which others could put another; or "" */
};

/* Others than this user and root can replace what is in the directory. Its group may: it is often the
 * user's own, and what is put there is looked at as well. */
static bool is_exposed(const struct stat *directory, uid_t root)
{
	uid_t owner = directory->st_uid;
	bool open_to_all = (directory->st_mode & S_IWOTH) != 0 &&
		(directory->st_mode & S_ISVTX) == 0;

	return open_to_all || (owner != geteuid() && owner != 0 && owner != root);
}

static void note_exposed(struct walk *walk, int dir)
{
	struct stat status;
	char link[64];

	if (walk->exposed[0] != '\0' || fstat(dir, &status) != 0 ||
		!is_exposed(&status, walk->root)) {
		return;
	}
	snprintf(link, sizeof(link), "/proc/self/fd/%d", dir);
	ssize_t len = readlink(link, walk->exposed, sizeof(walk->exposed) - 1);
	if (len < 0) {
		memcpy(walk->exposed, "a directory", sizeof("a directory"));
	}
}

/* Takes `dir`, unless it is -1, in place of the present one. */
static bool walk_enter(struct walk *walk, int dir)
{
	if (dir < 0) {
		return false;
	}
	note_exposed(walk, dir);
	if (walk->dir >= 0) {
		close(walk->dir);
	}
	walk->dir = dir;
	return true;
}

static bool walk_start(struct walk *walk, const char *path)
{
	struct stat top;

	if (stat("/", &top) == 0) {
		walk->root = top.st_uid;
	}
	return walk_enter(walk, open(path[0] == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
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
	/* Whose it is does not matter: /tmp is root's own, and its links are not. */
	if ((dir.st_mode & S_IWOTH) != 0) {
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
	return target[0] != '/' || walk_start(walk, target);
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
		}
		return last || walk_enter(walk, fd);
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

/* Only of a file that is there: where nothing is, nothing was put. */
static bool accept(const struct walk *walk, int file, struct stat *status, const char *path,
	struct error *error)
{
	if (walk->exposed[0] == '\0') {
		return fstat(file, status) == 0;
	}
	error_set(error, ERROR_CONFIG_UNSAFE,
		"%s is reached through %s, which is another user's or open to all", path,
		walk->exposed);
	errno = EPERM;
	return false;
}

int trusted_open(const char *path, struct stat *status, struct error *error)
{
	struct walk walk = {.dir = -1};
	int file = -1;

	if (!walk_start(&walk, path)) {
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
	if (file >= 0 && !accept(&walk, file, status, path, error)) {
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
