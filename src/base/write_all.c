/* SPDX-License-Identifier: MIT */
#include "keyturn/write_all.h"

#include <errno.h>
#include <unistd.h>

bool write_all(int fd, const char *data, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t count = write(fd, data + done, len - done);
		if (count < 0 && errno == EINTR) {
			continue;
		}
		if (count <= 0) {
			return false;
		}
		done += (size_t)count;
	}
	return true;
}
