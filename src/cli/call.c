/* SPDX-License-Identifier: MIT */
#include "call.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "keyturn/identity.h"
#include "keyturn/memory.h"
#include "signals.h"

struct call {
	uv_loop_t loop;
	struct identity *identity;
	struct identity_reply *reply;      /* where the answer goes; NULL: none is awaited */
	struct identity_listener listener; /* who hears of replies instead, if anybody */
	bool quiet, interrupted;
};

static void replied(void *data, struct identity_reply *reply)
{
	struct call *call = data;

	if (call->listener.replied != NULL) {
		call->listener.replied(call->listener.data, reply);
		return;
	}
	if (call->reply != NULL) {
		*call->reply = *reply;
		*reply = (struct identity_reply){0};
		call->reply = NULL;
	}
	uv_stop(&call->loop);
}

static void waiting(void *data, const struct identity_wait *wait)
{
	const struct call *call = data;

	if (call->listener.waiting != NULL) {
		call->listener.waiting(call->listener.data, wait);
		return;
	}
	if (call->quiet) {
		return;
	}
	if (wait->reason == WAIT_SIGN_IN_AGAIN) {
		fprintf(stderr, "keyturn: signing in again\n");
	} else {
		fprintf(stderr, "keyturn: %s; again in %d s (%d of %d)\n",
			error_sentence(wait->cause), wait->seconds, wait->attempt,
			wait->attempts_max);
	}
}

void call_interrupt(struct call *call)
{
	call->interrupted = true;
	uv_stop(&call->loop);
}

static void interrupted(uv_signal_t *handle, int number)
{
	(void)number;
	call_interrupt(handle->data);
}

struct call *call_create(const char *url, bool quiet, struct error *error)
{
	struct call *call = memory_alloc(sizeof(*call));
	const struct identity_options options = {
		.url = url, .user_agent = "keyturn/" KEYTURN_VERSION};
	const struct identity_listener listener = {
		.replied = replied, .waiting = waiting, .data = call};

	call->quiet = quiet;
	uv_loop_init(&call->loop);
	call->identity = identity_start(error)
		? identity_create(&call->loop, &options, &listener, error)
		: NULL;
	if (call->identity == NULL) {
		call_destroy(call);
		return NULL;
	}
	return call;
}

uv_loop_t *call_loop(struct call *call)
{
	return &call->loop;
}

struct identity *call_identity(struct call *call)
{
	return call->identity;
}

void call_listen(struct call *call, const struct identity_listener *listener)
{
	call->listener = listener != NULL ? *listener : (struct identity_listener){0};
}

void call_destroy(struct call *call)
{
	if (call != NULL) {
		identity_destroy(call->identity);
		uv_run(&call->loop, UV_RUN_DEFAULT); /* lets the handles close */
		uv_loop_close(&call->loop);
		free(call);
	}
}

bool call_run(struct call *call)
{
	uv_signal_t signal;

	signals_watch(&call->loop, &signal, SIGINT, interrupted);
	signal.data = call;
	uv_run(&call->loop, UV_RUN_DEFAULT);
	uv_close((uv_handle_t *)&signal, NULL);
	uv_run(&call->loop, UV_RUN_NOWAIT);
	return !call->interrupted;
}

bool call_send(struct call *call, struct identity_request *request, struct identity_reply *reply)
{
	*reply = (struct identity_reply){0};
	call->reply = reply;

	uint64_t id = identity_send(call->identity, request);
	bool answered = call_run(call);
	if (!answered) {
		identity_cancel(call->identity, id);
		call->reply = NULL;
		reply->outcome = OUTCOME_UNKNOWN;
		error_set(&reply->error, ERROR_INTERRUPTED, "%s", "");
	}
	return answered && reply->outcome == OUTCOME_OK;
}

bool call_interrupted(const struct call *call)
{
	return call->interrupted;
}

static void paused(uv_timer_t *timer)
{
	uv_stop(timer->loop);
}

bool call_pause(struct call *call, int64_t milliseconds, struct error *error)
{
	uv_timer_t timer;

	uv_timer_init(&call->loop, &timer);
	uv_timer_start(&timer, paused, (uint64_t)milliseconds, 0);
	bool over = call_run(call);
	uv_close((uv_handle_t *)&timer, NULL);
	uv_run(&call->loop, UV_RUN_NOWAIT);
	return over || error_set(error, ERROR_INTERRUPTED, "%s", "");
}

bool call_key(struct call *call, struct identity_reply *reply)
{
	struct identity_request request = {.op = IDENTITY_GET_KEY};
	bool ok = call_send(call, &request, reply);

	if (!ok && reply->error.kind == ERROR_NOT_FOUND) {
		const struct error said = reply->error;
		error_set(&reply->error, ERROR_NOT_FOUND, "this user has no API key%s%s",
			said.detail[0] != '\0' ? "; the service says: " : "", said.detail);
		reply->error.http = said.http;
	}
	return ok;
}
