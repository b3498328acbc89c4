/* SPDX-License-Identifier: MIT */
#include "client.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "late_curl.h"
#include "url.h"
#include "wiping.h"

enum { CONNECT_SECONDS = 10, ANSWER_SECONDS = 30 };

bool identity_start(struct error *error)
{
	if (!late_curl_load(error)) {
		return false;
	}
	/* libcurl would log TLS keys to this file: a way out for every secret at once. */
	unsetenv("SSLKEYLOGFILE");
	CURLcode code = curl.global_init_mem(CURL_GLOBAL_DEFAULT, wiping_malloc, wiping_free,
		wiping_realloc, wiping_strdup, wiping_calloc);

	return code == CURLE_OK ||
		error_set(error, ERROR_INTERNAL, "libcurl: %s", curl.easy_strerror(code));
}

void identity_load_ahead(void)
{
	late_curl_load_ahead();
}

static struct op *first_in(struct identity *identity, enum op_state state)
{
	struct op *op;

	TAILQ_FOREACH(op, &identity->ops, link)
	{
		if (op->state == state) {
			return op;
		}
	}
	return NULL;
}

/* The listener may send, cancel and destroy from inside its callback. */
static void reply_to(struct op *op)
{
	struct identity *identity = op->identity;
	struct identity_reply reply = op->reply;

	reply.expires = identity->session.expires;
	reply.ends = identity->session.token != NULL && identity->session.credential == NULL;

	op->reply = (struct identity_reply){0};
	op_free(op);
	identity->listener.replied(identity->listener.data, &reply);
	identity_reply_finish(&reply);
}

static void on_turn(uv_timer_t *timer)
{
	struct identity *identity = timer->data;
	struct op *op;

	TAILQ_FOREACH(op, &identity->ops, link)
	{
		if (op->state == OP_WAITING && op->due <= uv_now(identity->loop)) {
			flow_send(op);
		}
	}
	while (!identity->closed && (op = first_in(identity, OP_ANSWERED)) != NULL) {
		reply_to(op);
	}
	op_schedule(identity);
}

struct identity *identity_create(uv_loop_t *loop, const struct identity_options *options,
	const struct identity_listener *listener, struct error *error)
{
	struct buffer base;
	const struct transport_options transport = {
		.user_agent = options->user_agent,
		.ca_file = options->ca_file,
		.connect_seconds = options->connect_seconds > 0 ? options->connect_seconds
								: CONNECT_SECONDS,
		.answer_seconds = options->answer_seconds > 0 ? options->answer_seconds
							      : ANSWER_SECONDS,
	};

	buffer_init(&base, URL_MAX);
	if (!url_normalise(options->url, &base, error)) {
		buffer_finish(&base);
		return NULL;
	}
	struct identity *identity = memory_alloc(sizeof(*identity));
	*identity = (struct identity){
		.loop = loop,
		.on_turn = on_turn,
		.base = memory_text(buffer_text(&base)),
		.dialect = &rackspace_v2,
		.transport = transport_create(loop, &transport),
		.listener = *listener,
	};
	buffer_finish(&base);
	TAILQ_INIT(&identity->ops);
	uv_timer_init(loop, &identity->timer);
	identity->timer.data = identity;
	return identity;
}

static void on_closed(uv_handle_t *handle)
{
	struct identity *identity = handle->data;

	free(identity->base);
	free(identity);
}

void identity_destroy(struct identity *identity)
{
	struct op *op;

	if (identity == NULL) {
		return;
	}
	identity->closed = true;
	while ((op = TAILQ_FIRST(&identity->ops)) != NULL) {
		op_free(op);
	}
	session_finish(&identity->session);
	transport_destroy(identity->transport);
	uv_close((uv_handle_t *)&identity->timer, on_closed);
}

uint64_t identity_send(struct identity *identity, struct identity_request *request)
{
	struct op *op = op_create(identity, request);

	op->reply.id = ++identity->last_id;
	if (op->request.user_id[0] ==
		'\0') { /* look it up now: by the time of the answer the session may be
	                                       * another user's */
		memcpy(op->request.user_id, identity->session.user_id, ACCOUNT_ID_SIZE);
	}
	if (op->request.op == IDENTITY_REVOKE) {
		/* or a read that arrives after the revocation would sign in again */
		session_forget_credential(&identity->session);
	}
	flow_send(op);
	return identity->last_id;
}

void identity_cancel(struct identity *identity, uint64_t id)
{
	struct op *op;

	TAILQ_FOREACH(op, &identity->ops, link)
	{
		if (op->reply.id == id && !op->silent) {
			op_free(op);
			break;
		}
	}
	op_schedule(identity);
}
