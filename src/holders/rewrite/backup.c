/* SPDX-License-Identifier: MIT */
#include "keyturn/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "keyturn/write_all.h"
#include "rewrite/disk.h"

/* A backup is called TIME-PATH-CHANGED-NAME: PATH is a hash of the file's whole path, CHANGED one of what the
 * file became. In the name both are there, or not, together with the copy itself. */
enum { HASH = 16, HEX = 2 * HASH, STAMP = 16 + 6, NAME_PART = 120, NAME_SIZE = 256 };

/* "20261124T034501.123456-": sorts by time. */
static void stamp(char *out, size_t size)
{
	struct timespec now;
	struct tm parts;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &parts);
	size_t len = strftime(out, size, "%Y%m%dT%H%M%S", &parts);
	snprintf(out + len, size - len, ".%06ld", now.tv_nsec / 1000);
}

static void hash_of(const char *data, size_t len, char hex[HEX + 1])
{
	unsigned char hash[HASH];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)data, len, NULL, 0);
	sodium_bin2hex(hex, HEX + 1, hash, sizeof(hash));
}

static void path_hash(const char *path, char hex[HEX + 1])
{
	hash_of(path, strlen(path), hex);
}

static char *join(const char *directory, const char *name)
{
	size_t size = strlen(directory) + strlen(name) + 2;
	char *path = memory_alloc(size);

	snprintf(path, size, "%s/%s", directory, name);
	return path;
}

/* Under a name that says "not finished" until all of it is on the disk. */
static bool write_new(
	int directory, const char *name, const struct buffer *content, struct error *error)
{
	char unfinished[NAME_SIZE];

	snprintf(unfinished, sizeof(unfinished), ".%s", name);
	int fd = openat(
		directory, unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0) {
		return say_errno(error, "making a backup");
	}
	bool good = write_all(fd, content->data, content->len) && fsync(fd) == 0 &&
		renameat(directory, unfinished, directory, name) == 0 && fsync(directory) == 0;
	if (!good) {
		say_errno(error, "making a backup");
		unlinkat(directory, unfinished, 0);
	}
	close(fd);
	return good;
}

bool backup_write(const char *backup_dir, const char *path, const struct buffer *content,
	const struct buffer *changed, char **backup, struct error *error)
{
	char name[NAME_SIZE - 1], time[32], hash[HEX + 1], after[HEX + 1];
	const char *slash = strrchr(path, '/');

	stamp(time, sizeof(time));
	path_hash(path, hash);
	hash_of(changed->data, changed->len, after);
	snprintf(name, sizeof(name), "%s-%s-%s-%.*s", time, hash, after, NAME_PART,
		slash != NULL ? slash + 1 : path);
	int directory = open(backup_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0) {
		return say_errno(error, "opening the directory for backups");
	}
	bool good = write_new(directory, name, content, error);
	close(directory);
	*backup = good ? join(backup_dir, name) : NULL;
	return good;
}

bool backup_is_before(const char *backup, const struct buffer *content)
{
	const char *slash = strrchr(backup, '/'), *name = slash != NULL ? slash + 1 : backup;
	const size_t at = STAMP + 1 + HEX + 1;
	char hash[HEX + 1];

	hash_of(content->data, content->len, hash);
	return strlen(name) > at + HEX && strncmp(name + at, hash, HEX) == 0 &&
		name[at + HEX] == '-';
}

static bool of_path(const char *name, const char *hash)
{
	const char *dash = name[0] == '.' ? NULL : strchr(name, '-');

	return dash != NULL && strncmp(dash + 1, hash, strlen(hash)) == 0 &&
		dash[1 + strlen(hash)] == '-';
}

char *backup_find(const char *backup_dir, const char *path)
{
	char hash[HEX + 1], newest[NAME_SIZE] = "";
	DIR *list = opendir(backup_dir);

	path_hash(path, hash);
	if (list == NULL) {
		return NULL;
	}
	for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
		if (of_path(entry->d_name, hash) && strcmp(entry->d_name, newest) > 0) {
			snprintf(newest, sizeof(newest), "%s", entry->d_name);
		}
	}
	closedir(list);
	return newest[0] == '\0' ? NULL : join(backup_dir, newest);
}

/* Ours by its form: other files that somebody put there stay. */
static bool backup_name(const char *name)
{
	const char *digits = name[0] == '.' ? name + 1 : name;

	return strspn(digits, "0123456789T.") == STAMP && digits[STAMP] == '-' &&
		strspn(digits + STAMP + 1, "0123456789abcdef") == HEX;
}

size_t backup_expire(const char *backup_dir, int days)
{
	const time_t before = time(NULL) - (time_t)days * 24 * 60 * 60;
	size_t removed = 0;
	DIR *list = opendir(backup_dir);

	if (list == NULL) {
		return 0;
	}
	for (struct dirent *entry; (entry = readdir(list)) != NULL;) {
		struct stat stat;
		if (backup_name(entry->d_name) &&
			fstatat(dirfd(list), entry->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISREG(stat.st_mode) && stat.st_mtime < before &&
			unlinkat(dirfd(list), entry->d_name, 0) == 0) {
			removed++;
		}
	}
	closedir(list);
	return removed;
}
