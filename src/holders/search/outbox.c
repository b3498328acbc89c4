/* SPDX-License-Identifier: MIT */
#include "search/outbox.h"

#include <pthread.h>
#include <stdlib.h>

#include "keyturn/memory.h"

enum { ITEMS_MAX = 256 };

/* A file that was reported: it may be come by once more, by another name or a link. */
struct seen {
	struct seen *next;
	dev_t device;
	ino_t inode;
};

struct outbox {
	pthread_mutex_t lock;
	pthread_cond_t room;
	uv_async_t *async; /* NULL: closed */
	struct outbox_item *first, **end;
	unsigned count;
	struct seen *seen;
};

struct outbox *outbox_create(uv_async_t *async)
{
	struct outbox *outbox = memory_alloc(sizeof(*outbox));

	pthread_mutex_init(&outbox->lock, NULL);
	pthread_cond_init(&outbox->room, NULL);
	outbox->async = async;
	outbox->end = &outbox->first;
	return outbox;
}

void outbox_item_destroy(struct outbox_item *item)
{
	holder_destroy(item->holder);
	free(item->unsearched.path);
	free(item->unsearched.reason);
	free(item);
}

void outbox_destroy(struct outbox *outbox)
{
	if (outbox == NULL) {
		return;
	}
	for (struct outbox_item *item = outbox->first, *next; item != NULL; item = next) {
		next = item->next;
		outbox_item_destroy(item);
	}
	for (struct seen *seen = outbox->seen, *next; seen != NULL; seen = next) {
		next = seen->next;
		free(seen);
	}
	pthread_cond_destroy(&outbox->room);
	pthread_mutex_destroy(&outbox->lock);
	free(outbox);
}

static void post(struct outbox *outbox, struct outbox_item *item)
{
	pthread_mutex_lock(&outbox->lock);
	while (outbox->async != NULL && outbox->count == ITEMS_MAX) {
		pthread_cond_wait(&outbox->room, &outbox->lock);
	}
	if (outbox->async != NULL) {
		*outbox->end = item;
		outbox->end = &item->next;
		outbox->count++;
		uv_async_send(outbox->async);
		item = NULL;
	}
	pthread_mutex_unlock(&outbox->lock);
	if (item != NULL) {
		outbox_item_destroy(item);
	}
}

void outbox_found(struct outbox *outbox, struct holder *holder)
{
	struct outbox_item *item = memory_alloc(sizeof(*item));

	item->holder = holder;
	post(outbox, item);
}

void outbox_unsearched(
	struct outbox *outbox, enum unsearched_kind kind, const char *path, const char *reason)
{
	struct outbox_item *item = memory_alloc(sizeof(*item));

	item->unsearched = (struct unsearched){kind, memory_text(path), memory_text(reason)};
	post(outbox, item);
}

void outbox_wake(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	if (outbox->async != NULL) {
		uv_async_send(outbox->async);
	}
	pthread_mutex_unlock(&outbox->lock);
}

bool outbox_first_name(struct outbox *outbox, const struct stat *info)
{
	pthread_mutex_lock(&outbox->lock);
	const struct seen *seen = outbox->seen;
	while (seen != NULL && (seen->device != info->st_dev || seen->inode != info->st_ino)) {
		seen = seen->next;
	}
	if (seen == NULL) {
		struct seen *new = memory_alloc(sizeof(*new));
		*new = (struct seen){outbox->seen, info->st_dev, info->st_ino};
		outbox->seen = new;
	}
	pthread_mutex_unlock(&outbox->lock);
	return seen == NULL;
}

struct outbox_item *outbox_take(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	struct outbox_item *items = outbox->first;
	outbox->first = NULL;
	outbox->end = &outbox->first;
	outbox->count = 0;
	pthread_cond_broadcast(&outbox->room);
	pthread_mutex_unlock(&outbox->lock);
	return items;
}

void outbox_close(struct outbox *outbox)
{
	pthread_mutex_lock(&outbox->lock);
	outbox->async = NULL;
	pthread_cond_broadcast(&outbox->room);
	pthread_mutex_unlock(&outbox->lock);
}
