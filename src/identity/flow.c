/* SPDX-License-Identifier: MIT */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/clock.h"
#include "retry.h"

static const struct dialect_op *dialect_op(const struct op *op)
{
	return &op->identity->dialect->ops[op->request.op];
}

/* A sign-in beside the session, which it leaves alone. */
static bool is_probe(const struct op *op)
{
	return op->request.op == IDENTITY_PROBE_KEY || op->request.op == IDENTITY_PROBE_PASSWORD;
}

static struct dialect_context context_of(const struct op *op)
{
	const struct kept_session *session = &op->identity->session;

	return (struct dialect_context){
		.base = op->identity->base,
		.self = session->user_id,
		.self_name = session->user_name,
		.token = session->token,
		.challenge = session->challenge,
		.brief = op->silent,
		.page = pages_query(&op->pages),
	};
}

static void answered(struct op *op)
{
	op->state = OP_ANSWERED;
	op_schedule(op->identity);
}

static void refuse(struct op *op, const struct error *error)
{
	op->reply.outcome = OUTCOME_REFUSED;
	op->reply.error = *error;
	answered(op);
}

/* ---- requests about a token, besides the operation's own ---- */

static void on_answer(void *data, const struct http_response *response);
static void send_it(struct op *op);

static void send_token_request(struct op *op, enum identity_op what, struct secret *token)
{
	struct http_request http;
	const struct dialect_context context = context_of(op);
	const struct identity_request request = {.op = what, .secret = token};
	struct error ignored;

	op->state = OP_SENT;
	op->token_request = true;
	http_request_init(&http);
	if (op->identity->dialect->ops[what].build(&context, &request, &http, &ignored)) {
		op->exchange = transport_start(
			op->identity->transport, &http, on_answer, op, &ignored);
	}
	http_request_finish(&http);
	if (op->exchange == NULL) {
		answered(op);
	}
}

/* The token of a probe must not stay valid for a day. Whether revoking it works does not affect the
 * probe's answer. A service may return a token it has issued before: the session's own must be kept. There
 * is none where a passcode would be wanted as well. */
static void drop_token(struct op *op, struct secret *token)
{
	if (token == NULL || secret_equal(token, op->identity->session.token)) {
		answered(op);
	} else {
		send_token_request(op, IDENTITY_REVOKE_TOKEN, token);
	}
}

/* After a 404: the thing does not exist, or the token is dead. If there is no way to get another token,
 * asks the service about this one. */
static void check_own_token(struct op *op)
{
	send_token_request(op, IDENTITY_CHECK_TOKEN, op->token);
}

static void settle_token_request(struct op *op, const struct http_response *response)
{
	const struct dialect_context context = context_of(op);
	const struct identity_request request = {.op = IDENTITY_CHECK_TOKEN};
	struct dialect_answer answer = {0};
	struct error error = {0};

	if (!is_probe(op) && response->error.kind == ERROR_NONE &&
		!op->identity->dialect->ops[IDENTITY_CHECK_TOKEN].parse(
			&context, &request, response, &answer, &error) &&
		error.kind == ERROR_SESSION_ENDED) {
		op->reply.error = error;
	}
	answered(op);
}

/* ---- the silent sign-in ---- */

/* It was not sent: now with the new token. Without one the old one may still do for a while. */
static void send_at_last(struct op *op, const struct error *error)
{
	const struct kept_session *session = &op->identity->session;

	op->unsent = false;
	if (error != NULL && error_exit_status(error->kind) == EXIT_STATUS_NETWORK &&
		session_is_over(session, clock_wall())) {
		refuse(op, error); /* what to sign in again with is kept */
	} else {
		send_it(op);
	}
}

static void resume(struct op *op, const struct error *error)
{
	if (op->unsent) {
		send_at_last(op, error);
	} else if (error == NULL) {
		flow_send(op);
	} else if (op->reply.error.kind == ERROR_SESSION_ENDED &&
		error_exit_status(error->kind) == EXIT_STATUS_NETWORK) {
		refuse(op, error); /* the session may still be good; the network is not */
	} else if (op->reply.error.http == 404) {
		check_own_token(op);
	} else {
		answered(op); /* with what the service said before */
	}
}

/* `error` is NULL when it worked. */
static void renewal_over(struct op *renewal, const struct error *error)
{
	struct identity *identity = renewal->identity;
	struct op *op;

	if (error != NULL && error_exit_status(error->kind) == EXIT_STATUS_NETWORK) {
		session_put_off(&identity->session, clock_wall());
	} else if (error != NULL && renewal->request.secret == identity->session.credential) {
		/* Trying again would count against the user. */
		session_forget_credential(&identity->session);
	}
	op_free(renewal);
	TAILQ_FOREACH(op, &identity->ops, link)
	{
		if (op->state == OP_RENEWING) {
			resume(op, error);
		}
	}
}

static bool renewal_runs(const struct identity *identity)
{
	const struct op *op;

	TAILQ_FOREACH(op, &identity->ops, link)
	{
		if (op->silent) {
			return true;
		}
	}
	return false;
}

static void start_renewal(struct identity *identity)
{
	const struct kept_session *session = &identity->session;
	struct identity_request request = {
		.op = IDENTITY_SIGN_IN,
		.kind = session->kind,
		.secret = secret_link(session->credential),
	};

	snprintf(request.username, sizeof(request.username), "%s", session->username);
	struct op *renewal = op_create(identity, &request);
	renewal->silent = true;
	flow_send(renewal);
}

/* Better now than after the service has refused it: a change is not sent a second time. */
static bool renew_first(struct op *op)
{
	const struct kept_session *session = &op->identity->session;

	if (!dialect_op(op)->signed_in || !session_is_due(session, clock_wall())) {
		return false;
	}
	op->state = OP_RENEWING;
	op->unsent = true;
	if (!renewal_runs(op->identity)) {
		start_renewal(op->identity);
	}
	return true;
}

/* A dead token answers 401, or 404 (Rackspace Identity v2.0, "Manage authentication tokens"), even where
 * nothing is looked up by ID. */
static bool looks_expired(const struct op *op, const struct http_response *response)
{
	const struct dialect_op *how = dialect_op(op);

	return how->care == DIALECT_READ && how->signed_in && !op->renewed &&
		(response->status == 401 || response->status == 404);
}

static void report_wait(const struct op *op, struct identity_wait wait)
{
	const struct identity_listener *listener = &op->identity->listener;

	wait.id = op->reply.id;
	wait.op = op->request.op;
	if (listener->waiting != NULL) {
		listener->waiting(listener->data, &wait);
	}
}

/* True when `op` goes on, with another token or to check its own, so that this answer is not its last. */
static bool renew(struct op *op, const struct error *error)
{
	struct identity *identity = op->identity;

	op->renewed = true;
	if (identity->session.token != NULL && op->token != identity->session.token) {
		flow_send(op); /* another operation has renewed it in the meantime */
		return true;
	}
	op->reply.outcome = OUTCOME_REFUSED;
	op->reply.error = *error;
	if (identity->session.credential == NULL) {
		if (error->http != 404) {
			return false;
		}
		check_own_token(op);
		return true;
	}
	op->state = OP_RENEWING;
	if (!renewal_runs(identity)) {
		start_renewal(identity);
	}
	report_wait(op, /* last: the listener may cancel or destroy */
		(struct identity_wait){.reason = WAIT_SIGN_IN_AGAIN,
			.attempt = 2,
			.attempts_max = 2,
			.cause = error->kind});
	return true;
}

/* ---- answers ---- */

static void wait_and_retry(struct op *op, const struct http_response *response)
{
	uint64_t ms = retry_delay(op->tries, response->retry_after, uv_hrtime() / 1000);

	op->state = OP_WAITING;
	op->due = uv_now(op->identity->loop) + ms;
	op_schedule(op->identity);
	report_wait(op, /* last: the listener may cancel or destroy */
		(struct identity_wait){.reason = WAIT_RETRY,
			.seconds = (int)((ms + 999) / 1000),
			.attempt = op->tries + 1,
			.attempts_max = RETRY_TRIES,
			.cause = response->status == 503 ? ERROR_SERVICE : ERROR_RATE_LIMIT});
}

/* After failing to read the answer: may the service have acted anyway? */
static bool unclear(
	const struct op *op, const struct http_response *response, const struct error *error)
{
	if (is_probe(op)) {
		return error->kind != ERROR_SIGN_IN_REFUSED;
	}
	if (dialect_op(op)->care != DIALECT_CHANGE) {
		return false;
	}
	if (response->error.kind != ERROR_NONE) {
		return response->sent;
	}
	/* 408: something in between gave up waiting; the service may not have. */
	return response->status < 300 || response->status >= 500 || response->status == 408;
}

static void fail(struct op *op, const struct http_response *response, const struct error *error)
{
	char cause[ERROR_DETAIL_MAX];

	op->reply.outcome = unclear(op, response, error) ? OUTCOME_UNKNOWN : OUTCOME_REFUSED;
	op->reply.error = *error;
	op->reply.retry_after = response->retry_after;
	if (op->reply.outcome == OUTCOME_UNKNOWN && !is_probe(op)) {
		error_set_text(&op->reply.error, ERROR_OUTCOME_UNKNOWN, error->http,
			error_message(error, cause, sizeof(cause)));
	}
	session_changed(&op->identity->session, &op->request, op->reply.outcome);
	answered(op);
}

/* What a good answer means for the session. */
static void settle(struct op *op, struct dialect_answer *answer)
{
	struct kept_session *session = &op->identity->session;

	op->reply.outcome = OUTCOME_OK;
	op->reply.error = (struct error){0};
	session_changed(session, &op->request, OUTCOME_OK);
	if (op->request.op == IDENTITY_SIGN_IN || op->request.op == IDENTITY_PASSCODE) {
		session_started(session, &op->request, answer, clock_wall());
	} else if (credential_is_whole(&op->reply.credential)) {
		session_key(session, &op->request, credential_secret(&op->reply.credential));
	} else if (is_probe(op)) {
		drop_token(op, answer->token);
		return;
	}
	answered(op);
}

static void settle_renewal(struct op *renewal, struct dialect_answer *answer)
{
	struct error error = {0};

	if (session_renewed(&renewal->identity->session, answer, clock_wall())) {
		renewal_over(renewal, NULL);
	} else {
		error_set(&error, ERROR_SESSION_ENDED, "this sign-in now belongs to another user");
		renewal_over(renewal, &error);
	}
}

/* The next page of a list, unless somebody else has signed in meanwhile. */
static void next_page(struct op *op)
{
	struct error error = {0};

	op->tries = 0;
	if (strcmp(op->request.user_id, op->identity->session.user_id) == 0) {
		flow_send(op);
	} else {
		error_set(&error, ERROR_SESSION_ENDED, "another user has signed in");
		refuse(op, &error);
	}
}

/* All but what says which request it is of. */
static void take_reply(struct op *op, struct dialect_answer *answer)
{
	struct identity_reply *reply = &op->reply;
	struct identity_reply told = answer->reply;

	told.id = reply->id;
	told.op = reply->op;
	told.outcome = reply->outcome;
	told.error = reply->error;
	*reply = told;
}

static void judge(struct op *op, const struct http_response *response)
{
	struct dialect_answer answer = {0};
	struct dialect_context context = context_of(op);
	struct error error = response->error;
	bool ok = error.kind == ERROR_NONE &&
		dialect_op(op)->parse(&context, &op->request, response, &answer, &error) &&
		pages_take(&op->pages, &answer, &error);

	take_reply(op, &answer);
	if (!ok && !op->silent && !is_probe(op)) {
		session_challenged(&op->identity->session, &answer);
	}
	if (op->request.op == IDENTITY_REVOKE) {
		session_finish(&op->identity->session);
	}
	if (op->silent && ok) {
		settle_renewal(op, &answer);
	} else if (op->silent) {
		renewal_over(op, &error);
	} else if (ok && answer.next[0] != '\0') {
		next_page(op);
	} else if (ok) {
		settle(op, &answer);
	} else if (!looks_expired(op, response) || !renew(op, &error)) {
		fail(op, response, &error);
	}
	secret_unlink(answer.token);
	secret_unlink(answer.challenge);
}

static void on_answer(void *data, const struct http_response *response)
{
	struct op *op = data;

	op->exchange = NULL;
	if (op->token_request) {
		settle_token_request(op, response);
	} else if (dialect_op(op)->care == DIALECT_READ &&
		retry_wanted(response->status, op->tries)) {
		wait_and_retry(op, response);
	} else {
		judge(op, response);
	}
}

static bool send_now(struct op *op, struct http_request *http, struct error *error)
{
	struct identity *identity = op->identity;
	struct dialect_context context = context_of(op);
	const struct dialect_op *how = dialect_op(op);

	if (how->build == NULL) {
		return error_set_text(error, ERROR_NOT_OFFERED, 0, NULL);
	}
	if (how->signed_in && context.token == NULL) {
		return error_set_text(error, ERROR_SESSION_ENDED, 0, NULL);
	}
	if (!how->build(&context, &op->request, http, error)) {
		return false;
	}
	secret_unlink(op->token);
	op->token = secret_link(context.token);
	op->exchange = transport_start(identity->transport, http, on_answer, op, error);
	return op->exchange != NULL;
}

static void send_it(struct op *op)
{
	struct http_request http;
	struct error error = {0};

	op->state = OP_SENT;
	op->tries++;
	http_request_init(&http);
	if (!send_now(op, &http, &error)) {
		if (op->silent) {
			renewal_over(op, &error);
		} else {
			refuse(op, &error);
		}
	}
	http_request_finish(&http);
}

void flow_send(struct op *op)
{
	if (!renew_first(op)) {
		send_it(op);
	}
}
