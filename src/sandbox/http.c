/* SPDX-License-Identifier: MIT */
#include "http.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "json.h"

const char *request_header(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->headers.count; i++) {
		if (strcasecmp(request->headers.items[i].name, name) == 0) {
			return request->headers.items[i].value;
		}
	}
	return NULL;
}

const char *request_query(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->query.count; i++) {
		if (strcmp(request->query.items[i].name, name) == 0) {
			return request->query.items[i].value;
		}
	}
	return NULL;
}

struct json_object *request_json(const struct request *request, struct reply *reply)
{
	struct json_object *json = json_parse(request->body, request->body_len);

	if (json == NULL) {
		reply_fault(reply, 400, "Unable to parse the request body as a JSON object.");
	}
	return json;
}

bool request_accepts_json(const struct request *request, struct reply *reply)
{
	const char *type = request_header(request, "Content-Type");

	if (type == NULL || strncasecmp(type, "application/json", 16) == 0) {
		return true;
	}
	reply_fault(reply, 415, "Unsupported media type; send application/json.");
	return false;
}

void reply_json(struct reply *reply, int status, struct json_object *json)
{
	json_object_put(reply->json);
	reply->status = status;
	reply->json = json;
}

void reply_header(struct reply *reply, const char *name, const char *format, ...)
{
	struct reply_header *header = &reply->headers[reply->header_count];
	va_list args;

	if (reply->header_count == REPLY_HEADERS_MAX) {
		return;
	}
	va_start(args, format);
	if (vasprintf(&header->value, format, args) >= 0) {
		header->name = name;
		reply->header_count++;
	}
	va_end(args);
}

static const char *fault_name(int status)
{
	static const struct {
		int status;
		const char *name;
	} names[] = {
		{400, "badRequest"},
		{401, "unauthorized"},
		{403, "forbidden"},
		{404, "itemNotFound"},
		{405, "badMethod"},
		{409, "conflict"},
		{413, "overLimit"},
		{415, "badMediaType"},
		{429, "overLimit"},
		{503, "serviceUnavailable"},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].status == status) {
			return names[i].name;
		}
	}
	return "identityFault";
}

void reply_fault_named(struct reply *reply, int status, const char *name, const char *message)
{
	struct json_object *fault = json_object_new_object();
	struct json_object *body = json_object_new_object();

	json_object_object_add(fault, "code", json_object_new_int(status));
	json_put_text(fault, "message", message);
	json_object_object_add(body, name, fault);
	reply_json(reply, status, body);
}

void reply_fault(struct reply *reply, int status, const char *message)
{
	reply_fault_named(reply, status, fault_name(status), message);
}

void reply_finish(struct reply *reply)
{
	json_object_put(reply->json);
	for (size_t i = 0; i < reply->header_count; i++) {
		free(reply->headers[i].value);
	}
	*reply = (struct reply){0};
}
