/* SPDX-License-Identifier: MIT */
#include "probe.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

bool probe_open(struct probe *probe, const char *url)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)strtoul(strrchr(url, ':') + 1, NULL, 10))};

	*probe = (struct probe){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	if (connect(probe->fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		probe_close(probe);
		return false;
	}
	return true;
}

void probe_close(struct probe *probe)
{
	close(probe->fd);
	probe->fd = -1;
}

static bool read_byte(struct probe *probe, char *byte)
{
	ssize_t count = recv(probe->fd, byte, 1, 0);

	probe->error = count < 0 ? errno : 0;
	return count == 1;
}

static bool read_head(struct probe *probe)
{
	size_t len = 0;

	memset(probe->head, 0, sizeof(probe->head));
	while (strstr(probe->head, "\r\n\r\n") == NULL) {
		if (len == sizeof(probe->head) - 1 || !read_byte(probe, probe->head + len)) {
			return false;
		}
		len++;
	}
	return true;
}

static void read_body(struct probe *probe)
{
	static char bytes[65536];
	const char *header = strstr(probe->head, "Content-Length:");
	size_t want = header != NULL ? strtoul(header + 15, NULL, 10) : 0;

	while (probe->body < want) {
		size_t left = want - probe->body;
		ssize_t count = recv(
			probe->fd, bytes, left < sizeof(bytes) ? left : sizeof(bytes), 0);
		if (count <= 0) {
			probe->error = count < 0 ? errno : 0;
			return;
		}
		if (probe->body == 0) {
			size_t keep = sizeof(probe->start) - 1;
			memcpy(probe->start, bytes, (size_t)count < keep ? (size_t)count : keep);
		}
		probe->body += (size_t)count;
	}
}

bool probe_send(struct probe *probe, const char *path)
{
	char request[512];
	int len = snprintf(
		request, sizeof(request), "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);

	return send(probe->fd, request, (size_t)len, MSG_NOSIGNAL) == len;
}

int probe_read(struct probe *probe)
{
	int status = 0;

	probe->body = 0;
	memset(probe->start, 0, sizeof(probe->start));
	if (!read_head(probe) || sscanf(probe->head, "HTTP/1.%*d %d", &status) != 1) {
		return 0;
	}
	read_body(probe);
	return status;
}

int probe_get(struct probe *probe, const char *path)
{
	return probe_send(probe, path) ? probe_read(probe) : 0;
}

bool probe_ready(struct probe *probe)
{
	struct pollfd wait = {.fd = probe->fd, .events = POLLIN};

	return poll(&wait, 1, 0) > 0;
}

int probe_once(const char *url, const char *path)
{
	struct probe probe;

	if (!probe_open(&probe, url)) {
		return 0;
	}
	int status = probe_get(&probe, path);
	probe_close(&probe);
	return status;
}
