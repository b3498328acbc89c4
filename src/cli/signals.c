/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <signal.h>

/* libuv leaves the default behind when it lets go of a signal, so none that is ignored is given to it. */
void signals_watch(uv_loop_t *loop, uv_signal_t *handle, int number, uv_signal_cb callback)
{
	struct sigaction present;

	uv_signal_init(loop, handle);
	if (sigaction(number, NULL, &present) != 0 || present.sa_handler != SIG_IGN) {
		uv_signal_start(handle, callback, number);
	}
}
