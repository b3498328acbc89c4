/* SPDX-License-Identifier: MIT
 * The internals of the client. op.c creates operations and knows when the next one is due; flow.c takes
 * one from its request to its answer; client.c starts them and delivers their replies. */
#ifndef KEYTURN_IDENTITY_CLIENT_H
#define KEYTURN_IDENTITY_CLIENT_H

#include <sys/queue.h>

#include "dialect.h"
#include "keyturn/identity.h"
#include "pages.h"
#include "session.h"

enum op_state {
	OP_SENT,
	OP_WAITING,  /* until `due`, when it is sent again */
	OP_RENEWING, /* until the silent sign-in gets its answer */
	OP_ANSWERED, /* `reply` is complete and delivered in the loop's next turn */
};

struct op {
	TAILQ_ENTRY(op) link;
	struct identity *identity;
	enum op_state state;
	uint64_t due; /* ms, uv_now() */
	int tries;
	bool silent;        /* the client's own sign-in; nobody gets its reply */
	bool renewed;       /* a silent sign-in was tried for it */
	bool unsent;        /* RENEWING: it waits for the token that it is to be sent with */
	bool token_request; /* its own answer is in `reply`; another request about a token is under way */
	struct secret *token; /* as sent */
	struct http_exchange *exchange;
	struct identity_request request;
	struct identity_reply reply;
	struct pages pages; /* LIST_USERS: those before this one */
};

TAILQ_HEAD(op_list, op);

struct identity {
	uv_loop_t *loop;
	uv_timer_t timer;    /* for the next thing to do; stopped when there is none */
	uv_timer_cb on_turn; /* does it */
	bool closed;
	char *base;
	const struct dialect *dialect;
	struct transport *transport;
	struct identity_listener listener;
	struct kept_session session;
	struct op_list ops;
	uint64_t last_id;
};

/* op.c */
struct op *op_create(struct identity *identity, struct identity_request *request);
void op_free(struct op *op);                 /* removes it from the list, the network and memory */
void op_schedule(struct identity *identity); /* sets the timer for the next due one */

/* flow.c: builds and sends it, or answers why not. */
void flow_send(struct op *op);

#endif
