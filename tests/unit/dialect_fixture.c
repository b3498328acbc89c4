/* SPDX-License-Identifier: MIT */
#include "dialect_fixture.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/identity.h"
#include "rackspace_v2.h"

const char *dialect_page;

struct secret *dialect_secret(const char *text)
{
	return secret_create(text, strlen(text));
}

bool dialect_holds(struct secret *secret, const char *text)
{
	struct secret *other = dialect_secret(text);
	bool equal = secret_equal(secret, other);

	secret_unlink(other);
	return equal;
}

static void write_request(const struct http_request *http, char *out, size_t size)
{
	static const char *const methods[] = {[HTTP_GET] = "GET",
		[HTTP_POST] = "POST",
		[HTTP_PUT] = "PUT",
		[HTTP_DELETE] = "DELETE"};
	int len = snprintf(out, size, "%s %s\n", methods[http->method], buffer_text(&http->url));

	if (http->secret != NULL) {
		len += snprintf(out + len, size - (size_t)len, "%s: %s\n", http->secret_name,
			secret_open(http->secret));
		secret_close(http->secret);
	}
	snprintf(out + len, size - (size_t)len, "%s", buffer_text(&http->body));
}

bool dialect_build(const struct identity_request *request, bool brief, char *out, size_t size,
	struct error *error)
{
	struct dialect_context context = {
		.base = "https://id.example.com/cloud",
		.self = "self-1",
		.token = dialect_secret("TOKEN"),
		.challenge = dialect_secret("SESSION"),
		.brief = brief,
		.page = dialect_page,
	};
	struct http_request http;

	http_request_init(&http);
	bool ok = rackspace_v2.ops[request->op].build(&context, request, &http, error);
	write_request(&http, out, size);
	http_request_finish(&http);
	secret_unlink(context.token);
	secret_unlink(context.challenge);
	return ok;
}

bool dialect_parse(const struct dialect_sample *sample, size_t len, struct dialect_answer *answer,
	struct error *error)
{
	struct dialect_context context = {
		.base = "https://id.example.com", .self = "172157", .page = sample->page};
	struct identity_request request = {.op = sample->op, .kind = CREDENTIAL_API_KEY};
	struct http_response response = {.status = sample->status};

	buffer_init(&response.body, HTTP_REPLY_MAX);
	buffer_init(&response.challenges, SECRET_MAX);
	buffer_init(&response.links, HTTP_HEADERS_MAX);
	buffer_append(&response.body, sample->body, len);
	buffer_append_text(&response.links, sample->links ? sample->links : "");
	buffer_append_text(&response.challenges, sample->challenges ? sample->challenges : "");
	*answer = (struct dialect_answer){0};
	*error = (struct error){0};
	bool ok = rackspace_v2.ops[sample->op].parse(&context, &request, &response, answer, error);
	buffer_finish(&response.body);
	buffer_finish(&response.challenges);
	buffer_finish(&response.links);
	return ok;
}

void dialect_answer_finish(struct dialect_answer *answer)
{
	identity_reply_finish(&answer->reply);
	secret_unlink(answer->token);
	secret_unlink(answer->challenge);
}
