/* SPDX-License-Identifier: MIT */
#include "search/ignore.h"

#include <fnmatch.h>
#include <stddef.h>
#include <string.h>

/* Each part of a path is a name of its own, below the others. */
static bool fits_name(const char *pattern, const char *path)
{
	while (*path == '/') {
		path++;
		if (fnmatch(pattern, path, FNM_LEADING_DIR) == 0) {
			return true;
		}
		path += strcspn(path, "/");
	}
	return false;
}

static bool fits(const char *pattern, const char *path)
{
	size_t len = strlen(pattern);

	while (len > 1 && pattern[len - 1] == '/') { /* a directory, as people write it */
		len--;
	}
	const char *whole = strndupa(pattern, len);
	if (whole[0] == '/') {
		return fnmatch(whole, path, FNM_LEADING_DIR) == 0;
	}
	return fits_name(whole, path);
}

bool ignore_fits(char *const *patterns, const char *path)
{
	for (; patterns != NULL && *patterns != NULL; patterns++) {
		if (fits(*patterns, path)) {
			return true;
		}
	}
	return false;
}
