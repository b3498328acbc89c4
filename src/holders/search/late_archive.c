/* SPDX-License-Identifier: MIT */
#include "search/late_archive.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#define SONAME "libarchive.so.13" /* since 2012 */

struct late_archive late;

static bool loaded;

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
#define X(name) {"archive_" #name, offsetof(struct late_archive, name)},
	LATE_ARCHIVE_TABLE(X)
#undef X
};

static void load(void)
{
	struct late_archive found;
	void *library = dlopen(SONAME, RTLD_LAZY | RTLD_LOCAL);

	if (library == NULL) {
		return;
	}
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *function = dlsym(library, functions[i].name);
		if (function == NULL) {
			dlclose(library);
			return;
		}
		memcpy((char *)&found + functions[i].offset, &function, sizeof(function));
	}
	late = found;
	loaded = true;
}

bool late_archive_load(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return loaded;
}
