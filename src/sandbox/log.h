/* SPDX-License-Identifier: MIT
 * The request log: "METHOD PATH STATUS" for each request, without secrets. */
#ifndef SANDBOX_LOG_H
#define SANDBOX_LOG_H

/* Writes a line to `fd` at once, unless `fd` is -1. The path segment after "tokens" becomes a star; the
 * query is never part of `path`. */
void log_request(int fd, const char *method, const char *path, int status);

#endif
