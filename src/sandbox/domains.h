/* SPDX-License-Identifier: MIT
 * The account that a path names. */
#ifndef SANDBOX_DOMAINS_H
#define SANDBOX_DOMAINS_H

#include <stdbool.h>

#include "http.h"
#include "store.h"

/* The path's domain, if it is the caller's and the caller has at least this role; otherwise answers
 * 404 or 403 and returns false. */
bool domains_target(
	const struct request *request, struct reply *reply, enum role least, struct domain *domain);

#endif
