/* SPDX-License-Identifier: MIT
 * A state directory for one test of the store. */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/store.h"

extern char *store_dir;

/* Setup and teardown of a case: a directory with nothing in it. */
int store_dir_make(void **state);
int store_dir_remove(void **state);

/* The state.db there; it can be opened, or the test fails with the reason. */
struct store *store_open_here(void);

/* What somebody else does to state.db: statements of SQL, past the store. */
void store_execute_here(const char *sql);

/* The journal says that the hook ended well. */
bool store_hook_is_done(struct store *store, int64_t id, const char *name);

/* The one number that `sql` selects there. */
int64_t store_number_here(const char *sql);

#define STORE_CASE(name) cmocka_unit_test_setup_teardown(name, store_dir_make, store_dir_remove)

#endif
