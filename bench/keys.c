/* SPDX-License-Identifier: MIT
 * keys URL CA-FILE KEYS AT-ONCE: signs in and reads the API keys of so many users, so many of them at a time,
 * with the identity client. Fails when one of them is not read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/identity.h"

struct reading {
	struct identity *identity;
	uv_loop_t loop;
	long keys, at_once, sent, read;
};

static void send_next(struct reading *reading)
{
	struct identity_request request = {.op = IDENTITY_GET_KEY};

	if (reading->sent < reading->keys) {
		snprintf(request.user_id, sizeof(request.user_id), "%ld",
			10000000 + reading->sent++);
		identity_send(reading->identity, &request);
	}
}

static void replied(void *data, struct identity_reply *reply)
{
	struct reading *reading = data;
	char message[512];

	if (reply->outcome != OUTCOME_OK) {
		fprintf(stderr, "keys: %s\n",
			error_message(&reply->error, message, sizeof(message)));
		exit(1);
	}
	if (reply->op == IDENTITY_SIGN_IN) {
		for (long i = 0; i < reading->at_once; i++) {
			send_next(reading);
		}
		return;
	}
	if (!credential_is_whole(&reply->credential)) {
		fprintf(stderr, "keys: no key in an answer\n");
		exit(1);
	}
	if (++reading->read == reading->keys) {
		uv_stop(&reading->loop);
	}
	send_next(reading);
}

int main(int argc, char **argv)
{
	struct reading reading = {0};
	const struct identity_options options = {.url = argc == 5 ? argv[1] : "",
		.ca_file = argc == 5 ? argv[2] : "",
		.user_agent = "keyturn-bench"};
	const struct identity_listener listener = {.replied = replied, .data = &reading};
	struct identity_request sign_in = {.op = IDENTITY_SIGN_IN, .username = "jqsmith"};
	struct error error;

	if (argc != 5) {
		fprintf(stderr, "usage: keys URL CA-FILE KEYS AT-ONCE\n");
		return 2;
	}
	reading.keys = strtol(argv[3], NULL, 10);
	reading.at_once = strtol(argv[4], NULL, 10);
	uv_loop_init(&reading.loop);
	if (!secret_start(&error) || !identity_start(&error)) {
		fprintf(stderr, "keys: %s\n", error_sentence(error.kind));
		return 1;
	}
	reading.identity = identity_create(&reading.loop, &options, &listener, &error);
	if (reading.identity == NULL) {
		fprintf(stderr, "keys: %s\n", error_sentence(error.kind));
		return 1;
	}
	sign_in.secret = secret_create("Demo-pass-1", strlen("Demo-pass-1"));
	identity_send(reading.identity, &sign_in);
	uv_run(&reading.loop, UV_RUN_DEFAULT);
	identity_destroy(reading.identity);
	uv_run(&reading.loop, UV_RUN_DEFAULT);
	uv_loop_close(&reading.loop);
	return reading.read == reading.keys ? 0 : 1;
}
