/* SPDX-License-Identifier: MIT */
#include "message_queue.h"

#include <assert.h>
#include <stdlib.h>

#include "keyturn/clock.h"
#include "keyturn/identity.h"
#include "keyturn/memory.h"

struct queued {
	struct queued *next;
	struct message message;
	struct identity_reply reply; /* what message.reply.reply points to */
	struct work_event work;      /* what message.work points to */
};

static struct queued *take_first(struct message_queue *queue)
{
	struct queued *queued = queue->first;

	queue->first = queued->next;
	if (queue->first == NULL) {
		queue->last = &queue->first;
	}
	return queued;
}

/* With what nobody took. */
static void free_queued(struct queued *queued)
{
	identity_reply_finish(&queued->reply);
	work_event_finish(&queued->work);
	free(queued);
}

static void run_turn(uv_idle_t *handle)
{
	struct message_queue *queue = handle->data;
	bool more = true;

	assert(!queue->in_turn);
	queue->in_turn = true;
	while (more && queue->first != NULL) {
		struct queued *queued = take_first(queue);
		more = queue->take(queue->data, &queued->message);
		free_queued(queued);
	}
	uv_idle_stop(&queue->turn);
	queue->over(queue->data);
	queue->in_turn = false;
}

void message_queue_init(struct message_queue *queue, uv_loop_t *loop)
{
	queue->last = &queue->first;
	uv_idle_init(loop, &queue->turn);
	queue->turn.data = queue;
}

void message_queue_wake(struct message_queue *queue)
{
	if (!queue->stopped) {
		uv_idle_start(&queue->turn, run_turn);
	}
}

static struct queued *enqueue(struct message_queue *queue, const struct message *message)
{
	struct queued *queued = memory_alloc(sizeof(*queued));

	queued->message = *message;
	queued->message.now = clock_monotonic();
	queued->message.wall = clock_wall();
	*queue->last = queued;
	queue->last = &queued->next;
	message_queue_wake(queue);
	return queued;
}

void message_queue_post(struct message_queue *queue, const struct message *message)
{
	enqueue(queue, message);
}

void message_queue_post_reply(
	struct message_queue *queue, uint32_t ticket, struct identity_reply *reply)
{
	struct message message = {.kind = MESSAGE_REPLY};
	struct queued *queued = enqueue(queue, &message);

	queued->reply = *reply;
	queued->message.reply.ticket = ticket;
	queued->message.reply.reply = &queued->reply;
	*reply = (struct identity_reply){0};
}

void message_queue_post_work(struct message_queue *queue, struct work_event *work)
{
	struct message message = {.kind = MESSAGE_WORK};
	struct queued *queued = enqueue(queue, &message);

	queued->work = *work;
	queued->message.work = &queued->work;
	*work = (struct work_event){0};
}

void message_queue_stop(struct message_queue *queue)
{
	queue->stopped = true;
	uv_idle_stop(&queue->turn);
}

void message_queue_close(struct message_queue *queue, uv_close_cb closed)
{
	while (queue->first != NULL) {
		free_queued(take_first(queue));
	}
	uv_close((uv_handle_t *)&queue->turn, closed);
}
