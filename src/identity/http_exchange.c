/* SPDX-License-Identifier: MIT */
#include "http_exchange.h"

#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "keyturn/memory.h"
#include "late_curl.h"
#include "request_log.h"
#include "url.h"

void http_request_init(struct http_request *request)
{
	*request = (struct http_request){.reply_max = HTTP_REPLY_MAX};
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

bool http_succeeded(const struct http_response *response)
{
	return response->status >= 200 && response->status < 300;
}

/* ---- before ---- */

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
	struct http_exchange *exchange = user;
	size_t len = size * count;

	if (!buffer_append(&exchange->response.body, data, len)) {
		exchange->too_large = true;
		return 0;
	}
	return len;
}

/* Also headers of a proxy and of earlier answers, such as "100 Continue". */
static size_t on_header(char *data, size_t size, size_t count, void *user)
{
	struct http_exchange *exchange = user;
	size_t len = size * count;
	(void)data;

	exchange->header_bytes += len;
	if (exchange->header_bytes > HTTP_HEADERS_MAX) {
		exchange->too_large = true;
		return 0;
	}
	return len;
}

static bool add_header(struct http_exchange *exchange, const char *line)
{
	struct curl_slist *longer = curl.slist_append(exchange->headers, line);

	if (longer == NULL) {
		return false;
	}
	exchange->headers = longer;
	return true;
}

static bool add_secret_header(struct http_exchange *exchange)
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

static bool has_body(enum http_method method)
{
	return method == HTTP_POST || method == HTTP_PUT;
}

static bool set_headers(struct http_exchange *exchange)
{
	return add_header(exchange, "Accept: application/json") &&
		add_header(exchange, "Expect:") &&
		(!has_body(exchange->request.method) ||
			add_header(exchange, "Content-Type: application/json")) &&
		add_secret_header(exchange);
}

/* Setting an option must not fail unnoticed: some of them keep the token safe. */
#define SET(option, value) \
	(code = code != CURLE_OK ? code : curl.easy_setopt(easy, CURLOPT_##option, value))

static CURLcode set_manners(CURL *easy, const struct http_exchange *exchange,
	const struct http_exchange_settings *settings, bool plain)
{
	CURLcode code = CURLE_OK;

	SET(NOSIGNAL, 1L);
	SET(QUICK_EXIT, 1L); /* or aborting would wait for a name server that hangs */
	SET(CONNECTTIMEOUT_MS, settings->connect_ms);
	SET(TIMEOUT_MS, settings->answer_ms);
	SET(USERAGENT, settings->user_agent);
	SET(MAXFILESIZE, (long)exchange->request.reply_max);
	SET(FOLLOWLOCATION, 0L);
	SET(PROTOCOLS_STR, plain ? "http" : "https");
	SET(SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(SSL_VERIFYPEER, 1L);
	SET(SSL_VERIFYHOST, 2L);
	if (settings->ca_file != NULL) {
		SET(CAINFO, settings->ca_file);
	}
	if (plain) {
		SET(NOPROXY, "*"); /* a proxy would take an unencrypted token off this machine */
	}
	/* HTTP/2 would keep copies of header lines in memory we cannot wipe. */
	SET(HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	return code;
}

static CURLcode set_request(CURL *easy, struct http_exchange *exchange)
{
	struct http_request *request = &exchange->request;
	CURLcode code = CURLE_OK;

	SET(URL, buffer_text(&request->url));
	SET(PATH_AS_IS, 1L);
	SET(HTTPHEADER, exchange->headers);
	SET(HEADEROPT, (long)CURLHEADER_SEPARATE); /* a proxy gets none of them */
	if (has_body(request->method)) {
		SET(POST, 1L);
		SET(POSTFIELDS, buffer_text(&request->body)); /* not copied */
		SET(POSTFIELDSIZE, (long)request->body.len);
	}
	if (request->method == HTTP_PUT) {
		SET(CUSTOMREQUEST, "PUT"); /* as a POST is sent, but for its name */
	} else if (request->method == HTTP_DELETE) {
		SET(CUSTOMREQUEST, "DELETE");
	}
	if (request->method != HTTP_GET) {
		/* curl repeats any request when a reused connection dies before the first byte of the
		 * answer, but the service may have acted before it dropped the connection. So never for a
		 * change. */
		SET(FRESH_CONNECT, 1L);
		SET(FORBID_REUSE, 1L);
	}
	return code;
}

static CURLcode set_callbacks(CURL *easy, struct http_exchange *exchange)
{
	CURLcode code = CURLE_OK;

	SET(PRIVATE, exchange);
	SET(ERRORBUFFER, exchange->reason);
	SET(WRITEFUNCTION, on_body);
	SET(WRITEDATA, exchange);
	SET(HEADERFUNCTION, on_header);
	SET(HEADERDATA, exchange);
	return code;
}

#undef SET

static bool prepare(struct http_exchange *exchange, const struct http_exchange_settings *settings,
	struct error *error)
{
	const char *url = buffer_text(&exchange->request.url);
	bool plain = strncmp(url, "http://", 7) == 0;
	CURL *easy = exchange->easy;
	CURLcode code;

	if (plain && !url_is_local(url)) {
		return error_set(error, ERROR_INTERNAL, "plain http to another machine");
	}
	if (easy == NULL || !set_headers(exchange)) {
		return error_set(error, ERROR_INTERNAL, "the request could not be created");
	}
	if ((code = set_manners(easy, exchange, settings, plain)) != CURLE_OK ||
		(code = set_request(easy, exchange)) != CURLE_OK ||
		(code = set_callbacks(easy, exchange)) != CURLE_OK) {
		return error_set(error, ERROR_INTERNAL, "libcurl: %s", curl.easy_strerror(code));
	}
	return true;
}

struct http_exchange *http_exchange_create(struct http_request *request,
	const struct http_exchange_settings *settings, struct error *error)
{
	struct http_exchange *exchange = memory_alloc(sizeof(*exchange));

	*exchange = (struct http_exchange){.easy = curl.easy_init(), .request = *request};
	http_request_init(request);
	buffer_init(&exchange->response.body, exchange->request.reply_max);
	buffer_init(&exchange->response.challenges, SECRET_MAX);
	buffer_init(&exchange->response.links, HTTP_HEADERS_MAX);
	if (!prepare(exchange, settings, error)) {
		http_exchange_destroy(exchange);
		return NULL;
	}
	return exchange;
}

/* ---- after ---- */

/* All lines of one header, as one. */
static void read_header(struct http_exchange *exchange, const char *name, struct buffer *out)
{
	struct curl_header *header;

	for (size_t i = 0;
		curl.easy_header(exchange->easy, name, i, CURLH_HEADER, -1, &header) == CURLHE_OK;
		i++) {
		if (out->len > 0 && !buffer_append_text(out, ", ")) {
			break;
		}
		if (!buffer_append_text(out, header->value)) {
			break;
		}
	}
}

static void read_answer(struct http_exchange *exchange)
{
	struct http_response *response = &exchange->response;
	long status = 0;
	curl_off_t wait = 0;
	char *redirect = NULL;

	curl.easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	curl.easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &wait);
	curl.easy_getinfo(exchange->easy, CURLINFO_REDIRECT_URL, &redirect);
	response->status = (int)status;
	/* A date in the past, by this machine's clock, gives a negative number: no wait. */
	response->retry_after = wait < 0 ? 0 : wait > 86400 ? 86400 : (int)wait;
	if (redirect != NULL) {
		url_authority(redirect, response->redirect, sizeof(response->redirect));
	}
	read_header(exchange, "WWW-Authenticate", &response->challenges);
	read_header(exchange, "Link", &response->links); /* never larger than all headers */
}

void http_exchange_settle(struct http_exchange *exchange, CURLcode code)
{
	if (code == CURLE_OK) {
		read_answer(exchange);
	} else {
		failure_read(exchange->easy, exchange->too_large ? CURLE_FILESIZE_EXCEEDED : code,
			exchange->reason, exchange->request.reply_max, &exchange->response);
	}
	request_log_answered(exchange);
	curl.easy_cleanup(exchange->easy);
	exchange->easy = NULL;
}

void http_exchange_destroy(struct http_exchange *exchange)
{
	curl.easy_cleanup(exchange->easy);
	curl.slist_free_all(exchange->headers);
	http_request_finish(&exchange->request);
	buffer_finish(&exchange->response.body);
	buffer_finish(&exchange->response.challenges);
	buffer_finish(&exchange->response.links);
	memory_wipe(exchange, sizeof(*exchange));
	free(exchange);
}
