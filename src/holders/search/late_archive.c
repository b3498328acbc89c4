/* SPDX-License-Identifier: MIT */
#include "search/late_archive.h"

#include "keyturn/late_library.h"

struct late_archive late;

static const struct late_function functions[] = {
#define X(name) {"archive_" #name, offsetof(struct late_archive, name)},
	LATE_ARCHIVE_TABLE(X)
#undef X
};

static struct late_library library = {
	.soname = "libarchive.so.13", /* since 2012 */
	.functions = functions,
	.count = sizeof(functions) / sizeof(*functions),
	.pointers = &late,
};

bool late_archive_load(void)
{
	struct error error; /* the caller has words of its own */

	return late_library_load(&library, &error);
}
