/* SPDX-License-Identifier: MIT */
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void scratch_write__path_with_directories__read_back(void **state)
{
	char *directory = scratch_create();
	char *path = scratch_write(directory, "a/b/file", "x\0y", 3);
	size_t len = 0;
	(void)state;

	char *data = scratch_read(path, &len);
	assert_int_equal(len, 3);
	assert_memory_equal(data, "x\0y", 4);
	free(data);
	free(path);
	path = scratch_path(directory, "absent");
	assert_null(scratch_read(path, &len));
	free(path);
	scratch_destroy(directory);
}

static void scratch_destroy__closed_directories_and_links_out__only_its_own_goes(void **state)
{
	char *outside = scratch_create(), *directory = scratch_create();
	char *kept = scratch_write(outside, "kept", "k", 1);
	char *inner = scratch_write(directory, "closed/file", "x", 1);
	char *closed = scratch_path(directory, "closed"), *link = scratch_path(directory, "link");
	char *copy = strdup(directory);
	(void)state;

	assert_int_equal(symlink(outside, link), 0);
	assert_int_equal(chmod(closed, 0500), 0);
	scratch_destroy(directory);
	assert_int_equal(access(copy, F_OK), -1);
	assert_int_equal(access(kept, F_OK), 0);
	scratch_destroy(outside);
	free(kept);
	free(inner);
	free(closed);
	free(link);
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scratch_write__path_with_directories__read_back),
		cmocka_unit_test(
			scratch_destroy__closed_directories_and_links_out__only_its_own_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
