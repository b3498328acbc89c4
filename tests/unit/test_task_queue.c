/* SPDX-License-Identifier: MIT
 * The task that threads share: bounded, and finished when all of them wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

#include "keyturn/memory.h"
#include "search/task_queue.h"

enum { MANY = 100000, THREADS = 4, DEPTH = 12 };

static struct task directory(const char *path)
{
	return (struct task){.kind = TASK_DIRECTORY, .path = memory_text(path)};
}

static void queue_offer__when_it_is_full__refuses(void **state)
{
	struct queue *queue = queue_create(1);
	struct task task = directory("x");
	size_t taken = 0;

	(void)state;
	while (taken < MANY && queue_offer(queue, task)) {
		taken++;
		task = directory("x");
	}
	assert_true(taken > 100 && taken < 10000);
	queue_push(queue, task); /* always */
	assert_true(queue_take(queue, &task));
	free(task.path);
	queue_destroy(queue); /* frees the others, as the memory checkers confirm */
}

static void queue_take__nothing_left__ends(void **state)
{
	struct queue *queue = queue_create(1);
	struct task task;

	(void)state;
	assert_false(queue_take(queue, &task));
	queue_destroy(queue);
}

static void queue_take__closed__ends_whatever_is_left(void **state)
{
	struct queue *queue = queue_create(2);
	struct task task;

	(void)state;
	queue_push(queue, directory("x"));
	queue_close(queue);
	assert_false(queue_take(queue, &task));
	queue_destroy(queue);
}

/* Tasks that create more tasks: two each, until the path is DEPTH long. */
struct growing {
	struct queue *queue;
	atomic_size_t done;
};

static void *grow(void *data)
{
	struct growing *growing = data;
	struct task task;

	while (queue_take(growing->queue, &task)) {
		char longer[DEPTH + 2] = "";
		size_t len = 0;
		for (; task.path[len] != '\0'; len++) {
			longer[len] = task.path[len];
		}
		for (char c = 'a'; len < DEPTH && c <= 'b'; c++) {
			longer[len] = c;
			queue_push(growing->queue, directory(longer));
		}
		free(task.path);
		atomic_fetch_add(&growing->done, 1);
	}
	return NULL;
}

static void queue_take__many_threads__all_the_work_is_done_once(void **state)
{
	struct growing growing = {.queue = queue_create(THREADS + 1)};
	pthread_t threads[THREADS];

	(void)state;
	queue_push(growing.queue, directory(""));
	queue_leave(growing.queue); /* a thread that could not be started */
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_create(&threads[i], NULL, grow, &growing), 0);
	}
	for (size_t i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
	}
	assert_int_equal(atomic_load(&growing.done), (1 << (DEPTH + 1)) - 1);
	queue_destroy(growing.queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queue_offer__when_it_is_full__refuses),
		cmocka_unit_test(queue_take__nothing_left__ends),
		cmocka_unit_test(queue_take__closed__ends_whatever_is_left),
		cmocka_unit_test(queue_take__many_threads__all_the_work_is_done_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
