/* SPDX-License-Identifier: MIT */
#include "fault.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "json.h"
#include "keyturn/memory.h"

/* The single member of a fault body, or the body itself when it is flat. */
static struct json_object *find_fault(struct json_object *body, struct fault *fault)
{
	if (json_member(body, "message") != NULL) {
		return body;
	}
	json_object_object_foreach(body, name, member)
	{
		if (json_object_is_type(member, json_type_object)) {
			snprintf(fault->name, sizeof(fault->name), "%s", name);
			return member;
		}
	}
	return NULL;
}

/* A service may repeat the request, and a secret that is cut would no longer be recognised. */
static void read_sentence(struct json_object *value, struct fault *fault)
{
	const size_t size = (size_t)json_object_get_string_len(value) + 32; /* or of a number */
	char *text = memory_alloc(size);

	json_show(value, text, size);
	secret_mask(text);
	snprintf(fault->message, sizeof(fault->message), "%s", text);
	memory_wipe(text, size);
	free(text);
}

void fault_read(const struct http_response *response, struct fault *fault)
{
	struct json_object *body = json_read_buffer(&response->body);
	struct json_object *found;

	*fault = (struct fault){0};
	if (body != NULL && (found = find_fault(body, fault)) != NULL) {
		read_sentence(json_member(found, "message"), fault);
		if (fault->message[0] == '\0') {
			read_sentence(json_member(found, "title"), fault);
		}
		fault->known = true;
	}
	if (fault->message[0] == '\0') {
		snprintf(fault->message, sizeof(fault->message), "HTTP %d", response->status);
	}
	json_release(body);
}

bool fault_is_absent(const struct http_response *response)
{
	struct json_object *body = json_read_buffer(&response->body);
	struct json_object *fault = json_member(body, "itemNotFound");

	if (fault == NULL) {
		fault = json_member(body, "identityFault");
	}
	const bool told = json_object_is_type(json_member(fault, "message"), json_type_string);
	json_release(body);
	return response->status == 404 && told;
}

static enum error_kind kind_of(int status)
{
	static const struct {
		int status;
		enum error_kind kind;
	} kinds[] = {
		{401, ERROR_SESSION_ENDED},
		{403, ERROR_FORBIDDEN},
		{404, ERROR_NOT_FOUND},
		{408, ERROR_TIMEOUT},
		{409, ERROR_CONFLICT},
		{413, ERROR_RATE_LIMIT},
		{429, ERROR_RATE_LIMIT},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (kinds[i].status == status) {
			return kinds[i].kind;
		}
	}
	return status >= 500 ? ERROR_SERVICE : status >= 400 ? ERROR_REQUEST : ERROR_REPLY;
}

bool fault_error(const struct http_response *response, struct error *error)
{
	struct fault fault;

	if (response->status >= 300 && response->status < 400) {
		error_set_text(error, ERROR_REDIRECT, response->status,
			response->redirect[0] == '\0' ? "it does not say where"
						      : response->redirect);
		return false;
	}
	fault_read(response, &fault);
	return error_set_text(error, kind_of(response->status), response->status, fault.message);
}

bool fault_no_service(const struct http_response *response)
{
	int status = response->status;

	return status == 501 ||
		(status >= 400 && status < 500 && status != 408 && status != 413 && status != 429);
}

bool fault_body(const struct http_response *response, struct error *error)
{
	const char *text = buffer_text(&response->body);
	const char *what = "it is not JSON, or it is cut off";

	text += strspn(text, " \t\r\n");
	if (*text == '\0') {
		what = "it is empty";
	} else if (*text == '<') {
		what = "it is a web page";
	} else if (*text == '{') {
		what = "it is cut off, or parts of it are not as expected";
	}
	return error_set_text(error, ERROR_REPLY, response->status, what);
}
