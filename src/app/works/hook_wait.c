/* SPDX-License-Identifier: MIT
 * Waiting for a hook that an earlier keyturn left running. It is no child of this process, so that its end
 * is looked for, and how it ended cannot be learnt. */
#include <stdio.h>
#include <stdlib.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "works_private.h"

enum { LOOK_MS = 200 };

struct hook_wait {
	uv_timer_t timer;
	struct works *works;
	char trace[WORKS_PATH_SIZE];
	int64_t end; /* ms */
	hook_wait_over *over;
};

static void look(uv_timer_t *timer)
{
	struct hook_wait *wait = timer->data;
	pid_t pid;
	bool runs = hook_trace_read(wait->trace, &pid) == HOOK_STILL_RUNS;

	if (!runs || clock_monotonic() >= wait->end) {
		uv_timer_stop(timer);
		wait->over(wait->works, runs);
	}
}

struct hook_wait *hook_wait_start(
	struct works *works, const char *trace, int seconds, hook_wait_over *over)
{
	struct hook_wait *wait = memory_alloc(sizeof(*wait));

	wait->works = works;
	wait->over = over;
	wait->end = clock_monotonic() + (int64_t)seconds * 1000;
	snprintf(wait->trace, sizeof(wait->trace), "%s", trace);
	uv_timer_init(works->loop, &wait->timer);
	wait->timer.data = wait;
	uv_timer_start(&wait->timer, look, LOOK_MS, LOOK_MS);
	return wait;
}

static void on_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void hook_wait_destroy(struct hook_wait *wait)
{
	if (wait != NULL) {
		uv_close((uv_handle_t *)&wait->timer, on_closed);
	}
}
