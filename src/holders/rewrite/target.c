/* SPDX-License-Identifier: MIT
 * Opening the file that is to change, and telling whether it is still the same. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "open_beneath.h"
#include "rewrite/disk.h"
#include "rewrite/target.h"

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
static int open_parent(const char *path)
{
	int top = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = top < 0 ? -1 : open_below(top, path);
	int reason = errno;

	if (top >= 0) {
		close(top);
	}
	errno = reason;
	return fd;
}

static bool open_target(struct target *target)
{
	char *slash = strrchr(target->path, '/');
	char *below = target->path + 1; /* of "/" */
	char *parent = strndupa(below, slash > below ? (size_t)(slash - below) : 0);

	target->name = slash + 1;
	target->directory = open_parent(parent);
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
