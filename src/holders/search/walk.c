/* SPDX-License-Identifier: MIT */
#include "search/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "search/classify.h"
#include "search/ignore.h"
#include "search/links.h"
#include "keyturn/memory.h"
#include "open_beneath.h"

enum {
	ENTRIES_SIZE = 32768,
	DEPTH_MAX = 48, /* directories a thread holds open below each other */
	NAME_MIN = 16,  /* no key that is looked for is shorter */
};

static bool stopped(const struct walker *walker)
{
	return atomic_load_explicit(&walker->tally->stop, memory_order_relaxed);
}

static void skipped(struct walker *walker)
{
	atomic_fetch_add_explicit(&walker->tally->skipped, 1, memory_order_relaxed);
}

/* "a/b", either of which may be empty; the caller frees. */
static char *join(const char *a, const char *b)
{
	const size_t a_len = strlen(a), b_len = strlen(b);
	const bool slash = a_len > 0 && b_len > 0 && a[a_len - 1] != '/';
	char *path = memory_alloc(a_len + slash + b_len + 1);

	memcpy(path, a, a_len);
	path[a_len] = '/';
	memcpy(path + a_len + slash, b, b_len + 1);
	return path;
}

static char *full_path(const struct root *root, const char *directory, const char *name)
{
	char *below = join(directory, name);
	char *path = join(root->path, below);

	free(below);
	return path;
}

/* Takes the path. */
static void unsearched(
	struct walker *walker, enum unsearched_kind kind, char *path, const char *reason)
{
	reader_hide(walker->reader, path);
	outbox_unsearched(walker->outbox, kind, path, reason);
	free(path);
}

/* Says so, unless it is gone meanwhile or has become a link. */
static void could_not_read(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int reason)
{
	if (reason == ENOENT) {
		return;
	}
	if (reason == ELOOP || reason == ENXIO || reason == ENOTDIR) {
		skipped(walker);
		return;
	}
	unsearched(walker, root->asked ? UNSEARCHED_UNREADABLE : UNSEARCHED_SYSTEM,
		full_path(root, directory, name), strerror(reason));
}

/* ---- files ---- */

static struct file_state state_of(const struct stat *info)
{
	enum { BILLION = 1000000000 };

	return (struct file_state){
		.device = info->st_dev,
		.inode = info->st_ino,
		.size = (uint64_t)info->st_size,
		.modified_ns = (int64_t)info->st_mtim.tv_sec * BILLION + info->st_mtim.tv_nsec,
		.changed_ns = (int64_t)info->st_ctim.tv_sec * BILLION + info->st_ctim.tv_nsec,
	};
}

/* A name goes into the journal, the history and onto the screen, where no key may be: a file of such a
 * name is for the user, since what is noted would not lead back to it. */
void walk_found(struct walker *walker, struct holder *holder)
{
	reader_hide(walker->reader, holder->name);
	if (reader_hide(walker->reader, holder->path) && holder->kind == HOLDER_FILE) {
		holder->action = HOLDER_MANUAL;
		free(holder->reason);
		holder->reason = memory_text(holder->occurrence_count > 0
				? "the key is in its name too: rename it"
				: "the key is in its name: rename it");
	}
	outbox_found(walker->outbox, holder);
}

/* What has the key in its name only is told of, too. */
static void look_at_name(struct walker *walker, const struct root *root, const char *directory,
	const char *name, const struct stat *info)
{
	enum holder_encoding encoding;

	if (strlen(name) < NAME_MIN || !reader_finds(walker->reader, name, &encoding)) {
		return;
	}
	char *path = full_path(root, directory, name);
	struct holder *holder = holder_create(HOLDER_FILE, path);
	holder->encoding = encoding;
	holder->file = state_of(info);
	free(path);
	walk_found(walker, holder);
}

/* By what name the file was come by: that says what it is as well. */
static char *path_of_link(const struct root *root, const char *directory, const char *name)
{
	if (root->link == NULL) {
		return NULL;
	}
	char *below = join(directory, name);
	char *path = join(root->link, below);

	free(below);
	return path;
}

static void found(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int fd, const struct stat *info)
{
	char *path = full_path(root, directory, name);
	char *link = path_of_link(root, directory, name);
	struct holder *holder = holder_create(HOLDER_FILE, path);
	struct contents contents;

	free(path);
	holder->file = state_of(info);
	if (reader_collect(walker->reader, fd, holder, &contents) &&
		outbox_first_name(walker->outbox, info)) {
		const struct file_facts facts = {
			fd, info, &contents, roots_unit(walker->roots, holder->path), link};
		classify_file(holder, &facts);
		walk_found(walker, holder);
	} else {
		holder_destroy(holder);
		look_at_name(walker, root, directory, name, info);
	}
	free(link);
}

static void read_open(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int fd)
{
	struct stat info;

	if (fstat(fd, &info) != 0) {
		could_not_read(walker, root, directory, name, errno);
		return;
	}
	if (!S_ISREG(info.st_mode)) {
		skipped(walker);
		return;
	}
	if (info.st_dev != root->device && !walker->cross_filesystems) {
		unsearched(walker, UNSEARCHED_FILE_SYSTEM, full_path(root, directory, name),
			"another file system");
		return;
	}
	atomic_fetch_add_explicit(&walker->tally->files, 1, memory_order_relaxed);
	switch (reader_look(walker->reader, fd, &info)) {
	case READER_NOTHING:
		look_at_name(walker, root, directory, name, &info);
		break;
	case READER_FOUND:
		found(walker, root, directory, name, fd, &info);
		break;
	case READER_FAILED:
		could_not_read(walker, root, directory, name, errno);
		break;
	}
}

static void read_file(
	struct walker *walker, const struct shared_directory *directory, const char *name)
{
	int fd = open_file(directory->fd, name);

	if (fd < 0) {
		could_not_read(walker, directory->root, directory->path, name, errno);
		return;
	}
	read_open(walker, directory->root, directory->path, name, fd);
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
	char *path = join(directory->path, name);
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
		could_not_read(walk->walker, directory->root, directory->path, name, errno);
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
		could_not_read(walker, root, "", "", errno);
	} else {
		read_open(walker, root, "", "", fd);
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
		unsearched(walker, UNSEARCHED_LINK, memory_text(root->link),
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
		skipped(walker);
	} else if (verdict == LINK_REFUSED) {
		unsearched(walker, target->kind, full_path(directory->root, directory->path, name),
			target->reason);
	} else {
		const struct root root = {.path = memory_text(target->path),
			.fd = target->fd,
			.device = target->info.st_dev,
			.link = full_path(directory->root, directory->path, name),
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

	if (strlen(name) >= NAME_MIN &&
		fstatat(directory->fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
		look_at_name(walk->walker, directory->root, directory->path, name, &info);
	}
}

static bool ignored(const struct walk *walk, const char *name)
{
	const struct shared_directory *directory = walk->directory;

	if (walk->walker->ignore == NULL) {
		return false;
	}
	char *path = full_path(directory->root, directory->path, name);
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
		skipped(walk->walker);
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
		skipped(walk->walker);
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
		could_not_read(
			walk->walker, walk->directory->root, walk->directory->path, "", errno);
	}
	free(entries);
}

/* By rule, or because it is another file system, which is told. */
static bool left_out(struct walker *walker, const struct root *root, const char *path, int fd,
	const struct stat *info)
{
	if ((info->st_dev == walker->self_device && info->st_ino == walker->self_inode) ||
		(info->st_dev != root->device && open_is_kernel(fd))) {
		skipped(walker);
		return true;
	}
	if (info->st_dev != root->device && !walker->cross_filesystems) {
		unsearched(walker, UNSEARCHED_FILE_SYSTEM, full_path(root, path, ""),
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
		could_not_read(walker, root, path, "", errno);
	} else {
		walk_open(walker, root, path, fd, 0);
	}
	free(path);
}

void walk_root(struct walker *walker, const struct root *root)
{
	if (root->fd >= 0) {
		if (open_is_kernel(root->fd)) {
			skipped(walker);
		} else {
			walk_directory(walker, root, memory_text(""));
		}
		return;
	}
	int fd = open_file(AT_FDCWD, root->path);
	if (fd < 0) {
		could_not_read(walker, root, "", "", errno);
		return;
	}
	read_open(walker, root, "", "", fd);
	close(fd);
}
