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

/* Setup and teardown of a case: an empty directory. */
int store_dir_make(void **state);
int store_dir_remove(void **state);

/* Opens the state.db there, or fails the test with the reason. */
struct store *store_open_here(void);

/* Somebody else changes state.db: runs SQL, bypassing the store. */
void store_execute_here(const char *sql);

/* Records in the journal that the hook succeeded. */
bool store_hook_is_done(struct store *store, int64_t id, const char *name);

/* The one number that `sql` selects there. */
int64_t store_number_here(const char *sql);

#define STORE_CASE(name) cmocka_unit_test_setup_teardown(name, store_dir_make, store_dir_remove)

#endif
