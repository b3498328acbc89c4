/* SPDX-License-Identifier: MIT */
#include "search/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "search/ignore.h"
#include "search/links.h"
#include "keyturn/memory.h"
#include "open_beneath.h"

enum {
	ENTRIES_SIZE = 32768,
	DEPTH_MAX = 48, /* directories a thread holds open below each other */
};

static bool stopped(const struct walker *walker)
{
	return atomic_load_explicit(&walker->tally->stop, memory_order_relaxed);
}

static void read_file(
	struct walker *walker, const struct shared_directory *directory, const char *name)
{
	int fd = open_file(directory->fd, name);

	if (fd < 0) {
		visit_failed(walker, directory->root, directory->path, name, errno);
		return;
	}
	visit_open(walker, directory->root, directory->path, name, fd);
	close(fd);
}

void walk_batch(struct walker *walker, struct batch *batch)
{
	const char *name = batch->names;

	for (unsigned i = 0; i < batch->count && !stopped(walker); i++) {
		read_file(walker, batch->directory, name);
		name += strlen(name) + 1;
	}
	shared_directory_unlink(walker->queue, batch->directory);
	free(batch);
}

/* ---- directories ---- */

struct walk {
	struct walker *walker;
	struct shared_directory *directory;
	struct batch *batch; /* files not yet handed over, or NULL */
	unsigned depth;
};

static void flush(struct walk *walk)
{
	struct batch *batch = walk->batch;

	walk->batch = NULL;
	if (batch != NULL &&
		!queue_offer(
			walk->walker->queue, (struct task){.kind = TASK_BATCH, .batch = batch})) {
		walk_batch(walk->walker, batch);
	}
}

static void add_file(struct walk *walk, const char *name)
{
	const size_t size = strlen(name) + 1;

	if (walk->batch != NULL && walk->batch->used + size > BATCH_BYTES) {
		flush(walk);
	}
	if (walk->batch == NULL) {
		walk->batch = memory_alloc(sizeof(*walk->batch));
		walk->batch->directory = shared_directory_link(
			walk->walker->queue, walk->directory);
	}
	memcpy(walk->batch->names + walk->batch->used, name, size);
	walk->batch->used += size;
	walk->batch->count++;
	if (walk->batch->count == BATCH_FILES) {
		flush(walk);
	}
}

static void walk_open(
	struct walker *walker, const struct root *root, const char *path, int fd, unsigned depth);

/* Another thread may have it. When many wait already this one goes down at once, as far as open
 * directories allow. */
static void add_directory(struct walk *walk, const char *name)
{
	const struct shared_directory *directory = walk->directory;
	char *path = visit_join(directory->path, name);
	const struct task task = {.kind = TASK_DIRECTORY, .root = directory->root, .path = path};

	if (queue_offer(walk->walker->queue, task)) {
		return;
	}
	if (walk->depth == DEPTH_MAX) {
		queue_push(walk->walker->queue, task);
		return;
	}
	int fd = open_directory(directory->fd, name);
	if (fd < 0) {
		visit_failed(walk->walker, directory->root, directory->path, name, errno);
	} else {
		walk_open(walk->walker, directory->root, path, fd, walk->depth + 1);
	}
	free(path);
}

static unsigned char type_of(const struct shared_directory *directory, const struct dirent64 *entry)
{
	struct stat info;

	if (entry->d_type != DT_UNKNOWN) {
		return entry->d_type;
	}
	return fstatat(directory->fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0
		? IFTODT(info.st_mode)
		: DT_UNKNOWN;
}

/* Takes the root. */
static void follow_file(struct walker *walker, const struct root *root)
{
	int fd = open_again(root->fd);

	if (fd < 0) {
		visit_failed(walker, root, "", "", errno);
	} else {
		visit_open(walker, root, "", "", fd);
		close(fd);
	}
	root_finish(root);
}

/* Takes the root. */
static void follow_directory(struct walker *walker, const struct root *root)
{
	bool there;
	const struct root *followed = roots_follow(walker->roots, root, &there);

	if (followed != NULL) {
		queue_push(walker->queue, (struct task){.kind = TASK_ROOT, .root = followed});
		return;
	}
	if (!there) {
		visit_unsearched(walker, UNSEARCHED_LINK, memory_text(root->link),
			"leads to one directory too many: make it a root");
	}
	root_finish(root);
}

static void add_link(struct walk *walk, const char *name)
{
	struct walker *walker = walk->walker;
	const struct shared_directory *directory = walk->directory;
	const struct link_rules rules = {walker->roots, walker->ignore, walker->cross_filesystems};
	struct link_target *target = memory_alloc(sizeof(*target));
	const enum link_verdict verdict = link_look(
		&rules, directory->root, directory->fd, name, target);

	if (verdict == LINK_PASSED) {
		visit_skipped(walker);
	} else if (verdict == LINK_REFUSED) {
		visit_unsearched(walker, target->kind,
			visit_path(directory->root, directory->path, name), target->reason);
	} else {
		const struct root root = {.path = memory_text(target->path),
			.fd = target->fd,
			.device = target->info.st_dev,
			.link = visit_path(directory->root, directory->path, name),
			.hops = directory->root->hops + 1,
			.asked = directory->root->asked};
		(verdict == LINK_FILE ? follow_file : follow_directory)(walker, &root);
	}
	free(target);
}

/* A directory, link or pipe; a file is looked at when it is read. */
static void look_at_entry(struct walk *walk, const char *name)
{
	const struct shared_directory *directory = walk->directory;
	struct stat info;

	if (strlen(name) >= VISIT_NAME_MIN &&
		fstatat(directory->fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
		visit_name(walk->walker, directory->root, directory->path, name, &info);
	}
}

static bool ignored(const struct walk *walk, const char *name)
{
	const struct shared_directory *directory = walk->directory;

	if (walk->walker->ignore == NULL) {
		return false;
	}
	char *path = visit_path(directory->root, directory->path, name);
	const bool fits = ignore_fits(walk->walker->ignore, path);
	free(path);
	return fits;
}

static void add(struct walk *walk, const struct dirent64 *entry)
{
	const char *name = entry->d_name;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		return;
	}
	if (ignored(walk, name)) {
		visit_skipped(walk->walker);
		return;
	}
	const unsigned char type = type_of(walk->directory, entry);
	if (type == DT_REG) {
		add_file(walk, name);
		return;
	}
	look_at_entry(walk, name);
	if (type == DT_DIR) {
		add_directory(walk, name);
	} else if (type == DT_LNK) {
		add_link(walk, name);
	} else {
		visit_skipped(walk->walker);
	}
}

static void walk_entries(struct walk *walk)
{
	char *entries = memory_alloc(ENTRIES_SIZE);
	ssize_t len = 0;

	while (!stopped(walk->walker) &&
		(len = getdents64(walk->directory->fd, entries, ENTRIES_SIZE)) > 0) {
		for (ssize_t at = 0; at < len && !stopped(walk->walker);) {
			const struct dirent64 *entry = (const struct dirent64 *)(void *)(entries +
				at);
			add(walk, entry);
			at += entry->d_reclen;
		}
	}
	if (len < 0) {
		visit_failed(walk->walker, walk->directory->root, walk->directory->path, "", errno);
	}
	free(entries);
}

/* By rule, or because it is another file system, which is told. */
static bool left_out(struct walker *walker, const struct root *root, const char *path, int fd,
	const struct stat *info)
{
	if ((info->st_dev == walker->self_device && info->st_ino == walker->self_inode) ||
		(info->st_dev != root->device && open_is_kernel(fd))) {
		visit_skipped(walker);
		return true;
	}
	if (info->st_dev != root->device && !walker->cross_filesystems) {
		visit_unsearched(walker, UNSEARCHED_FILE_SYSTEM, visit_path(root, path, ""),
			"another file system");
		return true;
	}
	return false;
}

/* Takes the descriptor. */
static void walk_open(
	struct walker *walker, const struct root *root, const char *path, int fd, unsigned depth)
{
	struct stat info;

	if (fstat(fd, &info) != 0 || left_out(walker, root, path, fd, &info)) {
		close(fd);
		return;
	}
	struct walk walk = {.walker = walker,
		.depth = depth,
		.directory = shared_directory_create(root, path, fd)};
	walk_entries(&walk);
	flush(&walk);
	shared_directory_unlink(walker->queue, walk.directory);
}

void walk_directory(struct walker *walker, const struct root *root, char *path)
{
	int fd = open_below(root->fd, path);

	if (fd < 0) {
		visit_failed(walker, root, path, "", errno);
	} else {
		walk_open(walker, root, path, fd, 0);
	}
	free(path);
}

void walk_root(struct walker *walker, const struct root *root)
{
	if (root->fd >= 0) {
		if (open_is_kernel(root->fd)) {
			visit_skipped(walker);
		} else {
			walk_directory(walker, root, memory_text(""));
		}
		return;
	}
	int fd = open_file(AT_FDCWD, root->path);
	if (fd < 0) {
		visit_failed(walker, root, "", "", errno);
		return;
	}
	visit_open(walker, root, "", "", fd);
	close(fd);
}
