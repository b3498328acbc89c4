/* SPDX-License-Identifier: MIT */
#include "late_curl.h"

#include "keyturn/late_library.h"

struct late_curl curl;

static const struct late_function functions[] = {
#define X(name) {"curl_" #name, offsetof(struct late_curl, name)},
	LATE_CURL_TABLE(X)
#undef X
};

static struct late_library library = {
	.soname = "libcurl.so.4", /* since 2006 */
	.functions = functions,
	.count = sizeof(functions) / sizeof(*functions),
	.pointers = &curl,
};

bool late_curl_load(struct error *error)
{
	return late_library_load(&library, error);
}

void late_curl_load_ahead(void)
{
	late_library_load_ahead(&library);
}
