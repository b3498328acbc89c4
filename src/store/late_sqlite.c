/* SPDX-License-Identifier: MIT */
#include "late_sqlite.h"

#include "keyturn/late_library.h"

struct late_sqlite sqlite;

static const struct late_function functions[] = {
#define X(name) {"sqlite3_" #name, offsetof(struct late_sqlite, name)},
	LATE_SQLITE_TABLE(X)
#undef X
};

static struct late_library library = {
	.soname = "libsqlite3.so.0", /* since 2004 */
	.functions = functions,
	.count = sizeof(functions) / sizeof(*functions),
	.pointers = &sqlite,
};

bool late_sqlite_load(struct error *error)
{
	return late_library_load(&library, error);
}

void late_sqlite_load_ahead(void)
{
	late_library_load_ahead(&library);
}
