/* SPDX-License-Identifier: MIT */
#include "search/visit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "search/classify.h"
#include "search/unpack.h"

void visit_skipped(struct walker *walker)
{
	atomic_fetch_add_explicit(&walker->tally->skipped, 1, memory_order_relaxed);
}

char *visit_join(const char *a, const char *b)
{
	const size_t a_len = strlen(a), b_len = strlen(b);
	const bool slash = a_len > 0 && b_len > 0 && a[a_len - 1] != '/';
	char *path = memory_alloc(a_len + slash + b_len + 1);

	memcpy(path, a, a_len);
	path[a_len] = '/';
	memcpy(path + a_len + slash, b, b_len + 1);
	return path;
}

char *visit_path(const struct root *root, const char *directory, const char *name)
{
	char *below = visit_join(directory, name);
	char *path = visit_join(root->path, below);

	free(below);
	return path;
}

void visit_unsearched(
	struct walker *walker, enum unsearched_kind kind, char *path, const char *reason)
{
	reader_hide(walker->reader, path);
	outbox_unsearched(walker->outbox, kind, path, reason);
	free(path);
}

void visit_failed(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int reason)
{
	if (reason == ENOENT) {
		return;
	}
	if (reason == ELOOP || reason == ENXIO || reason == ENOTDIR) {
		visit_skipped(walker);
		return;
	}
	visit_unsearched(walker, root->asked ? UNSEARCHED_UNREADABLE : UNSEARCHED_SYSTEM,
		visit_path(root, directory, name), strerror(reason));
}

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
void visit_found(struct walker *walker, struct holder *holder)
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
void visit_name(struct walker *walker, const struct root *root, const char *directory,
	const char *name, const struct stat *info)
{
	enum holder_encoding encoding;

	if (strlen(name) < VISIT_NAME_MIN || !reader_finds(walker->reader, name, &encoding)) {
		return;
	}
	char *path = visit_path(root, directory, name);
	struct holder *holder = holder_create(HOLDER_FILE, path);
	holder->encoding = encoding;
	holder->file = state_of(info);
	free(path);
	visit_found(walker, holder);
}

/* By what name the file was come by: that says what it is as well. */
static char *path_of_link(const struct root *root, const char *directory, const char *name)
{
	if (root->link == NULL) {
		return NULL;
	}
	char *below = visit_join(directory, name);
	char *path = visit_join(root->link, below);

	free(below);
	return path;
}

static void found(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int fd, const struct stat *info)
{
	char *path = visit_path(root, directory, name);
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
		visit_found(walker, holder);
	} else {
		holder_destroy(holder);
		visit_name(walker, root, directory, name, info);
	}
	free(link);
}

/* A compressed file or an archive; true when the key is in it. */
static bool look_inside(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int fd, const struct stat *info)
{
	struct unpack_result result;
	const enum unpacked unpacked = unpack_look(reader_matcher(walker->reader),
		&walker->tally->stop, fd, (uint64_t)info->st_size, &result);

	if (unpacked == UNPACKED_NOTHING) {
		return false;
	}
	char *path = visit_path(root, directory, name);
	if (unpacked == UNPACKED_NOT) {
		visit_unsearched(walker, result.kind, path, result.reason);
		return false;
	}
	if (outbox_first_name(walker->outbox, info)) {
		struct holder *holder = holder_create(HOLDER_FILE, path);
		holder->encoding = result.encoding;
		holder->file = state_of(info);
		classify_packed(holder, result.member);
		visit_found(walker, holder);
	}
	free(path);
	return true;
}

void visit_open(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int fd)
{
	struct stat info;

	if (fstat(fd, &info) != 0) {
		visit_failed(walker, root, directory, name, errno);
		return;
	}
	if (!S_ISREG(info.st_mode)) {
		visit_skipped(walker);
		return;
	}
	if (info.st_dev != root->device && !walker->cross_filesystems) {
		visit_unsearched(walker, UNSEARCHED_FILE_SYSTEM, visit_path(root, directory, name),
			"another file system");
		return;
	}
	atomic_fetch_add_explicit(&walker->tally->files, 1, memory_order_relaxed);
	switch (reader_look(walker->reader, fd, &info)) {
	case READER_NOTHING:
		if (!reader_was_packed(walker->reader) ||
			!look_inside(walker, root, directory, name, fd, &info)) {
			visit_name(walker, root, directory, name, &info);
		}
		break;
	case READER_FOUND:
		found(walker, root, directory, name, fd, &info);
		break;
	case READER_FAILED:
		visit_failed(walker, root, directory, name, errno);
		break;
	}
}
