/* SPDX-License-Identifier: MIT
 * Every reply parser of the dialect. Input: operation, status, then the challenges and links up to a
 * NUL, then the body. A parser that accepts has all that its operation promises; one that refuses has
 * given nothing but an error. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "keyturn/identity.h"
#include "late_curl.h"
#include "rackspace_v2.h"

static void demand(bool truth)
{
	if (!truth) {
		abort();
	}
}

static void check_accepted(enum identity_op op, const struct dialect_answer *answer)
{
	const struct identity_reply *reply = &answer->reply;
	bool signs_in = op == IDENTITY_SIGN_IN || op == IDENTITY_PASSCODE;
	bool users = op == IDENTITY_GET_USER || op == IDENTITY_FIND_USER ||
		op == IDENTITY_LIST_USERS;
	bool key = op == IDENTITY_GET_KEY || op == IDENTITY_RESET_KEY;

	demand((answer->token != NULL) == (signs_in || op == IDENTITY_PROBE_KEY));
	demand((reply->session != NULL) == signs_in && (reply->catalog != NULL) == signs_in);
	demand((reply->users != NULL) == users &&
		(credential_secret(&reply->credential) != NULL) == key);
	demand(!signs_in || reply->session->user_id[0] != '\0');
	demand(!users || op == IDENTITY_LIST_USERS || reply->users->count == 1);
	demand(op == IDENTITY_LIST_USERS || answer->next[0] == '\0');
	for (size_t i = 0; users && i < reply->users->count; i++) {
		demand(reply->users->users[i].id[0] != '\0');
	}
}

static void check_refused(const struct dialect_answer *answer, const struct error *error)
{
	const struct identity_reply *reply = &answer->reply;

	demand(error->kind != ERROR_NONE && error->kind < ERROR_KIND_COUNT);
	demand(answer->token == NULL && credential_secret(&reply->credential) == NULL &&
		reply->pin == NULL);
	demand(reply->session == NULL && reply->catalog == NULL && reply->users == NULL);
}

static void fill(struct http_response *response, const char *text, size_t len)
{
	const char *split = memchr(text, '\0', len);
	size_t head = split == NULL ? 0 : (size_t)(split - text);
	size_t skip = split == NULL ? 0 : head + 1;

	buffer_init(&response->body, HTTP_REPLY_MAX);
	buffer_init(&response->challenges, SECRET_MAX);
	buffer_init(&response->links, HTTP_HEADERS_MAX);
	buffer_append(&response->challenges, text, head);
	buffer_append(&response->links, text, head);
	buffer_append(&response->body, text + skip, len - skip);
}

/* The first operations are those that this dialect has; the corpus counts in them. */
enum { RACKSPACE_OPS = IDENTITY_CHECK_TOKEN + 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = {200, 203, 204, 300, 302, 400, 401, 403, 404, 413, 500, 503};
	static bool started;
	struct error error = {0};

	if (!started) {
		demand(secret_start(&error) && late_curl_load(&error));
		started = true;
	}
	if (size < 2) {
		return 0;
	}
	struct identity_request request = {.op = data[0] % RACKSPACE_OPS, .kind = data[0] / 16 % 3};
	struct dialect_context context = {.base = "https://id.example.com", .self = "1"};
	struct http_response response = {
		.status = statuses[data[1] % (sizeof(statuses) / sizeof(*statuses))]};
	struct dialect_answer answer = {0};
	fill(&response, (const char *)data + 2, size - 2);
	if (rackspace_v2.ops[request.op].parse(&context, &request, &response, &answer, &error)) {
		check_accepted(request.op, &answer);
	} else {
		check_refused(&answer, &error);
	}
	identity_reply_finish(&answer.reply);
	secret_unlink(answer.token);
	secret_unlink(answer.challenge);
	buffer_finish(&response.body);
	buffer_finish(&response.challenges);
	buffer_finish(&response.links);
	return 0;
}
