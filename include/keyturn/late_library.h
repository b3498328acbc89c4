/* SPDX-License-Identifier: MIT
 * A library that is loaded when its first function is wanted, and not with the program, because most
 * starts would wait for it in vain.
 *
 * Its functions are members of a struct that has nothing else: one table of names, given to both
 * macros, makes the struct and what late_library_load() fills it from. */
#ifndef KEYTURN_LATE_LIBRARY_H
#define KEYTURN_LATE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#include "keyturn/error.h"

struct late_function {
	const char *name;
	size_t offset; /* of its pointer */
};

struct late_library {
	const char *soname;
	const struct late_function *functions;
	size_t count;
	void *pointers; /* the struct; all NULL until the library is loaded, and after a failure */
	bool loaded;
};

/* Any thread; does nothing when it is loaded already. ERROR_SYSTEM when the library is not there or
 * lacks a function. It is never unloaded. */
bool late_library_load(struct late_library *library, struct error *error);

/* Begins to load it on a thread of its own, which takes no signals; whoever needs it then waits for no
 * more than the rest. A failure is told by late_library_load(), which tries again. */
void late_library_load_ahead(struct late_library *library);

#endif
