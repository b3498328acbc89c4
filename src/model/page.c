/* SPDX-License-Identifier: MIT */
#include "page.h"

#include "reveal.h"

const struct page_ops *page_ops(const struct model *model)
{
	return model->page_ops[model->page];
}

static void show(struct model *model, enum page page, struct effects *effects)
{
	model->page = page;
	if (page_ops(model)->open != NULL) {
		page_ops(model)->open(model, effects);
	}
}

/* Leaves the page, which may have another one below. */
static enum page leave(struct model *model, struct effects *effects)
{
	enum page below = page_ops(model)->below;

	reveal_hide(model, effects);
	model->dialog_count = 0;
	if (page_ops(model)->close != NULL) {
		page_ops(model)->close(model, effects);
	}
	return below;
}

void page_open(struct model *model, enum page page, struct effects *effects)
{
	enum page below = leave(model, effects);

	if (below != PAGE_SIGN_IN) {
		model->page = below;
		leave(model, effects);
	}
	show(model, page, effects);
}

void page_over(struct model *model, enum page page, struct effects *effects)
{
	reveal_hide(model, effects);
	model->dialog_count = 0;
	show(model, page, effects);
}

void page_back(struct model *model, struct effects *effects)
{
	model->page = leave(model, effects);
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
