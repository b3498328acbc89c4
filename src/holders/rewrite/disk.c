/* SPDX-License-Identifier: MIT */
#include "rewrite/disk.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"

bool holds_all(int fd, uint64_t offset, const char *data, size_t len)
{
	char chunk[16384];
	bool same = true;

	for (size_t done = 0; same && done < len;) {
		const size_t left = len - done;
		ssize_t count = pread(fd, chunk, left < sizeof(chunk) ? left : sizeof(chunk),
			(off_t)(offset + done));
		if (count < 0 && errno == EINTR) {
			continue;
		}
		same = count > 0 && memcmp(chunk, data + done, (size_t)count) == 0;
		done += same ? (size_t)count : 0;
	}
	memory_wipe(chunk, sizeof(chunk));
	return same;
}

bool say_errno(struct error *error, const char *what)
{
	static const struct {
		int number;
		enum error_kind kind;
		const char *sentence;
	} table[] = {
		{ENOSPC, ERROR_DISK_FULL,
			"the disk is full: free some space, then run 'keyturn resume'"},
		{EDQUOT, ERROR_DISK_FULL,
			"the disk quota is used up: free some space, then run 'keyturn resume'"},
		{EFBIG, ERROR_REWRITE, "the limit for the size of files (ulimit -f) is too low"},
		{EROFS, ERROR_REWRITE, "the file system is mounted read-only"},
		{EACCES, ERROR_REWRITE,
			"permission denied: run keyturn as a user who may write there"},
		{EPERM, ERROR_REWRITE,
			"not permitted: run keyturn as the owner, and see lsattr(1) for an immutable flag"},
	};
	int number = errno;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].number == number) {
			return error_set(error, table[i].kind, "%s: %s", what, table[i].sentence);
		}
	}
	return error_set(error, ERROR_REWRITE, "%s: %s", what, strerror(number));
}
