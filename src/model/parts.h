/* SPDX-License-Identifier: MIT
 * A page that reads several things side by side, each of which may fail alone: a table of them. */
#ifndef KEYTURN_MODEL_PARTS_H
#define KEYTURN_MODEL_PARTS_H

#include "keyturn/model.h"

struct part {
	size_t load; /* its place in struct model */
	enum identity_op op;
	/* Whom or what it is about; NULL: the request needs no more. */
	void (*about)(const struct model *model, struct identity_request *request);
	void (*take)(struct model *model, struct identity_reply *reply, struct effects *effects);
};

struct load *part_load(struct model *model, const struct part *part);
void part_read(struct model *model, const struct part *part, struct effects *effects);

void parts_read(
	struct model *model, const struct part *parts, size_t count, struct effects *effects);
void parts_cancel(
	struct model *model, const struct part *parts, size_t count, struct effects *effects);
/* True when the answer was one of theirs. */
bool parts_reply(struct model *model, const struct part *parts, size_t count, uint32_t ticket,
	struct identity_reply *reply, struct effects *effects);

/* The user an answer tells of; NULL: it was none, which the load says. */
const struct user *part_user(struct load *load, const struct identity_reply *reply);

#endif
