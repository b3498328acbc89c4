/* SPDX-License-Identifier: MIT
 * Opens files to read without being led elsewhere, whatever they have been replaced by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "open_beneath.h"
#include "scratch.h"

static char *top;
static int top_fd;

/* a/b/file, and links wherever there could be one. */
static int set_up(void **state)
{
	(void)state;
	top = scratch_create();
	free(scratch_write(top, "a/b/file", "text", 4));
	top_fd = open(top, O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_true(top_fd >= 0);
	assert_int_equal(symlinkat("a", top_fd, "link"), 0);
	assert_int_equal(symlinkat("file", top_fd, "a/b/link"), 0);
	assert_int_equal(mkfifoat(top_fd, "pipe", 0600), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	close(top_fd);
	scratch_destroy(top);
	return 0;
}

static void expect_open(int fd)
{
	assert_true(fd >= 0);
	assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
	close(fd);
}

static void expect_refused(int fd, int reason)
{
	assert_int_equal(fd, -1);
	assert_int_equal(errno, reason);
}

static void open_below__directories__are_reached(void **state)
{
	(void)state;
	expect_open(open_below(top_fd, ""));
	expect_open(open_below(top_fd, "a"));
	expect_open(open_below(top_fd, "a/b"));
}

static void open_below__a_link_anywhere_on_the_way__is_refused(void **state)
{
	(void)state;
	expect_refused(open_below(top_fd, "link"), ENOTDIR);
	expect_refused(open_below(top_fd, "link/b"), ENOTDIR);
	expect_refused(open_below(top_fd, "a/b/link"), ENOTDIR);
	expect_refused(open_below(top_fd, "a/none/b"), ENOENT);
	expect_refused(open_below(top_fd, "a/b/file"), ENOTDIR);
}

static void open_below__a_name_that_is_too_long__is_refused(void **state)
{
	char path[300];

	(void)state;
	memset(path, 'x', sizeof(path));
	memcpy(path + sizeof(path) - 3, "/y", 3);
	expect_refused(open_below(top_fd, path), ENAMETOOLONG);
}

static void open_file__a_link__is_refused(void **state)
{
	(void)state;
	expect_open(open_file(top_fd, "a/b/file"));
	expect_refused(open_file(top_fd, "a/b/link"), ELOOP);
	expect_refused(open_file(top_fd, "link"), ELOOP);
}

static void open_file__a_pipe__does_not_wait(void **state)
{
	(void)state;
	expect_open(open_file(top_fd, "pipe"));
}

static void open_is_kernel__proc__is_and_a_directory_is_not(void **state)
{
	int proc = open("/proc", O_PATH | O_CLOEXEC);

	(void)state;
	assert_true(open_is_kernel(proc));
	assert_false(open_is_kernel(top_fd));
	close(proc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_below__directories__are_reached),
		cmocka_unit_test(open_below__a_link_anywhere_on_the_way__is_refused),
		cmocka_unit_test(open_below__a_name_that_is_too_long__is_refused),
		cmocka_unit_test(open_file__a_link__is_refused),
		cmocka_unit_test(open_file__a_pipe__does_not_wait),
		cmocka_unit_test(open_is_kernel__proc__is_and_a_directory_is_not),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
