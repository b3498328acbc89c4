/* SPDX-License-Identifier: MIT
 * A credential command that is waited for. Signals that are about to end us wait meanwhile: only the
 * command itself dies with us, not what it started. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "keyturn/credential_command.h"

struct wait {
	const char *name;
	uv_loop_t loop;
	uv_poll_t signals;
	int signals_fd;
	sigset_t before; /* the signal mask */
	struct credential_command *command;
	bool over;
	struct secret *secret;
	struct error error;
};

static void on_done(void *data, struct secret *secret, const struct error *error)
{
	struct wait *wait = data;

	wait->over = true;
	wait->secret = secret;
	wait->error = *error;
}

/* The signal is not taken: it comes when the mask is as it was before. */
static void on_held_signal(uv_poll_t *handle, int status, int events)
{
	struct wait *wait = handle->data;

	(void)status;
	(void)events;
	uv_poll_stop(handle);
	if (!wait->over) {
		wait->over = true;
		error_set(&wait->error, ERROR_INTERRUPTED, "%s", wait->name);
	}
}

/* What is ignored would be held for ever, and ends nobody. A child's end must get through. */
static bool hold_signals(struct wait *wait)
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	struct sigaction present;
	sigset_t held, child;

	sigemptyset(&held);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (sigaction(numbers[i], NULL, &present) == 0 && present.sa_handler != SIG_IGN) {
			sigaddset(&held, numbers[i]);
		}
	}
	wait->signals_fd = signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
	if (wait->signals_fd < 0) {
		return false;
	}
	pthread_sigmask(SIG_BLOCK, &held, &wait->before);
	pthread_sigmask(SIG_UNBLOCK, &child, NULL);
	return true;
}

static void run_command(struct wait *wait, char *const *argv, unsigned seconds)
{
	uv_poll_init(&wait->loop, &wait->signals, wait->signals_fd);
	wait->signals.data = wait;
	uv_poll_start(&wait->signals, UV_READABLE, on_held_signal);
	wait->command = credential_command_start(
		&wait->loop, argv, seconds, on_done, wait, &wait->error);
	while (wait->command != NULL && !wait->over) {
		uv_run(&wait->loop, UV_RUN_ONCE);
	}
	credential_command_destroy(wait->command);
	uv_close((uv_handle_t *)&wait->signals, NULL);
	uv_run(&wait->loop, UV_RUN_DEFAULT); /* until the command is gone */
}

struct secret *credential_command_run(char *const *argv, unsigned seconds, struct error *error)
{
	struct wait wait = {.name = argv[0]};
	int result = uv_loop_init(&wait.loop);

	if (result != 0) {
		error_set(error, ERROR_SYSTEM, "cannot start %s: %s", argv[0], uv_strerror(result));
		return NULL;
	}
	if (hold_signals(&wait)) {
		run_command(&wait, argv, seconds);
		close(wait.signals_fd);
		pthread_sigmask(SIG_SETMASK, &wait.before, NULL);
	} else {
		error_set(
			&wait.error, ERROR_SYSTEM, "cannot start %s: %s", argv[0], strerror(errno));
	}
	uv_loop_close(&wait.loop);
	if (wait.secret == NULL && error != NULL) {
		*error = wait.error;
	}
	return wait.secret;
}
