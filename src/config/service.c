/* SPDX-License-Identifier: MIT */
#include "keyturn/service.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "keyturn/memory.h"

/* Rackspace Identity v2.0 docs, "Service access endpoints"; the UK's from Rackspace's own clients. */
static const struct {
	const char *name, *label, *url;
} services[] = {
	{"rackspace-us", "Rackspace US", "https://identity.api.rackspacecloud.com/v2.0"},
	{"rackspace-uk", "Rackspace UK", "https://lon.identity.api.rackspacecloud.com/v2.0"},
};

enum { SERVICE_COUNT = sizeof(services) / sizeof(services[0]), URL_MAX = 512 };

static const char version[] = "v2.0";
static const char lower[] = "abcdefghijklmnopqrstuvwxyz";
static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char digits[] = "0123456789";

/* A URL taken apart; pieces of the text, except that the host was put in lower case. */
struct url {
	bool tls;
	char host[URL_MAX]; /* with brackets around an IPv6 address */
	unsigned port;      /* 0: the scheme's */
	char path[URL_MAX]; /* without the version and without slashes at its end */
};

const char *service_name(unsigned index)
{
	return index < SERVICE_COUNT ? services[index].name : NULL;
}

static size_t span(const char *text, const char *more)
{
	char allowed[128];

	snprintf(allowed, sizeof(allowed), "%s%s%s%s", lower, upper, digits, more);
	return strspn(text, allowed);
}

static bool read_scheme(const char **text, struct url *url)
{
	url->tls = strncasecmp(*text, "https://", 8) == 0;
	if (!url->tls && strncasecmp(*text, "http://", 7) != 0) {
		return false;
	}
	*text += url->tls ? 8 : 7;
	return true;
}

static bool read_host(const char **text, struct url *url)
{
	size_t len;

	if (**text == '[') {
		struct in6_addr address;
		len = 1 + strspn(*text + 1, "0123456789abcdefABCDEF:.");
		snprintf(url->host, sizeof(url->host), "%.*s", (int)(len - 1), *text + 1);
		if ((*text)[len] != ']' || inet_pton(AF_INET6, url->host, &address) != 1) {
			return false;
		}
		len++;
	} else {
		len = span(*text, "-._");
		if (len == 0 || **text == '.' || **text == '-') {
			return false;
		}
	}
	snprintf(url->host, sizeof(url->host), "%.*s", (int)len, *text);
	for (char *c = url->host; *c != '\0'; c++) {
		const char *found = strchr(upper, *c);
		*c = found != NULL ? lower[found - upper] : *c;
	}
	*text += len;
	return true;
}

static bool read_port(const char **text, struct url *url)
{
	if (**text != ':') {
		return true;
	}
	size_t len = strspn(*text + 1, digits);
	if (len == 0 || len > 5) {
		return false;
	}
	unsigned long port = strtoul(*text + 1, NULL, 10);
	*text += 1 + len;
	url->port = port == (url->tls ? 443 : 80) ? 0 : (unsigned)port;
	return port > 0 && port <= 65535;
}

/* The rest is a path of plain parts: no empty ones, no "." and "..", no escapes. */
static bool read_path(const char *text, struct url *url)
{
	char *end = url->path;

	while (*text != '\0') {
		if (*text != '/') {
			return false;
		}
		size_t len = span(text + 1, "-._~");
		if (len == 0) {
			return text[1] == '\0';
		}
		if (strspn(text + 1, ".") == len) {
			return false;
		}
		end = mempcpy(end, text, len + 1);
		*end = '\0';
		text += len + 1;
	}
	return true;
}

static bool is_loopback(const char *host)
{
	struct in_addr address;

	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
		(inet_pton(AF_INET, host, &address) == 1 && ntohl(address.s_addr) >> 24 == 127);
}

/* Takes our version off the end of the path; another version is another protocol. */
static bool strip_version(struct url *url, struct error *error)
{
	char *last = strrchr(url->path, '/');

	if (last == NULL || last[1] != 'v' || strchr(digits, last[2]) == NULL || last[2] == '\0' ||
		strspn(last + 2, "0123456789.") != strlen(last + 2)) {
		return true;
	}
	if (strcmp(last + 1, version) != 0) {
		return error_set(error, ERROR_SERVICE_UNKNOWN,
			"this version speaks Rackspace Identity v2.0, not the %s of that URL",
			last + 1);
	}
	*last = '\0';
	return true;
}

static bool read_url(const char *text, struct url *url, struct error *error)
{
	if (strlen(text) >= URL_MAX) {
		return error_set(error, ERROR_URL, "it is too long");
	}
	if (strchr(text, '@') != NULL) {
		return error_set(error, ERROR_URL, "it must not contain a user name or password");
	}
	if (strpbrk(text, "?#") != NULL) {
		return error_set(error, ERROR_URL, "it has a query or a fragment");
	}
	if (!read_scheme(&text, url)) {
		return error_set(error, ERROR_URL, "it does not start with https://");
	}
	if (!read_host(&text, url)) {
		return error_set(error, ERROR_URL, "its host is not a name or an address");
	}
	if (!read_port(&text, url)) {
		return error_set(error, ERROR_URL, "its port is not one of 1 to 65535");
	}
	if (!read_path(text, url)) {
		return error_set(error, ERROR_URL,
			"its path has characters or parts that no identity "
			"service has");
	}
	if (!url->tls && !is_loopback(url->host)) {
		return error_set(
			error, ERROR_URL, "plain http would show the credential to the network");
	}
	return strip_version(url, error);
}

static void service_fill(struct service *service, const struct url *url)
{
	char port[16] = "", host[URL_MAX + 16], text[3 * URL_MAX];

	if (url->port != 0) {
		snprintf(port, sizeof(port), ":%u", url->port);
	}
	snprintf(host, sizeof(host), "%s%s", url->host, port);
	snprintf(text, sizeof(text), "%s://%s%s/%s", url->tls ? "https" : "http", host, url->path,
		version);
	*service = (struct service){memory_text(text), memory_text(host), "Identity v2.0"};
	for (unsigned i = 0; i < SERVICE_COUNT; i++) {
		if (strcmp(services[i].url, text) == 0) {
			service->label = services[i].label;
		}
	}
}

static const char *url_of_name(const char *name)
{
	for (unsigned i = 0; i < SERVICE_COUNT; i++) {
		if (strcmp(services[i].name, name) == 0) {
			return services[i].url;
		}
	}
	return NULL;
}

bool service_find(struct service *service, const char *text, struct error *error)
{
	const char *known = url_of_name(text);
	struct url url = {0};

	if (known == NULL && strpbrk(text, "/:.@") == NULL) {
		return error_set(error, ERROR_SERVICE_UNKNOWN,
			"'%s': this version speaks Rackspace Identity v2.0 only", text);
	}
	if (!read_url(known != NULL ? known : text, &url, error)) {
		return false;
	}
	service_fill(service, &url);
	return true;
}

void service_finish(struct service *service)
{
	free(service->url);
	free(service->host);
	*service = (struct service){0};
}
