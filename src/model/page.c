/* SPDX-License-Identifier: MIT */
#include "page.h"

#include "reveal.h"

const struct page_ops *page_ops(const struct model *model)
{
	return model->page_ops[model->page];
}

void page_open(struct model *model, enum page page, struct effects *effects)
{
	reveal_hide(model, effects);
	model->dialog_count = 0;
	if (page_ops(model)->close != NULL) {
		page_ops(model)->close(model, effects);
	}
	model->page = page;
	if (page_ops(model)->open != NULL) {
		page_ops(model)->open(model, effects);
	}
}

bool page_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		const struct page_ops *ops = model->page_ops[page];
		if (ops->reply != NULL && ops->reply(model, ticket, reply, effects)) {
			return true;
		}
	}
	return false;
}
