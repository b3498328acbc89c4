/* SPDX-License-Identifier: MIT
 * The life of an operation, and when the next one is due. */
#include <stdlib.h>

#include "client.h"
#include "keyturn/memory.h"

struct op *op_create(struct identity *identity, struct identity_request *request)
{
	struct op *op = memory_alloc(sizeof(*op));

	*op = (struct op){.identity = identity, .request = *request};
	request->edit = NULL;
	request->secret = request->new_secret = NULL;
	request->credential = (struct credential){0};
	op->reply.op = op->request.op;
	TAILQ_INSERT_TAIL(&identity->ops, op, link);
	return op;
}

/* Removes it from the list, the network and memory. */
void op_free(struct op *op)
{
	if (op->exchange != NULL) {
		transport_abort(op->exchange);
	}
	TAILQ_REMOVE(&op->identity->ops, op, link);
	identity_request_finish(&op->request);
	identity_reply_finish(&op->reply);
	pages_finish(&op->pages);
	secret_unlink(op->token);
	free(op);
}

void op_schedule(struct identity *identity)
{
	uint64_t due = UINT64_MAX;
	struct op *op;

	if (identity->closed) {
		return;
	}
	TAILQ_FOREACH(op, &identity->ops, link)
	{
		if (op->state == OP_ANSWERED) {
			due = 0;
		} else if (op->state == OP_WAITING && op->due < due) {
			due = op->due;
		}
	}
	if (due == UINT64_MAX) {
		uv_timer_stop(&identity->timer);
		return;
	}
	uint64_t now = uv_now(identity->loop);
	uv_timer_start(&identity->timer, identity->on_turn, due > now ? due - now : 0, 0);
}
