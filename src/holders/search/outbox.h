/* SPDX-License-Identifier: MIT
 * From the threads of a search to the loop: a bounded list. Who posts into a full one waits. */
#ifndef KEYTURN_HOLDERS_OUTBOX_H
#define KEYTURN_HOLDERS_OUTBOX_H

#include <stdbool.h>
#include <sys/stat.h>
#include <uv.h>

#include "keyturn/holder.h"
#include "keyturn/unsearched.h"

struct outbox_item {
	struct outbox_item *next;
	struct holder *holder;        /* found; or NULL */
	struct unsearched unsearched; /* or what was not looked into, owned */
};

struct outbox;

struct outbox *outbox_create(uv_async_t *async);
void outbox_destroy(struct outbox *outbox); /* NULL is fine */

/* The threads' side. The holder is taken. */
void outbox_found(struct outbox *outbox, struct holder *holder);
void outbox_unsearched(
	struct outbox *outbox, enum unsearched_kind kind, const char *path, const char *reason);
void outbox_wake(struct outbox *outbox);

/* True for the first of the names, and ways, by which a file is reached. */
bool outbox_first_name(struct outbox *outbox, const struct stat *info);

/* The loop's side: all that is there, oldest first. */
struct outbox_item *outbox_take(struct outbox *outbox);
void outbox_item_destroy(struct outbox_item *item); /* with what is still in it */

/* From now on what is posted is dropped and the handle is not touched. */
void outbox_close(struct outbox *outbox);

#endif
