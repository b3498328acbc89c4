/* SPDX-License-Identifier: MIT */
#include "search/links.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "open_beneath.h"
#include "search/ignore.h"

enum { HOPS_MAX = 4 };

static enum link_verdict refuse(
	struct link_target *target, enum unsearched_kind kind, const char *why)
{
	target->kind = kind;
	snprintf(target->reason, sizeof(target->reason), "leads to %s, %s", target->path, why);
	return LINK_REFUSED;
}

/* Programs and libraries: what is there came with the system, and nobody keeps a key in it. */
static bool is_of_the_system(const char *path)
{
	static const char *const tops[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64",
		"/libx32", "/boot", "/dev", "/proc", "/sys", "/snap"};

	if (strncmp(path, "/usr/local/", strlen("/usr/local/")) == 0) {
		return false;
	}
	for (size_t i = 0; i < sizeof(tops) / sizeof(*tops); i++) {
		const size_t len = strlen(tops[i]);
		if (strncmp(path, tops[i], len) == 0 && (path[len] == '/' || path[len] == '\0')) {
			return true;
		}
	}
	return false;
}

static enum link_verdict look_at_directory(
	const struct link_rules *rules, const struct root *root, struct link_target *target)
{
	if (target->path[1] == '\0' || roots_below(rules->roots, target->path)) {
		return refuse(target, UNSEARCHED_LINK, "which is above what is searched");
	}
	if (target->info.st_dev != root->device && !rules->cross_filesystems) {
		return refuse(target, UNSEARCHED_FILE_SYSTEM, "on another file system");
	}
	if (root->hops >= HOPS_MAX) {
		return refuse(target, UNSEARCHED_LINK, "behind too many links in a row");
	}
	return LINK_DIRECTORY;
}

/* Where it leads is opened and known by its path. */
static enum link_verdict look_at(
	const struct link_rules *rules, const struct root *root, struct link_target *target)
{
	const struct stat *info = &target->info;
	const bool directory = S_ISDIR(info->st_mode);

	if ((!directory && !S_ISREG(info->st_mode)) || open_is_kernel(target->fd) ||
		is_of_the_system(target->path) || ignore_fits(rules->ignore, target->path) ||
		roots_reach(rules->roots, target->path, info->st_dev, rules->cross_filesystems)) {
		return LINK_PASSED;
	}
	if (open_is_remote(target->fd)) {
		return refuse(target, UNSEARCHED_FILE_SYSTEM, "on a network's file system");
	}
	if (info->st_uid != geteuid() && info->st_uid != 0) {
		return refuse(target, UNSEARCHED_LINK, "which belongs to another user");
	}
	return directory ? look_at_directory(rules, root, target) : LINK_FILE;
}

static bool real_path(struct link_target *target)
{
	char here[64];

	snprintf(here, sizeof(here), "/proc/self/fd/%d", target->fd);
	const ssize_t len = readlink(here, target->path, sizeof(target->path) - 1);
	target->path[len > 0 ? len : 0] = '\0';
	return target->path[0] == '/';
}

enum link_verdict link_look(const struct link_rules *rules, const struct root *root, int directory,
	const char *name, struct link_target *target)
{
	enum link_verdict verdict = LINK_PASSED;

	target->path[0] = '\0';
	target->fd = openat(directory, name, O_PATH | O_CLOEXEC);
	if (target->fd < 0) {
		if (errno == ENOENT || errno == ELOOP || errno == ENOTDIR) {
			return LINK_PASSED;
		}
		target->kind = UNSEARCHED_LINK;
		snprintf(target->reason, sizeof(target->reason), "%s", strerror(errno));
		return LINK_REFUSED;
	}
	if (fstat(target->fd, &target->info) == 0 && real_path(target)) {
		verdict = look_at(rules, root, target);
	}
	if (verdict != LINK_FILE && verdict != LINK_DIRECTORY) {
		close(target->fd);
		target->fd = -1;
	}
	return verdict;
}
