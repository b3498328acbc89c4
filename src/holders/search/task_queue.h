/* SPDX-License-Identifier: MIT
 * The work that the threads of a search share: directories to walk and batches of files to read.
 * Its size is bounded: a thread whose work finds no room here does it itself. */
#ifndef KEYTURN_HOLDERS_QUEUE_H
#define KEYTURN_HOLDERS_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Where a search begins; lives as long as the search. */
struct root {
	char *path; /* absolute, its links followed */
	int fd;     /* of the directory; -1: it is a file */
	dev_t device;
	char *link;    /* the link that led here, when that has another name; or NULL */
	unsigned hops; /* how many links were followed to come here */
	bool asked;    /* by the user: what cannot be read here is left to him */
};

/* An open directory, held by those who still open files in it. */
struct shared_directory {
	unsigned links; /* under the queue's lock */
	const struct root *root;
	char *path; /* below the root, "" for the root itself */
	int fd;
};

enum { BATCH_BYTES = 4096, BATCH_FILES = 64 };

/* Files of one directory. */
struct batch {
	struct shared_directory *directory; /* linked */
	unsigned count;
	size_t used;
	char names[BATCH_BYTES]; /* each with its NUL */
};

enum task_kind {
	TASK_BEGIN,     /* find the roots */
	TASK_PROCESSES, /* look at what runs */
	TASK_ROOT,      /* `root` */
	TASK_DIRECTORY, /* `path`, the taker's to free, below `root` */
	TASK_BATCH,     /* `batch`, the taker's to free with its link */
};

struct task {
	enum task_kind kind;
	const struct root *root;
	char *path;
	struct batch *batch;
};

struct queue;

struct queue *queue_create(unsigned threads);
void queue_destroy(struct queue *queue); /* NULL is fine; frees what is left in it */

/* Hands over; false, and nothing happened, when there is no room. */
bool queue_offer(struct queue *queue, struct task task);

/* The same, whether there is room or not. */
void queue_push(struct queue *queue, struct task task);

/* Waits for work. False when all threads wait, so that there will be none, or after
 * queue_close(). */
bool queue_take(struct queue *queue, struct task *task);

void queue_close(struct queue *queue);

/* There is a thread fewer than queue_create() was told. */
void queue_leave(struct queue *queue);

/* It starts with one link; the last one closes the directory. */
struct shared_directory *shared_directory_create(const struct root *root, const char *path, int fd);
struct shared_directory *shared_directory_link(
	struct queue *queue, struct shared_directory *directory);
void shared_directory_unlink(struct queue *queue, struct shared_directory *directory);

#endif
