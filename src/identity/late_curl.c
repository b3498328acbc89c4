/* SPDX-License-Identifier: MIT */
#include "late_curl.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#define SONAME "libcurl.so.4" /* since 2006 */

struct late_curl curl;

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
#define X(name) {"curl_" #name, offsetof(struct late_curl, name)},
	LATE_CURL_TABLE(X)
#undef X
};

bool late_curl_load(struct error *error)
{
	struct late_curl found;

	if (curl.global_init_mem != NULL) {
		return true;
	}
	void *library = dlopen(SONAME, RTLD_LAZY | RTLD_LOCAL);
	if (library == NULL) {
		return error_set(error, ERROR_SYSTEM, "%s", dlerror());
	}
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++) {
		void *function = dlsym(library, functions[i].name);
		if (function == NULL) {
			dlclose(library);
			return error_set(error, ERROR_SYSTEM, SONAME " here is too old: no %s",
				functions[i].name);
		}
		memcpy((char *)&found + functions[i].offset, &function, sizeof(function));
	}
	curl = found;
	return true;
}
