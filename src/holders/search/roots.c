/* SPDX-License-Identifier: MIT */
#include "search/roots.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "known/clients.h"

void roots_add(struct roots *roots, const char *path, bool expected, struct outbox *outbox)
{
	char real[PATH_MAX];
	struct stat info;
	int fd = -1;

	if (realpath(path, real) == NULL || lstat(real, &info) != 0) {
		if (expected || (errno != ENOENT && errno != ENOTDIR)) {
			outbox_unreadable(outbox, path, strerror(errno));
		}
		return;
	}
	if (S_ISDIR(info.st_mode)) {
		fd = open(real, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0) {
			outbox_unreadable(outbox, path, strerror(errno));
			return;
		}
	}
	roots->list = memory_grow(roots->list, roots->count, sizeof(*roots->list));
	roots->list[roots->count++] = (struct root){
		.path = memory_text(real), .fd = fd, .device = info.st_dev};
}

void roots_add_unit(struct roots *roots, const char *path, const char *unit, struct outbox *outbox)
{
	char real[PATH_MAX];

	if (realpath(path, real) != NULL) {
		roots->units = memory_grow(roots->units, roots->unit_count, sizeof(*roots->units));
		roots->units[roots->unit_count++] = (struct unit_file){
			memory_text(real), memory_text(unit)};
	}
	roots_add(roots, path, false, outbox);
}

const char *roots_unit(const struct roots *roots, const char *path)
{
	for (size_t i = 0; i < roots->unit_count; i++) {
		if (strcmp(roots->units[i].path, path) == 0) {
			return roots->units[i].unit;
		}
	}
	return NULL;
}

struct adding {
	struct roots *roots;
	struct outbox *outbox;
};

static void add_if_there(void *context, const char *path)
{
	struct adding *adding = context;

	roots_add(adding->roots, path, false, adding->outbox);
}

void roots_add_known(struct roots *roots, const char *home, struct outbox *outbox)
{
	struct adding adding = {roots, outbox};

	clients_each_root(home, geteuid() == 0, add_if_there, &adding);
}

/* True when a walk from `a` comes by `b`. */
static bool reaches(const struct root *a, const struct root *b, bool cross_filesystems)
{
	const size_t len = strlen(a->path);

	if (strcmp(a->path, b->path) == 0) {
		return true;
	}
	return a->fd >= 0 && strncmp(a->path, b->path, len) == 0 &&
		(b->path[len] == '/' || a->path[len - 1] == '/') &&
		(a->device == b->device || cross_filesystems);
}

static void root_finish(struct root *root)
{
	if (root->fd >= 0) {
		close(root->fd);
	}
	free(root->path);
}

static bool covered(const struct roots *roots, size_t index, bool cross_filesystems)
{
	const struct root *root = &roots->list[index];

	for (size_t i = 0; i < roots->count; i++) {
		const struct root *other = &roots->list[i];
		const bool same = strcmp(other->path, root->path) == 0;
		if (i != index && reaches(other, root, cross_filesystems) && (!same || i < index)) {
			return true;
		}
	}
	return false;
}

void roots_arrange(struct roots *roots, bool cross_filesystems)
{
	bool *drop = memory_array(roots->count, sizeof(*drop));
	size_t kept = 0;

	for (size_t i = 0; i < roots->count; i++) {
		drop[i] = covered(roots, i, cross_filesystems);
	}
	for (size_t i = 0; i < roots->count; i++) {
		if (drop[i]) {
			root_finish(&roots->list[i]);
		} else {
			roots->list[kept++] = roots->list[i];
		}
	}
	roots->count = kept;
	free(drop);
}

void roots_finish(struct roots *roots)
{
	for (size_t i = 0; i < roots->count; i++) {
		root_finish(&roots->list[i]);
	}
	for (size_t i = 0; i < roots->unit_count; i++) {
		free(roots->units[i].path);
		free(roots->units[i].unit);
	}
	free(roots->list);
	free(roots->units);
	*roots = (struct roots){0};
}
