/* SPDX-License-Identifier: MIT
 * Activity: what was done in this session, newest first. */
#include "model_private.h"
#include "keyturn/text.h"

size_t model_activity_matching(const struct model *model, size_t *ages, size_t max)
{
	const char *text = model->activity.list.search.text;
	const struct toast *entry;
	size_t count = 0;

	for (size_t age = 0; (entry = model_log(model, age)) != NULL; age++) {
		if (!text_contains(entry->text, text)) {
			continue;
		}
		if (count < max) {
			ages[count] = age;
		}
		count++;
	}
	return count;
}

/* New entries push old ones out of the ring, so fewer may match than before. */
void activity_settle(struct model *model)
{
	size_t count = model_activity_matching(model, NULL, 0);

	if (model->activity.list.selected >= count) {
		model->activity.list.selected = count > 0 ? count - 1 : 0;
	}
}

static void activity_action(struct model *model, enum action action, struct effects *effects)
{
	size_t count = model_activity_matching(model, NULL, 0);

	if (!list_action(&model->activity.list, action, count) && action == ACTION_BACK) {
		page_open(model, PAGE_HOME, effects);
	}
}

static void activity_text(struct model *model, uint32_t code)
{
	list_text(&model->activity.list, code);
}

static void activity_close(struct model *model, struct effects *effects)
{
	(void)effects;
	model->activity = (struct activity){.list = {.selected = 0}};
}

const struct page_ops activity_page = {
	.close = activity_close, .action = activity_action, .text = activity_text};
