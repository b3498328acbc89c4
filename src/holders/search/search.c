/* SPDX-License-Identifier: MIT */
#include "keyturn/search.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"
#include "forms/matcher.h"
#include "search/outbox.h"
#include "search/processes.h"
#include "search/roots.h"
#include "search/systemd_units.h"
#include "search/walk.h"

enum {
	KEY_MIN = 16,
	THREADS_MIN = 4, /* some read while others wait for the disk */
	THREADS_MAX = 8,
	PROGRESS_MS = 200,
	PATIENCE_MS = 1000, /* for a thread that is caught in a read */
};

/* What the threads share. It outlives the search when one of them does not come back in time. */
struct crew {
	pthread_mutex_t lock;
	pthread_cond_t ended;
	unsigned running, links;
	struct matcher *matcher;
	struct queue *queue;
	struct outbox *outbox;
	struct tally tally;
	char **wanted; /* the roots asked for */
	char **ignore; /* what is not searched; or NULL */
	char *home, *self;
	bool cross_filesystems, processes;
	struct roots roots;
};

struct search {
	struct crew *crew;
	struct search_listener listener;
	uv_async_t async;
	uv_timer_t timer;
	int64_t started, cancelled; /* ms; 0: not cancelled */
	bool over;                  /* `finished` was told */
	bool gone;                  /* destroyed */
	unsigned handles;
};

/* ---- the crew ---- */

static char **copy_words(char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL) {
		count++;
	}
	char **copy = memory_array(count + 1, sizeof(*copy));
	for (size_t i = 0; i < count; i++) {
		copy[i] = memory_text(words[i]);
	}
	return copy;
}

static void free_words(char **words)
{
	for (char **word = words; word != NULL && *word != NULL; word++) {
		free(*word);
	}
	free(words);
}

static void crew_unlink(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	const bool last = --crew->links == 0;
	pthread_mutex_unlock(&crew->lock);
	if (!last) {
		return;
	}
	queue_destroy(crew->queue);
	outbox_destroy(crew->outbox);
	roots_finish(&crew->roots);
	matcher_destroy(crew->matcher);
	free_words(crew->wanted);
	free_words(crew->ignore);
	free(crew->home);
	free(crew->self);
	pthread_cond_destroy(&crew->ended);
	pthread_mutex_destroy(&crew->lock);
	free(crew);
}

static bool crew_running(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	const bool running = crew->running > 0;
	pthread_mutex_unlock(&crew->lock);
	return running;
}

/* Waits for the threads, but not for one that is caught in the kernel. */
static void crew_wait(struct crew *crew)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += PATIENCE_MS / 1000;
	pthread_mutex_lock(&crew->lock);
	while (crew->running > 0 &&
		pthread_cond_timedwait(&crew->ended, &crew->lock, &until) != ETIMEDOUT) {
	}
	pthread_mutex_unlock(&crew->lock);
}

/* ---- a thread ---- */

/* The first piece of work: it makes the others. */
static void begin(struct crew *crew)
{
	struct roots *roots = &crew->roots;

	for (char **path = crew->wanted; *path != NULL; path++) {
		roots_add(roots, *path, true, crew->outbox);
	}
	if (crew->home != NULL) {
		roots_add_known(roots, crew->home, crew->outbox);
	}
	if (crew->processes) {
		units_add(roots, crew->home, crew->outbox);
		queue_push(crew->queue, (struct task){.kind = TASK_PROCESSES});
	}
	roots_arrange(roots, crew->cross_filesystems, crew->ignore);
	for (size_t i = 0; i < roots->count; i++) {
		queue_push(crew->queue, (struct task){.kind = TASK_ROOT, .root = &roots->list[i]});
	}
}

static void do_task(struct crew *crew, struct walker *walker, struct task *task)
{
	switch (task->kind) {
	case TASK_BEGIN:
		begin(crew);
		break;
	case TASK_PROCESSES:
		processes_search(walker);
		break;
	case TASK_ROOT:
		walk_root(walker, task->root);
		break;
	case TASK_DIRECTORY:
		walk_directory(walker, task->root, task->path);
		break;
	case TASK_BATCH:
		walk_batch(walker, task->batch);
		break;
	}
}

static void *thread_main(void *data)
{
	struct crew *crew = data;
	struct task task;
	struct stat self;
	struct walker walker = {
		.queue = crew->queue,
		.outbox = crew->outbox,
		.tally = &crew->tally,
		.roots = &crew->roots,
		.ignore = crew->ignore,
		.reader = reader_create(crew->matcher, &crew->tally),
		.cross_filesystems = crew->cross_filesystems,
	};

	if (crew->self != NULL && stat(crew->self, &self) == 0) {
		walker.self_device = self.st_dev;
		walker.self_inode = self.st_ino;
	}
	while (queue_take(crew->queue, &task)) {
		do_task(crew, &walker, &task);
	}
	reader_destroy(walker.reader);
	pthread_mutex_lock(&crew->lock);
	crew->running--;
	pthread_cond_broadcast(&crew->ended);
	pthread_mutex_unlock(&crew->lock);
	outbox_wake(crew->outbox);
	crew_unlink(crew);
	return NULL;
}

/* All signals are the loop's thread's. */
static bool start_thread(struct crew *crew)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, before;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_mutex_lock(&crew->lock);
	crew->running++;
	crew->links++;
	pthread_mutex_unlock(&crew->lock);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	const bool ok = pthread_create(&thread, &attributes, thread_main, crew) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	if (!ok) {
		pthread_mutex_lock(&crew->lock);
		crew->running--;
		crew->links--;
		pthread_mutex_unlock(&crew->lock);
		queue_leave(crew->queue);
	}
	return ok;
}

static unsigned thread_count(void)
{
	const unsigned available = uv_available_parallelism();

	return available < THREADS_MIN    ? THREADS_MIN
		: available > THREADS_MAX ? THREADS_MAX
					  : available;
}

/* ---- the loop's side ---- */

static struct search_progress progress_of(const struct crew *crew)
{
	return (struct search_progress){
		.files = atomic_load(&crew->tally.files),
		.bytes = atomic_load(&crew->tally.bytes),
		.skipped = atomic_load(&crew->tally.skipped),
	};
}

static void finish(struct search *search)
{
	const struct search_summary summary = {
		.progress = progress_of(search->crew),
		.seconds = (double)(clock_monotonic() - search->started) / 1000,
		.cancelled = search->cancelled != 0,
	};

	search->over = true;
	uv_timer_stop(&search->timer);
	search->listener.finished(search->listener.data, &summary);
}

static void deliver(struct search *search, struct outbox_item *item)
{
	const struct search_listener *listener = &search->listener;

	if (search->gone || search->cancelled != 0) {
		return;
	}
	if (item->holder != NULL) {
		struct holder *holder = item->holder;
		item->holder = NULL;
		listener->found(listener->data, holder);
	} else {
		listener->unsearched(listener->data, &item->unsearched);
	}
}

static void deliver_all(struct search *search)
{
	const bool running = crew_running(search->crew); /* before, so that nothing is missed */

	for (struct outbox_item *item = outbox_take(search->crew->outbox), *next; item != NULL;
		item = next) {
		next = item->next;
		deliver(search, item);
		outbox_item_destroy(item);
	}
	if (!search->gone && !search->over && !running) {
		finish(search);
	}
}

static void on_async(uv_async_t *async)
{
	deliver_all(async->data);
}

static void on_timer(uv_timer_t *timer)
{
	struct search *search = timer->data;
	const struct search_progress progress = progress_of(search->crew);

	if (search->cancelled == 0) {
		search->listener.progress(search->listener.data, &progress);
	} else if (clock_monotonic() - search->cancelled > PATIENCE_MS) {
		finish(search);
	}
}

static struct crew *crew_create(
	const struct search_options *options, struct matcher *matcher, uv_async_t *async)
{
	struct crew *crew = memory_alloc(sizeof(*crew));
	pthread_condattr_t attributes;

	*crew = (struct crew){
		.links = 1,
		.matcher = matcher,
		.queue = queue_create(thread_count()),
		.outbox = outbox_create(async),
		.wanted = copy_words(options->roots),
		.ignore = options->ignore != NULL ? copy_words(options->ignore) : NULL,
		.home = memory_text(options->home),
		.self = memory_text(options->self),
		.cross_filesystems = options->cross_filesystems,
		.processes = options->processes,
	};
	roots_init(&crew->roots);
	pthread_mutex_init(&crew->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&crew->ended, &attributes);
	pthread_condattr_destroy(&attributes);
	return crew;
}

static bool start(struct search *search, struct error *error)
{
	unsigned started = 0;

	queue_push(search->crew->queue, (struct task){.kind = TASK_BEGIN});
	for (unsigned i = thread_count(); i > 0; i--) {
		started += start_thread(search->crew);
	}
	if (started == 0) {
		return error_set(error, ERROR_SYSTEM, "no thread for the search can be started");
	}
	return true;
}

/* A short part is refused even beside a long one: it stands in files by chance. */
static struct matcher *make_matcher(const struct credential *credential, struct error *error)
{
	bool known = false;

	for (size_t i = 0; i < CREDENTIAL_PARTS_MAX; i++) {
		if (credential->parts[i] == NULL) {
			continue;
		}
		known = true;
		if (secret_length(credential->parts[i]) < KEY_MIN) {
			error_set(error, ERROR_KEY_SHORT,
				"a key of fewer than %d bytes would be found by chance", KEY_MIN);
			return NULL;
		}
	}
	if (!known) {
		error_set(error, ERROR_INTERNAL, "there is nothing to search for");
		return NULL;
	}
	struct matcher *matcher = matcher_create(credential->parts, CREDENTIAL_PARTS_MAX);
	if (matcher == NULL) {
		error_set(error, ERROR_SYSTEM, "no guarded memory is left");
	}
	return matcher;
}

struct search *search_create(uv_loop_t *loop, const struct search_options *options,
	const struct search_listener *listener, struct error *error)
{
	struct matcher *matcher = make_matcher(options->credential, error);
	if (matcher == NULL) {
		return NULL;
	}
	struct search *search = memory_alloc(sizeof(*search));
	*search = (struct search){
		.listener = *listener, .started = clock_monotonic(), .handles = 2};
	uv_async_init(loop, &search->async, on_async);
	uv_timer_init(loop, &search->timer);
	search->async.data = search->timer.data = search;
	search->crew = crew_create(options, matcher, &search->async);
	if (!start(search, error)) {
		search_destroy(search);
		return NULL;
	}
	uv_timer_start(&search->timer, on_timer, PROGRESS_MS, PROGRESS_MS);
	return search;
}

void search_cancel(struct search *search)
{
	if (search->cancelled == 0 && !search->over) {
		search->cancelled = clock_monotonic();
		atomic_store(&search->crew->tally.stop, true);
		queue_close(search->crew->queue);
		uv_async_send(&search->async);
	}
}

static void on_closed(uv_handle_t *handle)
{
	struct search *search = handle->data;

	if (--search->handles == 0) {
		crew_unlink(search->crew);
		free(search);
	}
}

void search_destroy(struct search *search)
{
	if (search == NULL) {
		return;
	}
	search->gone = true;
	atomic_store(&search->crew->tally.stop, true);
	queue_close(search->crew->queue);
	outbox_close(search->crew->outbox);
	crew_wait(search->crew);
	uv_close((uv_handle_t *)&search->async, on_closed);
	uv_close((uv_handle_t *)&search->timer, on_closed);
}

const char *const *search_skip_rules(void)
{
	static const char *const rules[] = {
		"links to what is searched anyway, and into /usr, /bin, /lib and the like",
		"sockets, pipes and devices",
		"what the kernel shows as files: proc, sysfs, cgroup and the like",
		"keyturn's own state directory, and what *ignore* names",
		"the holes of sparse files",
		"what git, images and documents compress in ways of their own",
		NULL,
	};

	return rules;
}
