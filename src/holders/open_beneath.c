/* SPDX-License-Identifier: MIT */
#include "open_beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { QUIETLY = O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };

static int open_either(int directory, const char *name, int flags)
{
	int fd = openat(directory, name, flags | O_NOATIME);

	return fd < 0 && errno == EPERM ? openat(directory, name, flags) : fd;
}

int open_file(int directory, const char *name)
{
	return open_either(directory, name, O_RDONLY | QUIETLY);
}

int open_directory(int directory, const char *name)
{
	return open_either(directory, name, O_RDONLY | O_DIRECTORY | QUIETLY);
}

int open_again(int fd)
{
	char here[64];

	snprintf(here, sizeof(here), "/proc/self/fd/%d", fd);
	/* What stands there is a link to the file. */
	return open_either(AT_FDCWD, here, O_RDONLY | (QUIETLY & ~O_NOFOLLOW));
}

int open_below(int directory, const char *path)
{
	int at = directory;

	for (const char *slash; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
		char name[NAME_MAX + 1];
		const size_t len = (size_t)(slash - path);
		if (len > NAME_MAX) {
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(name, path, len);
		name[len] = '\0';
		int next = openat(at, name, O_PATH | O_DIRECTORY | QUIETLY);
		int reason = errno;
		if (at != directory) {
			close(at);
		}
		if (next < 0) {
			errno = reason;
			return -1;
		}
		at = next;
	}
	int fd = open_directory(at, path[0] == '\0' ? "." : path);
	int reason = errno;
	if (at != directory) {
		close(at);
	}
	errno = reason;
	return fd;
}

/* linux/magic.h does not have them all. */
enum {
	MQUEUE_MAGIC = 0x19800202,
	FUSECTL_MAGIC = 0x65735543,
	CONFIGFS_MAGIC_NUMBER = 0x62656570,
};

static bool is_one_of(int fd, const unsigned long *kinds, size_t count)
{
	struct statfs info;

	if (fstatfs(fd, &info) != 0) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if ((unsigned long)info.f_type == kinds[i]) {
			return true;
		}
	}
	return false;
}

bool open_is_kernel(int fd)
{
	static const unsigned long kinds[] = {PROC_SUPER_MAGIC, SYSFS_MAGIC, DEVPTS_SUPER_MAGIC,
		CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, DEBUGFS_MAGIC, TRACEFS_MAGIC,
		SECURITYFS_MAGIC, SELINUX_MAGIC, SMACK_MAGIC, BPF_FS_MAGIC, EFIVARFS_MAGIC,
		BINFMTFS_MAGIC, PSTOREFS_MAGIC, NSFS_MAGIC, MQUEUE_MAGIC, FUSECTL_MAGIC,
		CONFIGFS_MAGIC_NUMBER};

	return is_one_of(fd, kinds, sizeof(kinds) / sizeof(*kinds));
}

bool open_is_remote(int fd)
{
	static const unsigned long kinds[] = {NFS_SUPER_MAGIC, SMB_SUPER_MAGIC, SMB2_SUPER_MAGIC,
		CIFS_SUPER_MAGIC, FUSE_SUPER_MAGIC, AFS_SUPER_MAGIC, CODA_SUPER_MAGIC, V9FS_MAGIC,
		CEPH_SUPER_MAGIC, AUTOFS_SUPER_MAGIC};

	return is_one_of(fd, kinds, sizeof(kinds) / sizeof(*kinds));
}
