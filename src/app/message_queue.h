/* SPDX-License-Identifier: MIT
 * Messages that wait for their turn. Callbacks post; in the loop's next turn each is taken, one after
 * another, never from inside the callback that posted it. */
#ifndef KEYTURN_MESSAGE_QUEUE_H
#define KEYTURN_MESSAGE_QUEUE_H

#include <uv.h>

#include "keyturn/message.h"

struct queued;

struct message_queue {
	struct queued *first, **last; /* the next message; where the one after the last goes */
	uv_idle_t turn;               /* active while messages wait */
	bool in_turn, stopped;
	/* Takes one; what it keeps of a reply or a work it takes out. False: no more in this turn. */
	bool (*take)(void *data, struct message *message);
	void (*over)(void *data); /* the end of a turn */
	void *data;
};

/* `take`, `over` and `data` are set before; the rest is zero. */
void message_queue_init(struct message_queue *queue, uv_loop_t *loop);

/* `now` and `wall` are filled in. */
void message_queue_post(struct message_queue *queue, const struct message *message);
void message_queue_post_reply(
	struct message_queue *queue, uint32_t ticket, struct identity_reply *reply); /* emptied */
void message_queue_post_work(struct message_queue *queue, struct work_event *work);  /* emptied */

/* Makes sure that a turn comes, with messages or without. */
void message_queue_wake(struct message_queue *queue);

/* No turn comes any more. */
void message_queue_stop(struct message_queue *queue);

/* Drops what waits; `closed` is called once the loop has let go. */
void message_queue_close(struct message_queue *queue, uv_close_cb closed);

#endif
