/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "failure.h"
#include "keyturn/memory.h"
#include "late_curl.h"
#include "url.h"

struct exchange {
	TAILQ_ENTRY(exchange) link; /* in `running`, then in `finished` */
	struct transport *transport;
	CURL *easy; /* NULL once finished */
	struct curl_slist *headers;
	struct http_request request;
	struct http_response response;
	void (*done)(void *data, const struct http_response *response);
	void *data;
	bool too_large;
	bool finished;
	char reason[CURL_ERROR_SIZE];
};

TAILQ_HEAD(exchange_list, exchange);

struct transport {
	uv_loop_t *loop;
	uv_timer_t timer;
	CURLM *multi;
	struct exchange_list running, finished;
	bool closed;
	char *user_agent, *ca_file;
	long connect_ms, answer_ms;
};

/* A socket of curl's in the loop. */
struct watch {
	uv_poll_t poll;
	struct transport *transport;
	curl_socket_t socket;
};

void http_request_init(struct http_request *request)
{
	*request = (struct http_request){0};
	buffer_init(&request->url, HTTP_REQUEST_MAX);
	buffer_init(&request->body, HTTP_REQUEST_MAX);
}

void http_request_finish(struct http_request *request)
{
	buffer_finish(&request->url);
	buffer_finish(&request->body);
	secret_unlink(request->secret);
	request->secret = NULL;
}

static void exchange_free(struct exchange *exchange)
{
	if (exchange->easy != NULL) {
		curl.multi_remove_handle(exchange->transport->multi, exchange->easy);
		curl.easy_cleanup(exchange->easy);
	}
	curl.slist_free_all(exchange->headers);
	http_request_finish(&exchange->request);
	buffer_finish(&exchange->response.body);
	buffer_finish(&exchange->response.challenges);
	memory_wipe(exchange, sizeof(*exchange));
	free(exchange);
}

void transport_abort(struct exchange *exchange)
{
	struct transport *transport = exchange->transport;

	TAILQ_REMOVE(
		exchange->finished ? &transport->finished : &transport->running, exchange, link);
	exchange_free(exchange);
}

static void read_challenges(struct exchange *exchange)
{
	struct buffer *out = &exchange->response.challenges;
	struct curl_header *header;

	for (size_t i = 0; curl.easy_header(exchange->easy, "WWW-Authenticate", i, CURLH_HEADER, -1,
				   &header) == CURLHE_OK;
		i++) {
		if (out->len > 0 && !buffer_append_text(out, ", ")) {
			break;
		}
		if (!buffer_append_text(out, header->value)) {
			break;
		}
	}
}

static void read_answer(struct exchange *exchange)
{
	struct http_response *response = &exchange->response;
	long status = 0;
	curl_off_t wait = 0;
	char *redirect = NULL;

	curl.easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	curl.easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &wait);
	curl.easy_getinfo(exchange->easy, CURLINFO_REDIRECT_URL, &redirect);
	response->status = (int)status;
	response->retry_after = wait < 0 || wait > 86400 ? 86400 : (int)wait;
	if (redirect != NULL) {
		url_authority(redirect, response->redirect, sizeof(response->redirect));
	}
	read_challenges(exchange);
}

/* Moves what curl has finished into our own list; no callback of ours runs meanwhile. */
static void collect(struct transport *transport)
{
	CURLMsg *message;
	int left;

	while ((message = curl.multi_info_read(transport->multi, &left)) != NULL) {
		struct exchange *exchange = NULL;
		CURLcode code = message->data.result;
		curl.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&exchange);
		if (code == CURLE_OK) {
			read_answer(exchange);
		} else {
			failure_read(exchange->easy,
				exchange->too_large ? CURLE_FILESIZE_EXCEEDED : code,
				exchange->reason, &exchange->response);
		}
		curl.multi_remove_handle(transport->multi, exchange->easy);
		curl.easy_cleanup(exchange->easy);
		exchange->easy = NULL;
		exchange->finished = true;
		TAILQ_REMOVE(&transport->running, exchange, link);
		TAILQ_INSERT_TAIL(&transport->finished, exchange, link);
	}
}

/* Outside of curl, so that `done` may start, abort and destroy what it likes. */
static void act(struct transport *transport, curl_socket_t socket, int flags)
{
	int running;
	struct exchange *exchange;

	curl.multi_socket_action(transport->multi, socket, flags, &running);
	collect(transport);
	while (!transport->closed && (exchange = TAILQ_FIRST(&transport->finished)) != NULL) {
		TAILQ_REMOVE(&transport->finished, exchange, link);
		exchange->done(exchange->data, &exchange->response);
		exchange_free(exchange);
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
		/* By reading, curl finds out what is wrong; told of an error, it would not look. */
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

/* curl tells what it wants to know of a socket. */
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

/* curl tells when it wants to be called without an event: 0 is soon, -1 is never. */
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
		.user_agent = memory_text(options->user_agent),
		.ca_file = memory_text(options->ca_file),
		.connect_ms = 1000L * options->connect_seconds,
		.answer_ms = 1000L * options->answer_seconds,
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

	free(transport->user_agent);
	free(transport->ca_file);
	free(transport);
}

void transport_destroy(struct transport *transport)
{
	struct exchange *exchange;

	transport->closed = true;
	while ((exchange = TAILQ_FIRST(&transport->running)) != NULL ||
		(exchange = TAILQ_FIRST(&transport->finished)) != NULL) {
		transport_abort(exchange);
	}
	curl.multi_cleanup(transport->multi);
	uv_close((uv_handle_t *)&transport->timer, on_transport_closed);
}

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
	struct exchange *exchange = user;
	size_t len = size * count;

	if (!buffer_append(&exchange->response.body, data, len)) {
		exchange->too_large = true;
		return 0;
	}
	return len;
}

static bool add_header(struct exchange *exchange, const char *line)
{
	struct curl_slist *longer = curl.slist_append(exchange->headers, line);

	if (longer == NULL) {
		return false;
	}
	exchange->headers = longer;
	return true;
}

static bool add_secret_header(struct exchange *exchange)
{
	const struct http_request *request = &exchange->request;

	if (request->secret == NULL) {
		return true;
	}
	struct buffer line;
	buffer_init(&line, SECRET_MAX + 64);
	bool ok = buffer_printf(
			  &line, "%s: %s", request->secret_name, secret_open(request->secret)) &&
		add_header(exchange, buffer_text(&line));
	secret_close(request->secret);
	buffer_finish(&line);
	return ok;
}

static bool set_headers(struct exchange *exchange)
{
	return add_header(exchange, "Accept: application/json") &&
		add_header(exchange, "Expect:") &&
		(exchange->request.method != HTTP_POST ||
			add_header(exchange, "Content-Type: application/json")) &&
		add_secret_header(exchange);
}

/* Setting an option must not fail unseen: some of them are what keeps the token safe. */
#define SET(option, value) \
	(code = code != CURLE_OK ? code : curl.easy_setopt(easy, CURLOPT_##option, value))

static CURLcode set_limits(CURL *easy, const struct transport *transport, bool plain)
{
	CURLcode code = CURLE_OK;

	SET(NOSIGNAL, 1L);
	SET(QUICK_EXIT, 1L); /* or giving up would wait for a name server that hangs */
	SET(CONNECTTIMEOUT_MS, transport->connect_ms);
	SET(TIMEOUT_MS, transport->answer_ms);
	SET(MAXFILESIZE, (long)HTTP_REPLY_MAX);
	SET(FOLLOWLOCATION, 0L);
	SET(PROTOCOLS_STR, plain ? "http" : "https");
	SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(SSL_VERIFYPEER, 1L);
	SET(SSL_VERIFYHOST, 2L);
	if (transport->ca_file != NULL) {
		SET(CAINFO, transport->ca_file);
	}
	if (plain) {
		SET(NOPROXY, "*"); /* a proxy would take a token in clear off this machine */
	}
	/* HTTP/2 would keep copies of header lines in memory that we cannot wipe. */
	SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	return code;
}

static CURLcode set_request(CURL *easy, struct exchange *exchange)
{
	struct http_request *request = &exchange->request;
	CURLcode code = CURLE_OK;

	SET(URL, buffer_text(&request->url));
	SET(PATH_AS_IS, 1L);
	SET(HTTPHEADER, exchange->headers);
	if (request->method == HTTP_POST) {
		SET(POST, 1L);
		SET(POSTFIELDS, buffer_text(&request->body)); /* not copied */
		SET(POSTFIELDSIZE, (long)request->body.len);
	} else if (request->method == HTTP_DELETE) {
		SET(CUSTOMREQUEST, "DELETE");
	}
	if (request->method != HTTP_GET) {
		/* curl repeats any request when a reused connection dies before the first byte of
		 * the answer, and a service may act and then drop it. Never for a change. */
		SET(FRESH_CONNECT, 1L);
		SET(FORBID_REUSE, 1L);
	}
	return code;
}

static CURLcode set_callbacks(CURL *easy, struct exchange *exchange)
{
	CURLcode code = CURLE_OK;

	SET(PRIVATE, exchange);
	SET(ERRORBUFFER, exchange->reason);
	SET(WRITEFUNCTION, on_body);
	SET(WRITEDATA, exchange);
	SET(USERAGENT, exchange->transport->user_agent);
	return code;
}

#undef SET

static bool begin(struct exchange *exchange, struct error *error)
{
	struct transport *transport = exchange->transport;
	const char *url = buffer_text(&exchange->request.url);
	bool plain = strncmp(url, "http://", 7) == 0;
	CURL *easy = exchange->easy;
	CURLcode code;

	if (plain && !url_is_local(url)) {
		return error_set(error, ERROR_INTERNAL, "plain http to another machine");
	}
	if (easy == NULL || !set_headers(exchange)) {
		return error_set(error, ERROR_INTERNAL, "the request could not be made");
	}
	if ((code = set_limits(easy, transport, plain)) != CURLE_OK ||
		(code = set_request(easy, exchange)) != CURLE_OK ||
		(code = set_callbacks(easy, exchange)) != CURLE_OK) {
		return error_set(error, ERROR_INTERNAL, "libcurl: %s", curl.easy_strerror(code));
	}
	if (curl.multi_add_handle(transport->multi, easy) != CURLM_OK) {
		return error_set(error, ERROR_INTERNAL, "libcurl took no request");
	}
	return true;
}

struct exchange *transport_start(struct transport *transport, struct http_request *request,
	void (*done)(void *data, const struct http_response *response), void *data,
	struct error *error)
{
	struct exchange *exchange = memory_alloc(sizeof(*exchange));

	*exchange = (struct exchange){
		.transport = transport,
		.easy = curl.easy_init(),
		.request = *request,
		.done = done,
		.data = data,
	};
	http_request_init(request);
	buffer_init(&exchange->response.body, HTTP_REPLY_MAX);
	buffer_init(&exchange->response.challenges, SECRET_MAX);
	if (!begin(exchange, error)) {
		exchange_free(exchange);
		return NULL;
	}
	TAILQ_INSERT_TAIL(&transport->running, exchange, link);
	return exchange;
}
