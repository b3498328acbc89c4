/* SPDX-License-Identifier: MIT
 * Opening the file that is to change, and telling whether it is still the same. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "rewrite_private.h"

static int64_t nanoseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

bool state_matches(const struct stat *stat, const struct file_state *state)
{
	return stat->st_dev == state->device && stat->st_ino == state->inode &&
		(uint64_t)stat->st_size == state->size &&
		nanoseconds(stat->st_mtim) == state->modified_ns &&
		nanoseconds(stat->st_ctim) == state->changed_ns;
}

static bool same_state(const struct stat *a, const struct stat *b)
{
	const struct file_state state = {
		.device = b->st_dev,
		.inode = b->st_ino,
		.size = (uint64_t)b->st_size,
		.modified_ns = nanoseconds(b->st_mtim),
		.changed_ns = nanoseconds(b->st_ctim),
	};
	return state_matches(a, &state);
}

bool target_unchanged(const struct target *target)
{
	struct stat now;

	return fstatat(target->directory, target->name, &now, AT_SYMLINK_NOFOLLOW) == 0 &&
		same_state(&now, &target->stat);
}

/* Every directory on the way is opened from the one before and must be no link: realpath() resolved
 * those that were there, one that appears now was put there to mislead. */
static int open_directory(char *path)
{
	int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char *rest = path;

	for (char *part; fd >= 0 && (part = strsep(&rest, "/")) != NULL;) {
		if (*part == '\0') {
			continue;
		}
		int next = openat(fd, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		int saved = errno;
		close(fd);
		errno = saved;
		fd = next;
	}
	if (fd < 0) {
		return -1;
	}
	int readable = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int saved = errno;
	close(fd);
	errno = saved;
	return readable;
}

static int open_file(int directory, const char *name)
{
	const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	int fd = openat(directory, name, flags | O_NOATIME);

	if (fd < 0 && errno == EPERM) {
		fd = openat(directory, name, flags); /* somebody else's file */
	}
	return fd;
}

static bool open_target(struct target *target)
{
	char *slash = strrchr(target->path, '/');
	char *parent = strndupa(target->path, (size_t)(slash - target->path));

	target->name = slash + 1;
	target->directory = open_directory(parent);
	if (target->directory < 0) {
		return false;
	}
	target->fd = open_file(target->directory, target->name);
	return target->fd >= 0;
}

static enum rewrite_result read_content(struct target *target, struct error *error)
{
	const struct stat *stat = &target->stat;
	char chunk[16384];
	ssize_t count;
	struct stat after;

	if (!S_ISREG(stat->st_mode)) {
		return REWRITE_CHANGED;
	}
	if (stat->st_size > REWRITE_SIZE_MAX) {
		error_set(error, ERROR_REWRITE, "it is larger than %d MiB", REWRITE_SIZE_MAX >> 20);
		return REWRITE_FAILED;
	}
	buffer_init(&target->content, REWRITE_SIZE_MAX + sizeof(chunk));
	while ((count = read(target->fd, chunk, sizeof(chunk))) > 0) {
		if (!buffer_append(&target->content, chunk, (size_t)count)) {
			break; /* it grows as we read */
		}
	}
	memory_wipe(chunk, sizeof(chunk));
	if (count < 0) {
		say_errno(error, "reading it");
		return REWRITE_FAILED;
	}
	bool same = target->content.len == (size_t)stat->st_size &&
		fstat(target->fd, &after) == 0 && same_state(&after, stat);
	return same ? REWRITE_DONE : REWRITE_CHANGED;
}

enum rewrite_result target_init(struct target *target, const char *path, struct error *error)
{
	*target = (struct target){.directory = -1, .fd = -1};
	target->path = realpath(path, NULL);
	if (target->path == NULL || !open_target(target)) {
		if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) {
			return REWRITE_CHANGED;
		}
		say_errno(error, "opening it");
		return REWRITE_FAILED;
	}
	if (fstat(target->fd, &target->stat) != 0) {
		say_errno(error, "looking at it");
		return REWRITE_FAILED;
	}
	return read_content(target, error);
}

void target_finish(struct target *target)
{
	if (target->fd >= 0) {
		close(target->fd);
	}
	if (target->directory >= 0) {
		close(target->directory);
	}
	buffer_finish(&target->content);
	free(target->path);
	*target = (struct target){.directory = -1, .fd = -1};
}
