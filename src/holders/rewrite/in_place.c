/* SPDX-License-Identifier: MIT
 * Changing a file that must stay the same inode: it has several names, or is a mount of its own. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "rewrite/apply.h"
#include "rewrite/disk.h"
#include "rewrite/mounts.h"
#include "rewrite/writers.h"

bool must_be_in_place(const struct target *target)
{
	char who[WRITERS_WHO_SIZE];

	return target->stat.st_nlink > 1 || mounted_by_itself(target) ||
		writers_find(target->fd, who) != WRITERS_NONE;
}

static bool say_not(struct error *error, const struct target *target, const char *with)
{
	char who[WRITERS_WHO_SIZE];

	if (writers_find(target->fd, who) != WRITERS_NONE) {
		return error_set(error, ERROR_REWRITE,
			"%s has it open for writing; that rules out %s: put it in by hand", who,
			with);
	}
	return error_set(error, ERROR_REWRITE, "%s; that rules out %s: put it in by hand",
		target->stat.st_nlink > 1
			? "it has several names (hard links) and must be changed in place"
			: "it must be changed in place (a mount, or its owner or ACL cannot be kept)",
		with);
}

/* One write for each stretch that differs, so that a reader sees the old value or the new one. */
static bool overwrite(int fd, uint64_t offset, const char *from, const char *to, size_t length)
{
	size_t start = 0, end = length;

	while (start < end && from[start] == to[start]) {
		start++;
	}
	while (end > start && from[end - 1] == to[end - 1]) {
		end--;
	}
	for (ssize_t count; start < end; start += (size_t)count) {
		count = pwrite(fd, to + start, end - start, (off_t)(offset + start));
		if (count < 0 && errno == EINTR) {
			count = 0;
		} else if (count <= 0) {
			return false;
		}
	}
	return true;
}

/* A write failed: the first `count` edits, the last perhaps in part, are taken back. */
static void put_back(int fd, const struct target *target, const struct edits *edits, size_t count,
	struct error *error)
{
	bool ok = true;

	for (size_t i = 0; i < count; i++) {
		const struct edit *edit = &edits->list[i];
		const char *before = target->content.data + edit->offset;
		ok = overwrite(fd, edit->offset, edit->text.data, before, edit->length) && ok;
	}
	if (!ok || fsync(fd) != 0) {
		error_set(error, ERROR_REWRITE,
			"writing into it broke off, and putting it back failed too: the backup has it "
			"as it was");
	}
}

static enum applied write_edits(
	int fd, const struct target *target, const struct edits *edits, struct error *error)
{
	for (size_t i = 0; i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];
		if (!overwrite(fd, edit->offset, target->content.data + edit->offset,
			    edit->text.data, edit->length)) {
			say_errno(error, "writing into it");
			put_back(fd, target, edits, i + 1, error);
			return APPLIED_FAILED;
		}
	}
	if (fsync(fd) != 0) {
		say_errno(error, "syncing it");
		return APPLIED_FAILED;
	}
	return APPLIED;
}

static bool is_target(const struct target *target, int fd)
{
	struct stat stat;

	return fstat(fd, &stat) == 0 && stat.st_dev == target->stat.st_dev &&
		stat.st_ino == target->stat.st_ino;
}

/* The name may lead elsewhere by now, or somebody wrote something else there. */
static bool is_changed(const struct target *target, const struct edits *edits)
{
	struct stat there;
	bool same = fstatat(target->directory, target->name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
		there.st_dev == target->stat.st_dev && there.st_ino == target->stat.st_ino;

	for (size_t i = 0; same && i < edits->count; i++) {
		const struct edit *edit = &edits->list[i];
		same = holds_all(target->fd, edit->offset, edit->text.data, edit->text.len);
	}
	return same;
}

/* Who holds a lock means to write what he read before. */
static bool is_locked_by_others(const struct target *target, struct error *error)
{
	char who[WRITERS_WHO_SIZE];

	if (writers_find(target->fd, who) != WRITERS_LOCKED) {
		return false;
	}
	error_set(error, ERROR_REWRITE, "%s has locked it: put the new key in when that is done",
		who);
	return true;
}

enum applied change_in_place(
	const struct target *target, const struct edits *edits, struct error *error)
{
	if (!edits_keep_length(edits)) {
		say_not(error, target, "a key of another length");
		return APPLIED_FAILED;
	}
	if (edits_mix(edits)) {
		say_not(error, target, "two values that belong together");
		return APPLIED_FAILED;
	}
	if (is_locked_by_others(target, error)) {
		return APPLIED_FAILED;
	}
	int fd = openat(target->directory, target->name,
		O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0) {
		say_errno(error, "opening it for writing");
		return APPLIED_FAILED;
	}
	/* The name may have led elsewhere for a moment. */
	enum applied applied = target_unchanged(target) && is_target(target, fd)
		? write_edits(fd, target, edits, error)
		: APPLIED_NOT;
	close(fd);
	if (applied == APPLIED && !is_changed(target, edits)) {
		error_set(error, ERROR_REWRITE,
			"somebody put something else in its place while it was updated: the backup "
			"has it as it was");
		return APPLIED_FAILED;
	}
	return applied;
}
