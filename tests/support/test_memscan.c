/* SPDX-License-Identifier: MIT */
#include "memscan.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { LEN = 40 };

/* Bytes that are nowhere in the program: made from a seed, and wiped by the caller. */
static void make_word(unsigned seed, char *out)
{
	for (size_t i = 0; i < LEN; i++) {
		seed = seed * 1103515245u + 12345u;
		out[i] = (char)('a' + (seed >> 16) % 26);
	}
}

static struct needle *make_needle(unsigned seed)
{
	char word[LEN];

	make_word(seed, word);
	struct needle *needle = needle_create(word, LEN);
	explicit_bzero(word, LEN);
	return needle;
}

static size_t count_own(const struct needle *needle)
{
	struct memscan scan;

	if (memscan(getpid(), needle, false, &scan) == MEMSCAN_DENIED) {
		skip();
	}
	if (scan.count > 0) {
		memscan_print(&scan);
	}
	return scan.count;
}

static void memscan__own_memory_without_it__none(void **state)
{
	struct needle *needle = make_needle(1);
	(void)state;

	assert_int_equal(count_own(needle), 0);
	assert_int_equal(count_own(needle), 0);
	needle_destroy(needle);
}

static void memscan__copies_on_heap_and_stack__counted(void **state)
{
	struct needle *needle = make_needle(2);
	char on_stack[LEN], *on_heap = malloc(LEN), *far = malloc(10 << 20);
	(void)state;

	make_word(2, on_stack);
	make_word(2, on_heap);
	make_word(2, far + (5 << 20));
	assert_int_equal(count_own(needle), 3);
	explicit_bzero(on_heap, LEN);
	assert_int_equal(count_own(needle), 2);
	explicit_bzero(on_stack, LEN);
	explicit_bzero(far + (5 << 20), LEN);
	assert_int_equal(count_own(needle), 0);
	free(far);
	free(on_heap);
	needle_destroy(needle);
}

static void memscan__it_lies_across_windows__found_once(void **state)
{
	const size_t size = 4 << 20;
	struct needle *needle = make_needle(3);
	char *room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	(void)state;

	/* Wherever the search started, some of these lie across the border of a window. */
	for (size_t at = 0; at + LEN <= size; at += 4096 - 20) {
		make_word(3, room + at);
	}
	size_t made = (size - LEN) / (4096 - 20) + 1;
	assert_int_equal(count_own(needle), made);
	munmap(room, size);
	needle_destroy(needle);
}

static void memscan__protected_memory__only_when_asked_for(void **state)
{
	struct needle *needle = make_needle(4);
	char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct memscan scan;
	(void)state;

	make_word(4, page);
	assert_int_equal(count_own(needle), 1);
	mprotect(page, 4096, PROT_NONE);
	assert_int_equal(count_own(needle), 0);
	assert_int_equal(memscan(getpid(), needle, true, &scan), MEMSCAN_DONE);
	if (geteuid() == 0) {
		assert_int_equal(scan.count, 1);
	}
	munmap(page, 4096);
	needle_destroy(needle);
}

/* A child with one copy that waits until it is killed; closes its output once it is ready. */
static pid_t start_child(unsigned seed, bool dumpable)
{
	int ready[2];
	char byte;

	assert_int_equal(pipe(ready), 0);
	pid_t pid = fork();
	if (pid == 0) {
		char word[LEN];
		prctl(PR_SET_DUMPABLE, dumpable);
		make_word(seed, word);
		close(ready[0]);
		close(ready[1]);
		for (;;) {
			pause();
			__asm__ volatile("" : : "r"(word) : "memory");
		}
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 0);
	close(ready[0]);
	return pid;
}

static void expect_in_child(unsigned seed, bool dumpable)
{
	struct needle *needle = make_needle(seed);
	struct memscan scan;
	pid_t pid = start_child(seed, dumpable);
	enum memscan_result result = memscan(pid, needle, false, &scan);

	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	needle_destroy(needle);
	if (result == MEMSCAN_DENIED) {
		skip();
	}
	assert_int_equal(scan.count, 1);
	assert_non_null(strstr(scan.hits[0].region, "[stack]"));
}

static void memscan__child__its_copy_is_counted(void **state)
{
	(void)state;
	expect_in_child(5, true);
}

static void memscan__child_that_forbids_tracing__counted_or_denied(void **state)
{
	(void)state;
	expect_in_child(6, false);
}

static void memscan__no_such_process__denied(void **state)
{
	struct needle *needle = make_needle(7);
	struct memscan scan;
	pid_t pid = fork();
	(void)state;

	if (pid == 0) {
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	assert_int_equal(memscan(pid, needle, false, &scan), MEMSCAN_DENIED);
	needle_destroy(needle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memscan__own_memory_without_it__none),
		cmocka_unit_test(memscan__copies_on_heap_and_stack__counted),
		cmocka_unit_test(memscan__it_lies_across_windows__found_once),
		cmocka_unit_test(memscan__protected_memory__only_when_asked_for),
		cmocka_unit_test(memscan__child__its_copy_is_counted),
		cmocka_unit_test(memscan__child_that_forbids_tracing__counted_or_denied),
		cmocka_unit_test(memscan__no_such_process__denied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
