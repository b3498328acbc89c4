/* SPDX-License-Identifier: MIT
 * What a command does with signals that would end it. */
#ifndef KEYTURN_SIGNALS_H
#define KEYTURN_SIGNALS_H

#include <uv.h>

/* Makes a handle and calls `callback` at each signal `number`, except when that was ignored as keyturn
 * started: what nohup or a script's background has set stays set. The caller sets `data` and closes the
 * handle in any case. */
void signals_watch(uv_loop_t *loop, uv_signal_t *handle, int number, uv_signal_cb callback);

#endif
