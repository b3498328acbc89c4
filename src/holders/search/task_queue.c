/* SPDX-License-Identifier: MIT */
#include "search/task_queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "keyturn/memory.h"

enum { DIRECTORIES_MAX = 2048, BATCHES_MAX = 32 };

struct node {
	struct node *next;
	struct task task;
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned threads, waiting;
	bool closed;
	struct node *directories, *batches; /* the latest first */
	size_t directory_count, batch_count;
};

struct queue *queue_create(unsigned threads)
{
	struct queue *queue = memory_alloc(sizeof(*queue));

	queue->threads = threads;
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->changed, NULL);
	return queue;
}

static struct task pop(struct node **list, size_t *count)
{
	struct node *node = *list;
	struct task task = node->task;

	*list = node->next;
	(*count)--;
	free(node);
	return task;
}

void queue_destroy(struct queue *queue)
{
	if (queue == NULL) {
		return;
	}
	while (queue->directories != NULL) {
		free(pop(&queue->directories, &queue->directory_count).path);
	}
	while (queue->batches != NULL) {
		struct batch *batch = pop(&queue->batches, &queue->batch_count).batch;
		shared_directory_unlink(queue, batch->directory);
		free(batch);
	}
	pthread_cond_destroy(&queue->changed);
	pthread_mutex_destroy(&queue->lock);
	free(queue);
}

static bool put(struct queue *queue, struct task task, bool always)
{
	pthread_mutex_lock(&queue->lock);
	const bool batch = task.kind == TASK_BATCH;
	size_t *count = batch ? &queue->batch_count : &queue->directory_count;
	struct node **list = batch ? &queue->batches : &queue->directories;
	const bool room = always || *count < (batch ? BATCHES_MAX : DIRECTORIES_MAX);
	if (room) {
		struct node *node = memory_alloc(sizeof(*node));
		*node = (struct node){*list, task};
		*list = node;
		(*count)++;
		pthread_cond_signal(&queue->changed);
	}
	pthread_mutex_unlock(&queue->lock);
	return room;
}

bool queue_offer(struct queue *queue, struct task task)
{
	return put(queue, task, false);
}

void queue_push(struct queue *queue, struct task task)
{
	put(queue, task, true);
}

bool queue_take(struct queue *queue, struct task *task)
{
	bool taken = false;

	pthread_mutex_lock(&queue->lock);
	queue->waiting++;
	while (!queue->closed && queue->batches == NULL && queue->directories == NULL &&
		queue->waiting < queue->threads) {
		pthread_cond_wait(&queue->changed, &queue->lock);
	}
	if (!queue->closed && queue->batches != NULL) {
		*task = pop(&queue->batches, &queue->batch_count);
		taken = true;
	} else if (!queue->closed && queue->directories != NULL) {
		*task = pop(&queue->directories, &queue->directory_count);
		taken = true;
	}
	if (taken) {
		queue->waiting--;
	} else {
		pthread_cond_broadcast(&queue->changed);
	}
	pthread_mutex_unlock(&queue->lock);
	return taken;
}

void queue_close(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closed = true;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->lock);
}

void queue_leave(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->threads--;
	pthread_cond_broadcast(&queue->changed);
	pthread_mutex_unlock(&queue->lock);
}

struct shared_directory *shared_directory_create(const struct root *root, const char *path, int fd)
{
	struct shared_directory *directory = memory_alloc(sizeof(*directory));

	*directory = (struct shared_directory){
		.links = 1, .root = root, .path = memory_text(path), .fd = fd};
	return directory;
}

struct shared_directory *shared_directory_link(
	struct queue *queue, struct shared_directory *directory)
{
	pthread_mutex_lock(&queue->lock);
	directory->links++;
	pthread_mutex_unlock(&queue->lock);
	return directory;
}

void shared_directory_unlink(struct queue *queue, struct shared_directory *directory)
{
	pthread_mutex_lock(&queue->lock);
	const bool last = --directory->links == 0;
	pthread_mutex_unlock(&queue->lock);
	if (last) {
		close(directory->fd);
		free(directory->path);
		free(directory);
	}
}
