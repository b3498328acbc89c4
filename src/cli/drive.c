/* SPDX-License-Identifier: MIT */
#include "drive.h"

#include <signal.h>
#include <stdlib.h>

#include "keyturn/memory.h"
#include "signals.h"

enum { SIGNALS = 3 };

struct drive {
	struct call *call;
	struct driver *driver;
	struct drive_listener listener;
	uv_signal_t signals[SIGNALS];
	int interrupts;
	int open_handles;
};

static void on_reply(void *data, struct identity_reply *reply)
{
	const struct drive *drive = data;

	driver_replied(drive->driver, reply);
}

static void on_waiting(void *data, const struct identity_wait *wait)
{
	const struct drive *drive = data;

	driver_waiting(drive->driver, wait);
}

static bool on_message(void *data, struct message *message)
{
	const struct drive *drive = data;

	drive->listener.message(drive->listener.data, message);
	return true;
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct drive *drive = handle->data;

	drive->interrupts += drive->listener.interrupted(
		drive->listener.data, number, drive->interrupts);
}

static void watch_signals(struct drive *drive)
{
	static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

	for (int i = 0; i < SIGNALS; i++) {
		signals_watch(call_loop(drive->call), &drive->signals[i], numbers[i], on_signal);
		drive->signals[i].data = drive;
		drive->open_handles++;
	}
}

struct drive *drive_create(
	struct call *call, const struct works_options *works, const struct drive_listener *listener)
{
	struct drive *drive = memory_alloc(sizeof(*drive));
	const struct driver_listener told = {.message = on_message, .data = drive};
	const struct identity_listener replies = {
		.replied = on_reply, .waiting = listener->waits ? on_waiting : NULL, .data = drive};

	drive->call = call;
	drive->listener = *listener;
	drive->driver = driver_create(call_loop(call), works, &told);
	driver_use(drive->driver, call_identity(call), NULL);
	call_listen(call, &replies);
	watch_signals(drive);
	return drive;
}

static void on_closed(uv_handle_t *handle)
{
	struct drive *drive = handle->data;

	if (--drive->open_handles == 0) {
		free(drive);
	}
}

void drive_destroy(struct drive *drive)
{
	if (drive == NULL) {
		return;
	}
	struct call *call = drive->call;
	call_listen(call, NULL);
	driver_destroy(drive->driver);
	for (int i = 0; i < SIGNALS; i++) {
		uv_close((uv_handle_t *)&drive->signals[i], on_closed);
	}
	uv_run(call_loop(call), UV_RUN_NOWAIT);
}

struct driver *drive_driver(struct drive *drive)
{
	return drive->driver;
}

void drive_effects(struct drive *drive, struct effects *effects)
{
	for (size_t i = 0; i < effects->count; i++) {
		driver_run(drive->driver, &effects->items[i]);
	}
	effects_finish(effects);
}

void drive_run(struct drive *drive)
{
	uv_run(call_loop(drive->call), UV_RUN_DEFAULT);
}

void drive_stop(struct drive *drive)
{
	uv_stop(call_loop(drive->call));
}

int drive_interrupts(struct drive *drive)
{
	uv_run(call_loop(drive->call), UV_RUN_NOWAIT);
	return drive->interrupts;
}
