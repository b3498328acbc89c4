/* SPDX-License-Identifier: MIT
 * The new content beside the old file, made its equal in everything else, then renamed over it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "rewrite/apply.h"
#include "keyturn/write_all.h"
#include "rewrite/attributes.h"
#include "rewrite/disk.h"
#include "rewrite/writers.h"

/* ".NAME.keyturn-XXXXXX"; NAME is cut so that the whole is a possible name. */
static const char infix[] = ".keyturn-";
enum { RANDOM_PART = 6, NAME_PART = 200, TRIES = 8 };

static void temporary_name(const char *name, char *out, size_t size)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	int length = snprintf(out, size - RANDOM_PART, ".%.*s%s", NAME_PART, name, infix);

	for (int i = 0; i < RANDOM_PART; i++) {
		out[length + i] = letters[randombytes_uniform(sizeof(letters) - 1)];
	}
	out[length + RANDOM_PART] = '\0';
}

static bool is_residue(const char *name)
{
	size_t len = strlen(name), tail = strlen(infix) + RANDOM_PART;

	return len > tail + 1 && name[0] == '.' &&
		memcmp(name + len - tail, infix, strlen(infix)) == 0 &&
		strspn(name + len - RANDOM_PART, "abcdefghijklmnopqrstuvwxyz0123456789") ==
		RANDOM_PART;
}

/* A file that somebody is writing at this moment is locked by him. */
static void remove_if_left(int directory, const char *name)
{
	struct stat stat;
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		return;
	}
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_nlink == 1 &&
		flock(fd, LOCK_EX | LOCK_NB) == 0) {
		unlinkat(directory, name, 0);
	}
	close(fd);
}

void residue_remove(int directory)
{
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = fd < 0 ? NULL : fdopendir(fd);

	if (list == NULL) {
		if (fd >= 0) {
			close(fd);
		}
		return;
	}
	for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
		if (is_residue(entry->d_name)) {
			remove_if_left(directory, entry->d_name);
		}
	}
	closedir(list);
}

/* Locked, so that another run does not take it for a leftover. Where there are no locks, so be it. */
static int create_temporary(int directory, const char *name, char *temporary, size_t size)
{
	for (int i = 0; i < TRIES; i++) {
		temporary_name(name, temporary, size);
		int fd = openat(directory, temporary,
			O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0 && errno == EEXIST) {
			continue;
		}
		if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) {
			return fd;
		}
		close(fd); /* taken for a leftover before it was locked, and gone */
	}
	errno = EEXIST;
	return -1;
}

static enum applied fill(
	const struct target *target, int fd, const struct buffer *changed, struct error *error)
{
	if (!write_all(fd, changed->data, changed->len)) {
		say_errno(error, "writing the new content");
		return APPLIED_FAILED;
	}
	if (!attributes_copy(target->fd, &target->stat, fd)) {
		return APPLIED_IN_PLACE; /* its owner, say, is somebody else */
	}
	if (fsync(fd) != 0) {
		say_errno(error, "syncing the new content");
		return APPLIED_FAILED;
	}
	return APPLIED;
}

static enum applied put(const struct target *target, const char *temporary, struct error *error)
{
	char who[WRITERS_WHO_SIZE];

	if (writers_find(target->fd, who) != WRITERS_NONE) {
		return APPLIED_IN_PLACE; /* what he writes later would not be in the new file */
	}
	if (!target_unchanged(target)) {
		return APPLIED_NOT;
	}
	if (renameat(target->directory, temporary, target->directory, target->name) == 0) {
		return APPLIED;
	}
	if (errno == EBUSY || errno == EXDEV) {
		return APPLIED_IN_PLACE; /* something is mounted there */
	}
	say_errno(error, "renaming the new file over the old one");
	return APPLIED_FAILED;
}

static bool say_swapped(struct error *error)
{
	return error_set(error, ERROR_REWRITE,
		"somebody put something else in its place while it was updated: the backup has it "
		"as it was");
}

/* Whether the name leads to the file that was written, and nobody wrote something else into that. */
static bool is_in_place(
	const struct target *target, int fd, const struct buffer *changed, struct error *error)
{
	struct stat ours, there;

	if (fstat(fd, &ours) != 0 ||
		fstatat(target->directory, target->name, &there, AT_SYMLINK_NOFOLLOW) != 0 ||
		there.st_dev != ours.st_dev || there.st_ino != ours.st_ino ||
		!S_ISREG(there.st_mode)) {
		return say_swapped(error);
	}
	return holds_all(fd, 0, changed->data, changed->len) || say_swapped(error);
}

enum applied replace_file(
	const struct target *target, const struct buffer *changed, struct error *error)
{
	char temporary[NAME_PART + sizeof(infix) + RANDOM_PART + 2];
	struct stat directory;
	bool renamed = false;

	if (fstat(target->directory, &directory) == 0 && directory.st_dev != target->stat.st_dev) {
		return APPLIED_IN_PLACE; /* mounted from elsewhere */
	}
	int fd = create_temporary(target->directory, target->name, temporary, sizeof(temporary));
	if (fd < 0) {
		say_errno(error, "making a new file in its directory");
		return APPLIED_FAILED;
	}
	enum applied applied = fill(target, fd, changed, error);
	if (applied == APPLIED) {
		applied = put(target, temporary, error);
		renamed = applied == APPLIED;
	}
	if (!renamed) {
		unlinkat(target->directory, temporary, 0);
	} else if (!is_in_place(target, fd, changed, error)) {
		applied = APPLIED_FAILED;
	}
	fsync(target->directory); /* it is new by now; a failure to make that durable is not undone */
	close(fd);
	return applied;
}
