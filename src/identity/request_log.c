/* SPDX-License-Identifier: MIT */
#include "request_log.h"

#include <string.h>

#include "keyturn/log.h"
#include "late_curl.h"

enum { ID_MAX = 128 };

static const char *const methods[] = {
	[HTTP_GET] = "GET", [HTTP_POST] = "POST", [HTTP_PUT] = "PUT", [HTTP_DELETE] = "DELETE"};

/* From the first slash after the host, without the query, which contains user names. */
static const char *path_of(const struct http_exchange *exchange, int *len)
{
	const char *url = buffer_text(&exchange->request.url);
	const char *host = strstr(url, "://");
	const char *path = host == NULL ? url : host + 3 + strcspn(host + 3, "/?#");

	*len = (int)strcspn(path, "?#");
	return path;
}

static long milliseconds(const struct http_exchange *exchange)
{
	curl_off_t microseconds = 0;

	curl.easy_getinfo(exchange->easy, CURLINFO_TOTAL_TIME_T, &microseconds);
	return (long)(microseconds / 1000);
}

static bool holds(const struct buffer *buffer, const char *text)
{
	return memmem(buffer_text(buffer), buffer->len, text, strlen(text)) != NULL;
}

/* A service might put a secret there that it was sent or is sending. */
static bool is_secret(const struct http_exchange *exchange, const char *id)
{
	struct secret *secret = exchange->request.secret;
	bool same = false;

	if (secret != NULL) {
		const char *bytes = secret_open(secret);
		same = memmem(bytes, secret_length(secret), id, strlen(id)) != NULL ||
			strstr(id, bytes) != NULL;
		secret_close(secret);
	}
	return same || holds(&exchange->request.body, id) || holds(&exchange->response.body, id);
}

/* Rackspace's, OpenStack's (Keystone, "x-openstack-request-id") and what others use; or "". */
static const char *service_id(const struct http_exchange *exchange)
{
	static const char *const names[] = {"x-trans-id", "x-openstack-request-id", "x-request-id"};
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:+/=";
	struct curl_header *header;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (curl.easy_header(exchange->easy, names[i], 0, CURLH_HEADER, -1, &header) !=
			CURLHE_OK) {
			continue;
		}
		const size_t len = strlen(header->value);
		if (len > 0 && len <= ID_MAX && strspn(header->value, allowed) == len &&
			!is_secret(exchange, header->value)) {
			return header->value;
		}
	}
	return "";
}

void request_log_answered(struct http_exchange *exchange)
{
	int len;

	if (!log_wanted()) {
		return;
	}
	const char *method = methods[exchange->request.method];
	const char *path = path_of(exchange, &len);
	if (exchange->response.error.kind != ERROR_NONE) {
		log_line("request %s %.*s %s, %ld ms", method, len, path,
			error_name(exchange->response.error.kind), milliseconds(exchange));
		return;
	}
	const char *id = service_id(exchange);
	log_line("request %s %.*s %d%s%s, %ld ms", method, len, path, exchange->response.status,
		id[0] == '\0' ? "" : ", id ", id, milliseconds(exchange));
}

void request_log_abandoned(struct http_exchange *exchange)
{
	int len;

	if (log_wanted()) {
		const char *path = path_of(exchange, &len);
		log_line("request %s %.*s abandoned, %ld ms", methods[exchange->request.method],
			len, path, milliseconds(exchange));
	}
}
