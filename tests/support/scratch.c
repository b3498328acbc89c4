/* SPDX-License-Identifier: MIT
 * Any failure here ends the test program: it cannot test anything without this. */
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keyturn/memory.h"

static _Noreturn void fail(const char *what, const char *path)
{
	fprintf(stderr, "%s %s: %s\n", what, path, strerror(errno));
	abort();
}

char *scratch_path(const char *directory, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", directory, name) < 0) {
		abort();
	}
	return path;
}

char *scratch_create(void)
{
	const char *parent = getenv("TMPDIR");
	char *form = scratch_path(parent != NULL ? parent : "/tmp", "keyturn-test-XXXXXX");

	if (mkdtemp(form) == NULL) {
		fail("cannot make", form);
	}
	char *path = realpath(form, NULL);
	if (path == NULL) {
		fail("cannot find", form);
	}
	free(form);
	return path;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *level)
{
	(void)status;
	(void)kind;
	(void)level;
	if (remove(path) != 0) {
		fail("cannot remove", path);
	}
	return 0;
}

/* The contents of a read-only directory cannot be removed. */
static int open_up(const char *path, const struct stat *status, int kind, struct FTW *level)
{
	(void)level;
	if (kind == FTW_D || kind == FTW_DNR) {
		chmod(path, status->st_mode | S_IRWXU);
	}
	return 0;
}

void scratch_destroy(char *directory)
{
	if (directory == NULL) {
		return;
	}
	nftw(directory, open_up, 16, FTW_PHYS);
	nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(directory);
}

static void make_parents(char *path, size_t from)
{
	for (char *at = strchr(path + from, '/'); at != NULL; at = strchr(at + 1, '/')) {
		*at = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			fail("cannot make", path);
		}
		*at = '/';
	}
}

char *scratch_write(const char *directory, const char *name, const void *data, size_t len)
{
	char *path = scratch_path(directory, name);

	make_parents(path, strlen(directory) + 1);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len || close(fd) != 0) {
		fail("cannot write", path);
	}
	return path;
}

char *scratch_read(const char *path, size_t *len)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		return NULL;
	}
	if (fstat(fd, &status) != 0) {
		fail("cannot look at", path);
	}
	char *data = memory_alloc((size_t)status.st_size + 1);
	ssize_t count = read(fd, data, (size_t)status.st_size);
	close(fd);
	if (count < 0) {
		fail("cannot read", path);
	}
	*len = (size_t)count;
	return data;
}
