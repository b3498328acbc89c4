/* SPDX-License-Identifier: MIT */
#include "keyturn/driver.h"

#include <stdlib.h>

#include "keyturn/log.h"
#include "keyturn/memory.h"
#include "message_queue.h"

enum { PENDING_MAX = 32 };

/* A request under way: the client's id for it, and the ticket of who asked. */
struct pending {
	uint64_t id;
	uint32_t ticket;
	enum identity_op op;
};

struct driver_timer {
	uv_timer_t handle;
	struct driver *driver;
	enum timer_id id;
};

struct driver {
	uv_loop_t *loop;
	struct driver_listener listener;
	struct message_queue queue;
	struct driver_timer timers[TIMER_COUNT];
	int open_handles; /* the timers and the queue; the last to close frees the driver */
	struct works *works;
	struct identity *identity; /* NULL: `why` */
	struct error why;
	struct pending pending[PENDING_MAX];
	size_t pending_count;
};

/* ---- requests ---- */

void driver_use(struct driver *driver, struct identity *identity, const struct error *why)
{
	driver->pending_count = 0;
	driver->identity = identity;
	driver->why = why != NULL ? *why : (struct error){0};
}

void driver_fail(
	struct driver *driver, uint32_t ticket, enum identity_op op, const struct error *error)
{
	struct identity_reply reply = {.op = op, .outcome = OUTCOME_REFUSED, .error = *error};

	message_queue_post_reply(&driver->queue, ticket, &reply);
}

static void request(struct driver *driver, struct effect *effect)
{
	struct error error = driver->why;
	enum identity_op op = effect->request.op;

	if (driver->identity == NULL || driver->pending_count == PENDING_MAX) {
		if (driver->identity != NULL) {
			error_set(&error, ERROR_INTERNAL, "too many requests at once");
		}
		identity_request_finish(&effect->request);
		driver_fail(driver, effect->ticket, op, &error);
		return;
	}
	driver->pending[driver->pending_count++] = (struct pending){
		.id = identity_send(driver->identity, &effect->request),
		.ticket = effect->ticket,
		.op = op,
	};
}

static void drop(struct driver *driver, struct pending *pending)
{
	*pending = driver->pending[--driver->pending_count];
}

static void cancel(struct driver *driver, uint32_t ticket)
{
	for (size_t i = 0; i < driver->pending_count; i++) {
		if (driver->pending[i].ticket == ticket) {
			identity_cancel(driver->identity, driver->pending[i].id);
			drop(driver, &driver->pending[i]);
			return;
		}
	}
}

static struct pending *find_pending(struct driver *driver, uint64_t id)
{
	for (size_t i = 0; i < driver->pending_count; i++) {
		if (driver->pending[i].id == id) {
			return &driver->pending[i];
		}
	}
	return NULL;
}

void driver_replied(struct driver *driver, struct identity_reply *reply)
{
	struct pending *pending = find_pending(driver, reply->id);

	if (pending != NULL) {
		message_queue_post_reply(&driver->queue, pending->ticket, reply);
		drop(driver, pending);
	}
}

void driver_waiting(struct driver *driver, const struct identity_wait *wait)
{
	const struct pending *pending = find_pending(driver, wait->id);
	struct message message = {.kind = MESSAGE_WAIT};

	if (pending != NULL) {
		message.wait.ticket = pending->ticket;
		message.wait.wait = *wait;
		message_queue_post(&driver->queue, &message);
	}
}

bool driver_awaits(const struct driver *driver, enum identity_op op)
{
	for (size_t i = 0; i < driver->pending_count; i++) {
		if (driver->pending[i].op == op) {
			return true;
		}
	}
	return false;
}

/* ---- timers and works ---- */

static void on_timer(uv_timer_t *handle)
{
	const struct driver_timer *timer = handle->data;
	const struct message message = {.kind = MESSAGE_TIMER, .timer = timer->id};

	message_queue_post(&timer->driver->queue, &message);
}

static void start_timer(struct driver *driver, enum timer_id id, int64_t milliseconds)
{
	uv_update_time(driver->loop);
	uv_timer_start(&driver->timers[id].handle, on_timer,
		milliseconds > 0 ? (uint64_t)milliseconds : 0, 0);
}

/* ---- the log: what begins and ends; no paths, for a file's name may have the key in it ---- */

static void log_begin(const struct work_order *order)
{
	static const char *const names[] = {
		[WORK_BEGIN] = "begin",
		[WORK_NEW] = "new",
		[WORK_UPDATE] = "update",
		[WORK_RECHECK] = "recheck",
		[WORK_HOOK] = "hook",
		[WORK_TOKENS] = "tokens",
		[WORK_KEEP] = "keep",
		[WORK_CLOSE] = "close",
		[WORK_ABANDON] = "abandon",
		[WORK_PLAN] = "plan",
		[WORK_ADOPT] = "adopt",
		[WORK_DEFER] = "defer",
		[WORK_DROP] = "drop",
		[WORK_RELEASE] = "release",
	};

	if (order->kind == WORK_UPDATE || order->kind == WORK_HOOK) {
		log_line("work %u begins: %s %zu", order->ticket, names[order->kind], order->index);
	} else {
		log_line("work %u begins: %s", order->ticket, names[order->kind]);
	}
}

static void log_end(const struct work_event *event)
{
	if (event->kind == WORK_EVENT_SEARCHED) {
		log_line("search ends: %llu files, %zu unreadable%s",
			(unsigned long long)event->files, event->unreadable,
			event->stopped ? ", stopped" : "");
	} else if (event->kind == WORK_EVENT_DONE) {
		log_line("work %u ends: %s", event->ticket,
			event->ok ? "done" : error_name(event->error.kind));
	}
}

static void on_work(void *data, struct work_event *event)
{
	struct driver *driver = data;

	log_end(event);
	message_queue_post_work(&driver->queue, event);
}

/* ---- effects ---- */

bool driver_run(struct driver *driver, struct effect *effect)
{
	switch (effect->kind) {
	case EFFECT_REQUEST:
		request(driver, effect);
		return true;
	case EFFECT_CANCEL:
		cancel(driver, effect->ticket);
		return true;
	case EFFECT_TIMER_START:
		start_timer(driver, effect->timer, effect->milliseconds);
		return true;
	case EFFECT_TIMER_STOP:
		uv_timer_stop(&driver->timers[effect->timer].handle);
		return true;
	case EFFECT_SEARCH:
		log_line("search begins");
		works_search(driver->works, &effect->credential);
		return true;
	case EFFECT_SEARCH_STOP:
		works_search_stop(driver->works);
		return true;
	case EFFECT_WORK:
		log_begin(effect->order);
		works_start(driver->works, effect->order);
		effect->order = NULL;
		return true;
	case EFFECT_WORK_STOP:
		works_hook_stop(driver->works);
		return true;
	case EFFECT_HISTORY:
		works_history(driver->works);
		return true;
	case EFFECT_UNFINISHED:
		works_ask_unfinished(driver->works, effect->url, effect->user);
		return true;
	case EFFECT_RECORD:
		works_record(driver->works, effect->entry);
		return true;
	case EFFECT_CONNECT:
	case EFFECT_SIGN_IN:
	case EFFECT_COPY:
	case EFFECT_CLEAR_CLIPBOARD:
	case EFFECT_REPAINT:
	case EFFECT_SUSPEND:
	case EFFECT_SAVE_PROFILE:
	case EFFECT_QUIT:
		break;
	}
	return false;
}

/* ---- the owner ---- */

bool driver_unfinished(struct driver *driver, const char *service, const char *user,
	struct work_event *found, struct error *error)
{
	return works_unfinished(driver->works, service, user, found, error);
}

void driver_post_work(struct driver *driver, struct work_event *work)
{
	message_queue_post_work(&driver->queue, work);
}

void driver_post(struct driver *driver, const struct message *message)
{
	message_queue_post(&driver->queue, message);
}

void driver_wake(struct driver *driver)
{
	message_queue_wake(&driver->queue);
}

static bool on_message(void *data, struct message *message)
{
	const struct driver *driver = data;

	return driver->listener.message(driver->listener.data, message);
}

static void on_over(void *data)
{
	const struct driver *driver = data;

	if (driver->listener.over != NULL) {
		driver->listener.over(driver->listener.data);
	}
}

struct driver *driver_create(
	uv_loop_t *loop, const struct works_options *works, const struct driver_listener *listener)
{
	struct driver *driver = memory_alloc(sizeof(*driver));
	const struct works_listener heard = {.event = on_work, .data = driver};

	driver->loop = loop;
	driver->listener = *listener;
	driver->open_handles = TIMER_COUNT + 1;
	driver->queue = (struct message_queue){.take = on_message, .over = on_over, .data = driver};
	message_queue_init(&driver->queue, loop);
	for (int id = 0; id < TIMER_COUNT; id++) {
		driver->timers[id].driver = driver;
		driver->timers[id].id = (enum timer_id)id;
		uv_timer_init(loop, &driver->timers[id].handle);
		driver->timers[id].handle.data = &driver->timers[id];
	}
	driver->works = works_create(loop, works, &heard);
	return driver;
}

static void free_when_closed(struct driver *driver)
{
	if (--driver->open_handles == 0) {
		free(driver);
	}
}

static void on_timer_closed(uv_handle_t *handle)
{
	const struct driver_timer *timer = handle->data;

	free_when_closed(timer->driver);
}

static void on_queue_closed(uv_handle_t *handle)
{
	const struct message_queue *queue = handle->data;

	free_when_closed(queue->data);
}

void driver_destroy(struct driver *driver)
{
	if (driver == NULL) {
		return;
	}
	message_queue_stop(&driver->queue);
	works_destroy(driver->works); /* runs the loop while a work is under way */
	message_queue_close(&driver->queue, on_queue_closed);
	for (int id = 0; id < TIMER_COUNT; id++) {
		uv_close((uv_handle_t *)&driver->timers[id].handle, on_timer_closed);
	}
}
