/* SPDX-License-Identifier: MIT
 * The kernel says whether anybody has a file open for writing when it is asked for a lease; who that is stands
 * in /proc, as far as this user may look. See fcntl(2), proc(5). */
#include "rewrite/writers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "open_beneath.h"

enum { TEXT_SIZE = 4096, NAME_SIZE = 64 };

/* ---- whether ---- */

enum lease { LEASE_WRITER, LEASE_NO_WRITER, LEASE_UNKNOWN };

/* One is let go of at once: who opens the file for writing then would be kept waiting by it. He also sends a
 * signal, which must be one that does nothing. */
static enum lease try_lease(int fd)
{
	if (fcntl(fd, F_SETSIG, SIGURG) != 0) {
		return LEASE_UNKNOWN;
	}
	if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
		fcntl(fd, F_SETLEASE, F_UNLCK);
		return LEASE_NO_WRITER;
	}
	return errno == EAGAIN ? LEASE_WRITER : LEASE_UNKNOWN;
}

static bool is_locked(int fd)
{
	struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(fd, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK) {
		return true;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		return errno == EWOULDBLOCK;
	}
	flock(fd, LOCK_UN);
	return false;
}

/* ---- who ---- */

static void read_text(int directory, const char *name, char *out, size_t size)
{
	int fd = open_file(directory, name);
	const ssize_t len = fd < 0 ? 0 : read(fd, out, size - 1);

	if (fd >= 0) {
		close(fd);
	}
	out[len > 0 ? len : 0] = '\0';
}

/* What the process does with the file by this descriptor. */
static enum writers look_at(int process, const char *number)
{
	char path[NAME_SIZE], text[TEXT_SIZE];

	snprintf(path, sizeof(path), "fdinfo/%.20s", number);
	read_text(process, path, text, sizeof(text));
	const char *flags = strstr(text, "flags:");
	if (strstr(text, "\nlock:") != NULL) {
		return WRITERS_LOCKED;
	}
	return flags != NULL && (strtoul(flags + strlen("flags:"), NULL, 8) & O_ACCMODE) != O_RDONLY
		? WRITERS_OPEN
		: WRITERS_NONE;
}

static enum writers look_at_process(int process, const struct stat *file)
{
	int fd = open_directory(process, "fd");
	DIR *list = fd < 0 ? NULL : fdopendir(fd);
	enum writers most = WRITERS_NONE;

	if (list == NULL) {
		if (fd >= 0) {
			close(fd);
		}
		return WRITERS_NONE;
	}
	for (const struct dirent *entry; (entry = readdir(list)) != NULL;) {
		struct stat info;
		if (entry->d_name[0] == '.' || fstatat(fd, entry->d_name, &info, 0) != 0 ||
			info.st_ino != file->st_ino || info.st_dev != file->st_dev) {
			continue;
		}
		const enum writers found = look_at(process, entry->d_name);
		most = found > most ? found : most;
	}
	closedir(list);
	return most;
}

static void name_process(int process, const char *pid, char who[WRITERS_WHO_SIZE])
{
	char name[NAME_SIZE];

	read_text(process, "comm", name, sizeof(name));
	name[strcspn(name, "\n")] = '\0';
	snprintf(who, WRITERS_WHO_SIZE, "%s (process %.20s)", name[0] != '\0' ? name : "a program",
		pid);
}

static enum writers search_processes(const struct stat *file, char who[WRITERS_WHO_SIZE])
{
	DIR *all = opendir("/proc");
	enum writers most = WRITERS_NONE;

	for (const struct dirent *entry; all != NULL && (entry = readdir(all)) != NULL;) {
		char *end;
		const long pid = strtol(entry->d_name, &end, 10);
		if (*end != '\0' || pid <= 0 || pid == getpid()) {
			continue;
		}
		int process = open_directory(dirfd(all), entry->d_name);
		if (process < 0) {
			continue;
		}
		const enum writers found = look_at_process(process, file);
		if (found > most) {
			most = found;
			name_process(process, entry->d_name, who);
		}
		close(process);
	}
	if (all != NULL) {
		closedir(all);
	}
	return most;
}

enum writers writers_find(int fd, char who[WRITERS_WHO_SIZE])
{
	struct stat file;
	const enum lease lease = try_lease(fd);
	const bool locked = is_locked(fd);

	snprintf(who, WRITERS_WHO_SIZE, "another process");
	if ((lease == LEASE_NO_WRITER && !locked) || fstat(fd, &file) != 0) {
		return WRITERS_NONE;
	}
	const enum writers found = search_processes(&file, who);
	if (locked) {
		return WRITERS_LOCKED;
	}
	/* A lock that is gone by now was only one for reading. */
	return lease == LEASE_WRITER || found != WRITERS_NONE ? WRITERS_OPEN : WRITERS_NONE;
}
