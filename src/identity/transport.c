/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <stdlib.h>
#include <sys/queue.h>

#include "http_exchange.h"
#include "keyturn/memory.h"
#include "late_curl.h"
#include "request_log.h"

TAILQ_HEAD(http_exchange_list, http_exchange);

struct transport {
	uv_loop_t *loop;
	uv_timer_t timer;
	CURLM *multi;
	struct http_exchange_list running, finished;
	bool closed;
	struct http_exchange_settings settings;
};

/* One of curl's sockets in the loop. */
struct watch {
	uv_poll_t poll;
	struct transport *transport;
	curl_socket_t socket;
};

void transport_abort(struct http_exchange *exchange)
{
	struct transport *transport = exchange->transport;

	if (exchange->easy != NULL) {
		request_log_abandoned(exchange);
		curl.multi_remove_handle(transport->multi, exchange->easy);
		TAILQ_REMOVE(&transport->running, exchange, link);
	} else {
		TAILQ_REMOVE(&transport->finished, exchange, link);
	}
	http_exchange_destroy(exchange);
}

/* Moves the exchanges that curl has finished to our own list; runs none of our callbacks. */
static void collect(struct transport *transport)
{
	CURLMsg *message;
	int left;

	while ((message = curl.multi_info_read(transport->multi, &left)) != NULL) {
		struct http_exchange *exchange = NULL;
		CURLcode code = message->data.result; /* removing the handle frees the message */
		curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		curl.multi_remove_handle(transport->multi, exchange->easy);
		http_exchange_settle(exchange, code);
		TAILQ_REMOVE(&transport->running, exchange, link);
		TAILQ_INSERT_TAIL(&transport->finished, exchange, link);
	}
}

/* Outside of curl's callbacks, so that `done` may start, abort and destroy anything. */
static void act(struct transport *transport, curl_socket_t socket, int flags)
{
	int running;
	struct http_exchange *exchange;

	curl.multi_socket_action(transport->multi, socket, flags, &running);
	collect(transport);
	while (!transport->closed && (exchange = TAILQ_FIRST(&transport->finished)) != NULL) {
		TAILQ_REMOVE(&transport->finished, exchange, link);
		exchange->done(exchange->data, &exchange->response);
		http_exchange_destroy(exchange);
	}
}

static void on_timer(uv_timer_t *timer)
{
	act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
	struct watch *watch = poll->data;
	int flags = (events & UV_READABLE ? CURL_CSELECT_IN : 0) |
		(events & UV_WRITABLE ? CURL_CSELECT_OUT : 0);

	if (status < 0) {
		/* Reports the socket as readable: by reading, curl finds out what is wrong; told of an
		 * error, it would not look. */
		flags = CURL_CSELECT_IN | CURL_CSELECT_OUT;
	}
	act(watch->transport, watch->socket, flags);
}

static void on_watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static struct watch *watch_create(struct transport *transport, curl_socket_t socket)
{
	struct watch *watch = memory_alloc(sizeof(*watch));

	if (uv_poll_init_socket(transport->loop, &watch->poll, socket) != 0) {
		free(watch);
		return NULL;
	}
	watch->poll.data = watch;
	watch->transport = transport;
	watch->socket = socket;
	curl.multi_assign(transport->multi, socket, watch);
	return watch;
}

/* curl says which events of a socket it wants. */
static int on_socket(CURL *easy, curl_socket_t socket, int what, void *data, void *assigned)
{
	struct transport *transport = data;
	struct watch *watch = assigned;
	(void)easy;

	if (what == CURL_POLL_REMOVE) {
		if (watch != NULL) {
			curl.multi_assign(transport->multi, socket, NULL);
			uv_close((uv_handle_t *)&watch->poll, on_watch_closed);
		}
		return 0;
	}
	if (watch == NULL && (watch = watch_create(transport, socket)) == NULL) {
		return -1;
	}
	int events = (what & CURL_POLL_IN ? UV_READABLE : 0) |
		(what & CURL_POLL_OUT ? UV_WRITABLE : 0);
	return uv_poll_start(&watch->poll, events, on_poll) == 0 ? 0 : -1;
}

/* curl says when to call it without an event: 0 is soon, -1 is never. */
static int on_timeout(CURLM *multi, long ms, void *data)
{
	struct transport *transport = data;
	(void)multi;

	if (ms < 0) {
		uv_timer_stop(&transport->timer);
	} else {
		uv_timer_start(&transport->timer, on_timer, (uint64_t)ms, 0);
	}
	return 0;
}

struct transport *transport_create(uv_loop_t *loop, const struct transport_options *options)
{
	struct transport *transport = memory_alloc(sizeof(*transport));

	*transport = (struct transport){
		.loop = loop,
		.multi = curl.multi_init(),
		.settings =
			{
				.user_agent = memory_text(options->user_agent),
				.ca_file = memory_text(options->ca_file),
				.connect_ms = 1000L * options->connect_seconds,
				.answer_ms = 1000L * options->answer_seconds,
			},
	};
	TAILQ_INIT(&transport->running);
	TAILQ_INIT(&transport->finished);
	uv_timer_init(loop, &transport->timer);
	transport->timer.data = transport;
	curl.multi_setopt(transport->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl.multi_setopt(transport->multi, CURLMOPT_SOCKETDATA, transport);
	curl.multi_setopt(transport->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
	curl.multi_setopt(transport->multi, CURLMOPT_TIMERDATA, transport);
	return transport;
}

static void on_transport_closed(uv_handle_t *handle)
{
	struct transport *transport = handle->data;

	free(transport->settings.user_agent);
	free(transport->settings.ca_file);
	free(transport);
}

void transport_destroy(struct transport *transport)
{
	struct http_exchange *exchange;

	transport->closed = true;
	while ((exchange = TAILQ_FIRST(&transport->running)) != NULL ||
		(exchange = TAILQ_FIRST(&transport->finished)) != NULL) {
		transport_abort(exchange);
	}
	curl.multi_cleanup(transport->multi);
	uv_close((uv_handle_t *)&transport->timer, on_transport_closed);
}

struct http_exchange *transport_start(struct transport *transport, struct http_request *request,
	void (*done)(void *data, const struct http_response *response), void *data,
	struct error *error)
{
	struct http_exchange *exchange = http_exchange_create(request, &transport->settings, error);

	if (exchange == NULL) {
		return NULL;
	}
	exchange->transport = transport;
	exchange->done = done;
	exchange->data = data;
	if (curl.multi_add_handle(transport->multi, exchange->easy) != CURLM_OK) {
		http_exchange_destroy(exchange);
		error_set(error, ERROR_INTERNAL, "libcurl did not accept the request");
		return NULL;
	}
	TAILQ_INSERT_TAIL(&transport->running, exchange, link);
	return exchange;
}
