/* SPDX-License-Identifier: MIT
 * What a file has beside its content: owner, mode, ACLs, labels and other extended attributes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "rewrite/attributes.h"

/* Made by the kernel from the content; a copy would be wrong. */
static bool measured(const char *name)
{
	return strcmp(name, "security.ima") == 0 || strcmp(name, "security.evm") == 0;
}

/* NULL: none, or errno is set. The caller frees. */
static char *list_names(int fd, ssize_t *size)
{
	errno = 0;
	*size = flistxattr(fd, NULL, 0);
	if (*size <= 0) {
		errno = *size < 0 && errno != ENOTSUP ? errno : 0;
		return NULL;
	}
	char *names = memory_alloc((size_t)*size);
	*size = flistxattr(fd, names, (size_t)*size);
	if (*size <= 0) {
		free(names);
		return NULL;
	}
	return names;
}

/* The value of an attribute; NULL when there is none or errno is set. The caller frees. */
static char *get_value(int fd, const char *name, ssize_t *size)
{
	*size = fgetxattr(fd, name, NULL, 0);
	if (*size < 0) {
		return NULL;
	}
	char *value = memory_alloc((size_t)*size + 1);
	*size = fgetxattr(fd, name, value, (size_t)*size);
	if (*size < 0) {
		free(value);
		return NULL;
	}
	return value;
}

static bool copy_one(int from, int to, const char *name)
{
	ssize_t size, has_size;
	char *value = get_value(from, name, &size);

	if (value == NULL) {
		return false;
	}
	char *has = get_value(to, name, &has_size);
	bool good = (has != NULL && has_size == size && memcmp(has, value, (size_t)size) == 0) ||
		fsetxattr(to, name, value, (size_t)size, 0) == 0;
	int saved = errno;
	free(has);
	free(value);
	errno = saved;
	return good;
}

/* A directory's default ACL gives new files what the old one does not have. */
static bool remove_extra(int from, int to)
{
	ssize_t size;
	char *names = list_names(to, &size);
	bool good = names != NULL || errno == 0;

	for (ssize_t at = 0; names != NULL && good && at < size;
		at += (ssize_t)strlen(names + at) + 1) {
		const char *name = names + at;
		if (!measured(name) && fgetxattr(from, name, NULL, 0) < 0 && errno == ENODATA) {
			good = fremovexattr(to, name) == 0;
		}
	}
	free(names);
	return good;
}

static bool copy_all(int from, int to)
{
	ssize_t size;
	char *names = list_names(from, &size);
	bool good = names != NULL || errno == 0;

	for (ssize_t at = 0; names != NULL && good && at < size;
		at += (ssize_t)strlen(names + at) + 1) {
		good = measured(names + at) || copy_one(from, to, names + at);
	}
	free(names);
	return good;
}

bool attributes_copy(int from, const struct stat *stat, int to)
{
	struct stat own;

	if (fstat(to, &own) != 0) {
		return false;
	}
	if ((own.st_uid != stat->st_uid || own.st_gid != stat->st_gid) &&
		fchown(to, stat->st_uid, stat->st_gid) != 0) {
		return false;
	}
	/* The mode before the ACL, which holds the mode's bits too. */
	if (!remove_extra(from, to) || fchmod(to, stat->st_mode & 07777) != 0 ||
		!copy_all(from, to)) {
		return false;
	}
	return fstat(to, &own) == 0 && own.st_mode == stat->st_mode && own.st_uid == stat->st_uid &&
		own.st_gid == stat->st_gid;
}
