/* SPDX-License-Identifier: MIT */
#include "connection.h"

#include <stdlib.h>

#include "keyturn/memory.h"

/* An identity client and whose it is. */
struct client {
	struct connection *connection;
	struct identity *identity;
	bool done; /* its token is revoked, or that failed: it can go */
};

static void on_reply(void *data, struct identity_reply *reply)
{
	struct client *client = data;
	struct connection *connection = client->connection;

	if (client == connection->present) {
		driver_replied(connection->driver, reply);
	} else if (reply->op == IDENTITY_REVOKE) {
		/* Not destroyed here: this is its own callback. */
		client->done = true;
		driver_wake(connection->driver);
	}
}

static void on_wait(void *data, const struct identity_wait *wait)
{
	const struct client *client = data;

	if (client == client->connection->present) {
		driver_waiting(client->connection->driver, wait);
	}
}

static struct client *client_create(struct connection *connection, uv_loop_t *loop,
	const struct connection_options *options, struct error *error)
{
	struct client *client = memory_alloc(sizeof(*client));
	const struct identity_options identity = {
		.url = options->url,
		.user_agent = options->user_agent,
		.ca_file = options->ca_file,
	};
	const struct identity_listener listener = {
		.replied = on_reply, .waiting = on_wait, .data = client};

	client->connection = connection;
	client->identity = identity_start(error)
		? identity_create(loop, &identity, &listener, error)
		: NULL;
	if (client->identity == NULL) {
		free(client);
		return NULL;
	}
	return client;
}

static void client_destroy(struct client *client)
{
	if (client != NULL) {
		identity_destroy(client->identity);
		free(client);
	}
}

void connection_open(
	struct connection *connection, uv_loop_t *loop, const struct connection_options *options)
{
	struct error error = {0};

	if (driver_awaits(connection->driver, IDENTITY_REVOKE)) {
		client_destroy(connection->leaving);
		connection->leaving = connection->present;
	} else {
		client_destroy(connection->present);
	}
	connection->present = client_create(connection, loop, options, &error);
	driver_use(connection->driver,
		connection->present != NULL ? connection->present->identity : NULL, &error);
}

void connection_tidy(struct connection *connection)
{
	if (connection->leaving != NULL && connection->leaving->done) {
		client_destroy(connection->leaving);
		connection->leaving = NULL;
	}
}

bool connection_revokes(const struct connection *connection)
{
	return driver_awaits(connection->driver, IDENTITY_REVOKE) ||
		(connection->leaving != NULL && !connection->leaving->done);
}

void connection_close(struct connection *connection)
{
	client_destroy(connection->present);
	client_destroy(connection->leaving);
	connection->present = connection->leaving = NULL;
}
