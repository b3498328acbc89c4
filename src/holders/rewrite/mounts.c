/* SPDX-License-Identifier: MIT
 * Whether a file is also mounted somewhere by itself, as containers do with configuration files: what
 * is mounted there is the inode, and would go on being the old one after a rename. Each process may
 * have mounts of its own; see proc(5), mountinfo. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "rewrite/mounts.h"

struct mount {
	unsigned long long id;
	char *device, *root, *point; /* "8:1", the part of that file system, where it is */
};

/* "\040" is a space. */
static void unescape(char *text)
{
	char *out = text;

	for (const char *c = text; *c != '\0'; c++) {
		if (c[0] == '\\' && strspn(c + 1, "01234567") >= 3) {
			*out++ = (char)((c[1] - '0') << 6 | (c[2] - '0') << 3 | (c[3] - '0'));
			c += 3;
		} else {
			*out++ = *c;
		}
	}
	*out = '\0';
}

/* Cuts the line into its fields: id, parent, device, root, mount point, and others. */
static bool read_line(char *line, struct mount *mount)
{
	char *rest = line;
	char *id = strsep(&rest, " ");

	mount->id = strtoull(id, NULL, 10);
	strsep(&rest, " ");
	mount->device = strsep(&rest, " ");
	mount->root = strsep(&rest, " ");
	mount->point = strsep(&rest, " ");
	if (rest == NULL) {
		return false;
	}
	unescape(mount->root);
	unescape(mount->point);
	return true;
}

/* Calls `fits` for each mount that a process sees until it returns true; whether it did. */
static bool any_mount(
	const char *process, bool (*fits)(const struct mount *mount, void *context), void *context)
{
	char path[300], *line = NULL;
	size_t size = 0;
	struct mount mount;
	bool found = false;

	snprintf(path, sizeof(path), "/proc/%s/mountinfo", process);
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return false;
	}
	while (!found && getline(&line, &size, file) > 0) {
		found = read_line(line, &mount) && fits(&mount, context);
	}
	free(line);
	fclose(file);
	return found;
}

/* The file, told apart from where its file system is mounted. */
struct origin {
	const char *path;
	unsigned long long mount_id;
	char *device, *inside;
};

static bool find_origin(const struct mount *mount, void *context)
{
	struct origin *origin = context;

	if (mount->id != origin->mount_id) {
		return false;
	}
	size_t point = strcmp(mount->point, "/") == 0 ? 0 : strlen(mount->point);
	const char *root = strcmp(mount->root, "/") == 0 ? "" : mount->root;
	const char *below = origin->path + (strlen(origin->path) >= point ? point : 0);
	size_t size = strlen(root) + strlen(below) + 1;
	origin->device = memory_text(mount->device);
	origin->inside = memory_alloc(size);
	snprintf(origin->inside, size, "%s%s", root, below);
	return true;
}

static bool is_origin(const struct mount *mount, void *context)
{
	const struct origin *origin = context;

	return strcmp(mount->device, origin->device) == 0 &&
		strcmp(mount->root, origin->inside) == 0;
}

static bool same_mounts(const char *process)
{
	char path[300], own[64] = "", other[64] = "";

	snprintf(path, sizeof(path), "/proc/%s/ns/mnt", process);
	return readlink("/proc/self/ns/mnt", own, sizeof(own) - 1) > 0 &&
		readlink(path, other, sizeof(other) - 1) > 0 && strcmp(own, other) == 0;
}

static bool any_process(struct origin *origin)
{
	DIR *list = opendir("/proc");
	bool found = false;

	if (list == NULL) {
		return false;
	}
	for (struct dirent *entry; !found && (entry = readdir(list)) != NULL;) {
		bool process = entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
		found = process && !same_mounts(entry->d_name) &&
			any_mount(entry->d_name, is_origin, origin);
	}
	closedir(list);
	return found;
}

bool mounted_by_itself(const struct target *target)
{
	struct statx info;
	struct origin origin = {.path = target->path};

	if (statx(target->fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &info) != 0 ||
		(info.stx_mask & STATX_MNT_ID) == 0) {
		return false;
	}
	origin.mount_id = info.stx_mnt_id;
	bool found = any_mount("self", find_origin, &origin) &&
		(any_mount("self", is_origin, &origin) || any_process(&origin));
	free(origin.device);
	free(origin.inside);
	return found;
}
