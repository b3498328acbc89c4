/* SPDX-License-Identifier: MIT */
#include "limit.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"

enum { CLIENT_MAX = 64, NAME_MAX_BYTES = 64 };

/* One client's window of one second, starting with its first request. */
struct window {
	char who[NAME_MAX_BYTES];
	int64_t start; /* ms; 0 for an unused entry */
	int count;
};

struct limit {
	int per_second;
	struct window windows[CLIENT_MAX];
};

struct limit *limit_create(int per_second)
{
	struct limit *limit = memory_alloc(sizeof(*limit));

	limit->per_second = per_second;
	return limit;
}

void limit_destroy(struct limit *limit)
{
	free(limit);
}

/* The client's window, or the oldest one. */
static struct window *find(struct limit *limit, const char *who)
{
	struct window *oldest = &limit->windows[0];

	for (size_t i = 0; i < CLIENT_MAX; i++) {
		struct window *window = &limit->windows[i];

		if (strncmp(window->who, who, sizeof(window->who) - 1) == 0) {
			return window;
		}
		if (window->start < oldest->start) {
			oldest = window;
		}
	}
	*oldest = (struct window){0};
	return oldest;
}

bool limit_pass(struct limit *limit, const char *who)
{
	struct window *window = find(limit, who);
	int64_t now = clock_monotonic();

	if (window->count == 0 || now - window->start >= 1000) {
		snprintf(window->who, sizeof(window->who), "%s", who);
		window->start = now;
		window->count = 0;
	}
	window->count++;
	return window->count <= limit->per_second;
}
