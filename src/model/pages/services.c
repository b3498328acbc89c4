/* SPDX-License-Identifier: MIT
 * Service Access: the catalogue that the sign-in gave, searchable. */
#include "pages.h"

#include <stdlib.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

#include "../list.h"
#include "../toast.h"

static bool matches(const struct endpoint *endpoint, const char *text)
{
	return text_contains(endpoint->service, text) || text_contains(endpoint->type, text) ||
		text_contains(endpoint->region, text) || text_contains(endpoint->url, text);
}

size_t model_services_matching(const struct model *model, size_t *indices, size_t max)
{
	const char *text = model->services.list.search.text;
	size_t count = 0;

	for (size_t i = 0; model->catalog != NULL && i < model->catalog->count; i++) {
		if (!matches(&model->catalog->endpoints[i], text)) {
			continue;
		}
		if (count < max) {
			indices[count] = i;
		}
		count++;
	}
	return count;
}

/* The whole of it: on most screens its column is too narrow. */
static void tell_url(struct model *model, size_t count, struct effects *effects)
{
	size_t *indices = memory_array(count + 1, sizeof(*indices));
	size_t selected = model->services.list.selected;

	model_services_matching(model, indices, count);
	if (selected < count) {
		toast_hint(model, effects, "%s", model->catalog->endpoints[indices[selected]].url);
	}
	free(indices);
}

static void services_action(struct model *model, enum action action, struct effects *effects)
{
	size_t count = model_services_matching(model, NULL, 0);

	if (list_action(&model->services.list, action, count)) {
		return;
	}
	if (action == ACTION_BACK) {
		page_open(model, PAGE_HOME, effects);
	} else if (action == ACTION_ACTIVATE) {
		tell_url(model, count, effects);
	}
}

static void services_text(struct model *model, uint32_t code)
{
	list_text(&model->services.list, code);
}

static bool services_click(struct model *model, int stop, size_t line)
{
	list_click(&model->services.list, stop, line, model_services_matching(model, NULL, 0));
	return false;
}

static void services_close(struct model *model, struct effects *effects)
{
	(void)effects;
	model->services = (struct services){.list = {.selected = 0}};
}

static bool services_takes_text(const struct model *model)
{
	return model->services.list.searching;
}

static const char *services_enter_word(const struct model *model)
{
	if (model->services.list.searching) {
		return "Keep";
	}
	return model_services_matching(model, NULL, 0) > 0 ? "URL" : NULL;
}

const struct page_ops services_page = {.context = CONTEXT_SERVICES,
	.way = ACTION_SERVICES,
	.close = services_close,
	.action = services_action,
	.text = services_text,
	.takes_text = services_takes_text,
	.click = services_click,
	.enter_word = services_enter_word};
