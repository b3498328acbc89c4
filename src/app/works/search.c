/* SPDX-License-Identifier: MIT
 * Searching for a key: before the reset everywhere, after it in the files that were updated. */
#include "works_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"

static void free_rechecked(struct works *works)
{
	for (size_t i = 0; i < works->rechecked_count; i++) {
		holder_destroy(works->rechecked[i]);
	}
	free(works->rechecked);
	free(works->still);
	works->rechecked = NULL;
	works->rechecked_count = 0;
	works->still = NULL;
	works->still_count = 0;
}

void search_finish(struct works *works)
{
	uv_timer_stop(&works->later);
	search_destroy(works->search);
	works->search = NULL;
	unsearched_finish(&works->unsearched);
	free_rechecked(works);
	works->rechecking = false;
}

/* ---- what the search tells ---- */

static void note_still(struct works *works, const struct holder *holder)
{
	for (size_t i = 0; i < works->rechecked_count; i++) {
		const struct holder *place = works->rechecked[i];
		if (place != NULL && strcmp(place->path, holder->path) == 0) {
			works->still[works->still_count++] = i;
			return;
		}
	}
}

static void found(void *data, struct holder *holder)
{
	struct works *works = data;
	struct work_event event = {.kind = WORK_EVENT_FOUND, .holder = holder};

	if (works->rechecking) {
		note_still(works, holder);
		holder_destroy(holder);
	} else {
		works_tell(works, &event);
	}
}

static void unsearched(void *data, const struct unsearched *unsearched)
{
	struct works *works = data;

	unsearched_add(&works->unsearched, unsearched->kind, unsearched->path, unsearched->reason);
}

static void fill(
	struct work_event *event, const struct works *works, const struct search_progress *progress)
{
	event->files = progress->files;
	event->bytes = progress->bytes;
	event->unreadable = works->unsearched.counts[UNSEARCHED_UNREADABLE];
}

static void progress(void *data, const struct search_progress *progress)
{
	struct works *works = data;
	struct work_event event = {.kind = WORK_EVENT_PROGRESS};

	if (!works->rechecking) {
		fill(&event, works, progress);
		works_tell(works, &event);
	}
}

/* A search that did not come to its end shows nothing. */
static void rechecked(struct works *works, bool whole)
{
	struct work_event event = {
		.kind = WORK_EVENT_DONE,
		.ticket = works->recheck_ticket,
		.ok = whole,
		.still = works->still,
		.still_count = works->still_count,
	};

	if (!whole) {
		error_set(&event.error, ERROR_SYSTEM,
			"the updated files could not be searched for the old key again");
	}
	works->still = NULL;
	works_tell(works, &event);
}

/* What the place's path leads to now: it may have become a link since. */
static char *resolve(struct holder *place)
{
	char *now = realpath(place->path, NULL);

	if (now != NULL) {
		free(place->path);
		place->path = now;
	}
	return place->path;
}

/* A search is not destroyed inside its own callback. */
static void on_later(uv_timer_t *timer)
{
	search_finish(timer->data);
}

static void finished(void *data, const struct search_summary *summary)
{
	struct works *works = data;
	struct work_event event = {.kind = WORK_EVENT_SEARCHED, .stopped = summary->cancelled};

	uv_timer_start(&works->later, on_later, 0, 0);
	if (works->rechecking) {
		rechecked(works, !summary->cancelled);
	} else {
		fill(&event, works, &summary->progress);
		event.unsearched = unsearched_take(&works->unsearched);
		works_tell(works, &event);
	}
}

/* ---- starting ---- */

static void start(struct works *works, const struct search_options *options)
{
	const struct search_listener listener = {.found = found,
		.unsearched = unsearched,
		.progress = progress,
		.finished = finished,
		.data = works};
	const struct search_summary none = {.cancelled = true};
	struct error error = {0};

	unsearched_finish(&works->unsearched);
	works->search = search_create(works->loop, options, &listener, &error);
	if (works->search == NULL) {
		struct work_event event = {.kind = WORK_EVENT_OUTPUT};
		snprintf(
			event.line, sizeof(event.line), "there is no search: %.200s", error.detail);
		works_tell(works, &event);
		finished(works, &none);
	}
}

void works_search(struct works *works, const struct credential *credential)
{
	const struct search_options options = {
		.credential = credential,
		.roots = works->options.roots,
		.home = works->options.home,
		.self = works->state_dir,
		.ignore = works->options.ignore,
		.cross_filesystems = works->options.cross_filesystems,
		.processes = true,
	};

	search_finish(works);
	works->planned = clock_wall();
	start(works, &options);
}

void works_search_stop(struct works *works)
{
	if (works->search != NULL) {
		search_cancel(works->search);
	}
}

void works_recheck(struct works *works, struct work_order *order)
{
	const size_t count = order->place_count;
	char **paths = memory_array(count + 1, sizeof(*paths));
	const struct search_options options = {
		.credential = &order->old_credential, .roots = paths, .cross_filesystems = true};
	size_t updated = 0;

	search_finish(works);
	works->rechecking = true;
	works->recheck_ticket = order->ticket;
	works->rechecked = memory_array(count, sizeof(*works->rechecked));
	works->still = memory_array(count, sizeof(*works->still));
	works->rechecked_count = count;
	for (size_t i = 0; i < count; i++) {
		if (order->places[i]->status == HOLDER_UPDATED) {
			works->rechecked[i] = holder_copy(order->places[i]);
			paths[updated++] = resolve(works->rechecked[i]);
		}
	}
	start(works, &options);
	free(paths);
	work_order_destroy(order);
}
