/* SPDX-License-Identifier: MIT
 * A log line for each request: method, path, result, the service's request ID, duration. */
#ifndef KEYTURN_REQUEST_LOG_H
#define KEYTURN_REQUEST_LOG_H

#include "http_exchange.h"

/* For a finished request whose handle still exists. */
void request_log_answered(struct http_exchange *exchange);

/* For an aborted request. */
void request_log_abandoned(struct http_exchange *exchange);

#endif
