/* SPDX-License-Identifier: MIT */
#include "parts.h"

#include "load.h"

struct load *part_load(struct model *model, const struct part *part)
{
	void *base = model;

	return (void *)((char *)base + part->load);
}

void part_read(struct model *model, const struct part *part, struct effects *effects)
{
	struct identity_request request = {.op = part->op};

	if (part->about != NULL) {
		part->about(model, &request);
	}
	load_start(model, part_load(model, part), &request, effects);
}

void parts_read(
	struct model *model, const struct part *parts, size_t count, struct effects *effects)
{
	for (size_t i = 0; i < count; i++) {
		part_read(model, &parts[i], effects);
	}
}

void parts_cancel(
	struct model *model, const struct part *parts, size_t count, struct effects *effects)
{
	for (size_t i = 0; i < count; i++) {
		load_cancel(part_load(model, &parts[i]), effects);
	}
}

bool parts_reply(struct model *model, const struct part *parts, size_t count, uint32_t ticket,
	struct identity_reply *reply, struct effects *effects)
{
	for (size_t i = 0; i < count; i++) {
		if (load_answers(part_load(model, &parts[i]), ticket)) {
			parts[i].take(model, reply, effects);
			return true;
		}
	}
	return false;
}

const struct user *part_user(struct load *load, const struct identity_reply *reply)
{
	if (!load_finish(load, reply)) {
		return NULL;
	}
	if (reply->users == NULL || reply->users->count == 0) {
		load->state = LOAD_FAILED;
		error_set(&load->error, ERROR_REPLY, "no user in it");
		return NULL;
	}
	return &reply->users->users[0];
}
