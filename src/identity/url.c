/* SPDX-License-Identifier: MIT */
#include "url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "late_curl.h"

/* The parts of a URL that we check; curl owns the text. */
struct parts {
	CURLU *handle;
	char *scheme, *host, *port, *path;
};

static bool has(CURLU *handle, CURLUPart part)
{
	char *text = NULL;
	bool found = curl.url_get(handle, part, &text, 0) == CURLUE_OK;

	curl.free(text);
	return found;
}

static void parts_finish(struct parts *parts)
{
	curl.free(parts->scheme);
	curl.free(parts->host);
	curl.free(parts->port);
	curl.free(parts->path);
	curl.url_cleanup(parts->handle);
}

/* Of `url`, or of `link` as it is meant on the page `url`. */
static bool parts_read(struct parts *parts, const char *url, const char *link)
{
	*parts = (struct parts){.handle = curl.url()};
	CURLU *handle = parts->handle;

	if (handle != NULL && curl.url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK &&
		(link == NULL || curl.url_set(handle, CURLUPART_URL, link, 0) == CURLUE_OK) &&
		curl.url_get(handle, CURLUPART_SCHEME, &parts->scheme, 0) == CURLUE_OK &&
		curl.url_get(handle, CURLUPART_HOST, &parts->host, 0) == CURLUE_OK &&
		curl.url_get(handle, CURLUPART_PORT, &parts->port, CURLU_DEFAULT_PORT) ==
			CURLUE_OK &&
		curl.url_get(handle, CURLUPART_PATH, &parts->path, 0) == CURLUE_OK) {
		return true;
	}
	parts_finish(parts);
	return false;
}

static bool host_is_local(const char *host)
{
	struct in_addr address;

	if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0) {
		return true;
	}
	return inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

bool url_is_local(const char *url)
{
	struct parts parts;

	if (!parts_read(&parts, url, NULL)) {
		return false;
	}
	bool local = host_is_local(parts.host);
	parts_finish(&parts);
	return local;
}

char *url_authority(const char *url, char *out, size_t size)
{
	struct parts parts;

	out[0] = '\0';
	if (parts_read(&parts, url, NULL)) {
		snprintf(out, size, "%s:%s", parts.host, parts.port);
		parts_finish(&parts);
	}
	return out;
}

/* Removes slashes and one "/v2.0" from the end. */
static void trim_path(char *path)
{
	static const char version[] = "/v2.0";
	size_t len = strlen(path);

	while (len > 0 && path[len - 1] == '/') {
		path[--len] = '\0';
	}
	if (len >= sizeof(version) - 1 &&
		strcmp(path + len - (sizeof(version) - 1), version) == 0) {
		len -= sizeof(version) - 1;
		path[len] = '\0';
	}
	while (len > 0 && path[len - 1] == '/') {
		path[--len] = '\0';
	}
}

static bool check(const struct parts *parts, struct error *error)
{
	if (strcmp(parts->scheme, "https") != 0 && strcmp(parts->scheme, "http") != 0) {
		return error_set(error, ERROR_URL, "%s is not https", parts->scheme);
	}
	if (strcmp(parts->scheme, "http") == 0 && !host_is_local(parts->host)) {
		return error_set(error, ERROR_URL,
			"http would send the credential unencrypted to %s", parts->host);
	}
	if (has(parts->handle, CURLUPART_USER) || has(parts->handle, CURLUPART_PASSWORD)) {
		return error_set(error, ERROR_URL, "a URL must not contain a username or password");
	}
	if (has(parts->handle, CURLUPART_QUERY) || has(parts->handle, CURLUPART_FRAGMENT)) {
		return error_set(error, ERROR_URL, "it contains '?' or '#'");
	}
	return true;
}

bool url_normalise(const char *given, struct buffer *out, struct error *error)
{
	struct parts parts;

	if (strlen(given) > URL_MAX || !parts_read(&parts, given, NULL)) {
		return error_set(error, ERROR_URL, "it is malformed");
	}
	bool ok = check(&parts, error);
	if (ok) {
		bool usual = strcmp(parts.port, strcmp(parts.scheme, "http") == 0 ? "80" : "443") ==
			0;
		trim_path(parts.path);
		ok = buffer_printf(out, "%s://%s%s%s%s", parts.scheme, parts.host, usual ? "" : ":",
			     usual ? "" : parts.port, parts.path) ||
			error_set(error, ERROR_URL, "it is too long");
	}
	parts_finish(&parts);
	return ok;
}

static bool same_place(const struct parts *one, const struct parts *other)
{
	return strcmp(one->scheme, other->scheme) == 0 && strcasecmp(one->host, other->host) == 0 &&
		strcmp(one->port, other->port) == 0 && strcmp(one->path, other->path) == 0;
}

static bool copy_query(CURLU *handle, char *query, size_t size)
{
	char *text = NULL;
	bool ok = curl.url_get(handle, CURLUPART_QUERY, &text, 0) == CURLUE_OK;
	size_t len = ok ? strlen(text) : 0;

	ok = len > 0 && len < size;
	for (size_t i = 0; ok && i < len; i++) {
		ok = text[i] > ' ' && text[i] < 0x7f;
	}
	memset(query, 0, size);
	if (ok) {
		memcpy(query, text, len);
	}
	curl.free(text);
	return ok;
}

bool url_query_beside(const char *from, const char *link, char *query, size_t size)
{
	struct parts here, there;

	if (!parts_read(&here, from, NULL)) {
		return false;
	}
	if (!parts_read(&there, from, link)) {
		parts_finish(&here);
		return false;
	}
	bool ok = same_place(&here, &there) && !has(there.handle, CURLUPART_USER) &&
		!has(there.handle, CURLUPART_PASSWORD) && copy_query(there.handle, query, size);
	parts_finish(&here);
	parts_finish(&there);
	return ok;
}

bool url_append_id(struct buffer *url, const char *id)
{
	if (id[0] == '\0' || strcmp(id, ".") == 0 || strcmp(id, "..") == 0) {
		return false;
	}
	for (const unsigned char *at = (const unsigned char *)id; *at != '\0'; at++) {
		bool plain = *at < 0x80 && (isalnum(*at) || strchr("-._~", *at) != NULL);
		if (!(plain ? buffer_append(url, at, 1) : buffer_printf(url, "%%%02X", *at))) {
			return false;
		}
	}
	return true;
}
