/* SPDX-License-Identifier: MIT
 * The panel's way to a service: the present client, and the one before while its token is revoked. */
#ifndef KEYTURN_CONNECTION_H
#define KEYTURN_CONNECTION_H

#include "keyturn/driver.h"

struct client;

struct connection {
	struct driver *driver;
	struct client *present; /* NULL: none could be made */
	struct client *leaving; /* the one before, until its token is revoked */
};

struct connection_options {
	const char *url, *user_agent, *ca_file; /* as for identity_create() */
};

/* Requests go to another service from now on. The client before goes at once, unless it still has its
 * token to revoke. */
void connection_open(
	struct connection *connection, uv_loop_t *loop, const struct connection_options *options);

/* Lets go of a client that has left. Not from a client's own callback. */
void connection_tidy(struct connection *connection);

/* True while a token is being revoked. */
bool connection_revokes(const struct connection *connection);

void connection_close(struct connection *connection);

#endif
