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
#include "search/ignore.h"

/* Many links of a home may lead to many directories: more than this are for the user to add as roots. */
enum { FOLLOWED_MAX = 256 };

struct followed {
	struct followed *next;
	struct root root;
};

void roots_init(struct roots *roots)
{
	*roots = (struct roots){0};
	pthread_mutex_init(&roots->lock, NULL);
}

static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static void cannot_read(struct outbox *outbox, const char *path, bool asked)
{
	outbox_unsearched(
		outbox, asked ? UNSEARCHED_UNREADABLE : UNSEARCHED_SYSTEM, path, strerror(errno));
}

void roots_add(struct roots *roots, const char *path, bool asked, struct outbox *outbox)
{
	char real[PATH_MAX];
	struct stat info;
	int fd = -1;

	if (realpath(path, real) == NULL || lstat(real, &info) != 0) {
		if (asked || (errno != ENOENT && errno != ENOTDIR)) {
			cannot_read(outbox, path, asked);
		}
		return;
	}
	if (S_ISDIR(info.st_mode)) {
		fd = open(real, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd < 0) {
			cannot_read(outbox, path, asked);
			return;
		}
	}
	const bool renamed = strcmp(last_name(path), last_name(real)) != 0;
	roots->list = memory_grow(roots->list, roots->count, sizeof(*roots->list));
	roots->list[roots->count++] = (struct root){.path = memory_text(real),
		.fd = fd,
		.device = info.st_dev,
		.link = renamed ? memory_text(path) : NULL,
		.asked = asked};
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

static bool is_below(const char *path, const char *directory)
{
	const size_t len = strlen(directory);

	return strncmp(path, directory, len) == 0 &&
		(path[len] == '/' || (len > 0 && directory[len - 1] == '/'));
}

/* True when a walk from the root comes by `path`. */
static bool reaches(const struct root *root, const char *path, dev_t device, bool cross_filesystems)
{
	return strcmp(root->path, path) == 0 ||
		(root->fd >= 0 && is_below(path, root->path) &&
			(root->device == device || cross_filesystems));
}

void root_finish(const struct root *root)
{
	if (root->fd >= 0) {
		close(root->fd);
	}
	free(root->path);
	free(root->link);
}

/* The other root whose walk comes by this one, too; or NULL. */
static struct root *covering(struct roots *roots, size_t index, bool cross_filesystems)
{
	const struct root *root = &roots->list[index];

	for (size_t i = 0; i < roots->count; i++) {
		struct root *other = &roots->list[i];
		const bool same = strcmp(other->path, root->path) == 0;
		if (i != index && reaches(other, root->path, root->device, cross_filesystems) &&
			(!same || i < index)) {
			return other;
		}
	}
	return NULL;
}

void roots_arrange(struct roots *roots, bool cross_filesystems, char *const *ignore)
{
	bool *drop = memory_array(roots->count, sizeof(*drop));
	size_t kept = 0;

	for (size_t i = 0; i < roots->count; i++) {
		struct root *other = covering(roots, i, cross_filesystems);
		drop[i] = other != NULL || ignore_fits(ignore, roots->list[i].path);
		if (other != NULL) {
			other->asked = other->asked || roots->list[i].asked;
		}
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

/* ---- links ---- */

static bool followed_reaches(
	const struct roots *roots, const char *path, dev_t device, bool cross_filesystems)
{
	for (const struct followed *at = roots->followed; at != NULL; at = at->next) {
		if (reaches(&at->root, path, device, cross_filesystems)) {
			return true;
		}
	}
	return false;
}

bool roots_reach(struct roots *roots, const char *path, dev_t device, bool cross_filesystems)
{
	for (size_t i = 0; i < roots->count; i++) {
		if (reaches(&roots->list[i], path, device, cross_filesystems)) {
			return true;
		}
	}
	pthread_mutex_lock(&roots->lock);
	const bool reached = followed_reaches(roots, path, device, cross_filesystems);
	pthread_mutex_unlock(&roots->lock);
	return reached;
}

bool roots_below(const struct roots *roots, const char *path)
{
	for (size_t i = 0; i < roots->count; i++) {
		if (is_below(roots->list[i].path, path)) {
			return true;
		}
	}
	return false;
}

const struct root *roots_follow(struct roots *roots, const struct root *root, bool *there)
{
	struct followed *new = NULL;

	pthread_mutex_lock(&roots->lock);
	*there = followed_reaches(roots, root->path, root->device, false);
	if (!*there && roots->followed_count < FOLLOWED_MAX) {
		new = memory_alloc(sizeof(*new));
		*new = (struct followed){roots->followed, *root};
		roots->followed = new;
		roots->followed_count++;
	}
	pthread_mutex_unlock(&roots->lock);
	return new != NULL ? &new->root : NULL;
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
	for (struct followed *at = roots->followed, *next; at != NULL; at = next) {
		next = at->next;
		root_finish(&at->root);
		free(at);
	}
	free(roots->list);
	free(roots->units);
	pthread_mutex_destroy(&roots->lock);
}
