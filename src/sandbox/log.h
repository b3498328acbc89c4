/* SPDX-License-Identifier: MIT
 * The request log: "METHOD PATH STATUS", a line a request, without secrets. */
#ifndef SANDBOX_LOG_H
#define SANDBOX_LOG_H

/* One write to `fd` unless it is -1. The segment behind "tokens" is written as a star; the query is
 * never part of `path`. */
void log_request(int fd, const char *method, const char *path, int status);

#endif
