/* SPDX-License-Identifier: MIT
 * A line of the log a request: method, path, what came of it, the service's number of it, how long. */
#ifndef KEYTURN_REQUEST_LOG_H
#define KEYTURN_REQUEST_LOG_H

#include "http_exchange.h"

/* For one that is over; its handle is still there. */
void request_log_answered(struct http_exchange *exchange);

/* For one that is given up. */
void request_log_abandoned(struct http_exchange *exchange);

#endif
