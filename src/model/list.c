/* SPDX-License-Identifier: MIT */
#include "list.h"

#include "line.h"

bool list_is_move(enum action action)
{
	return action == ACTION_UP || action == ACTION_DOWN || action == ACTION_FIRST ||
		action == ACTION_LAST || action == ACTION_PAGE_UP || action == ACTION_PAGE_DOWN ||
		action == ACTION_NEXT || action == ACTION_PREVIOUS;
}

static size_t back(size_t selected, size_t rows)
{
	return selected > rows ? selected - rows : 0;
}

static size_t forth(size_t selected, size_t rows, size_t count)
{
	return selected + rows < count ? selected + rows : count - 1;
}

size_t list_step(enum action action, size_t selected, size_t count)
{
	if (count == 0) {
		return 0;
	}
	if (action == ACTION_UP || action == ACTION_PREVIOUS) {
		return back(selected, 1);
	}
	if (action == ACTION_DOWN || action == ACTION_NEXT) {
		return forth(selected, 1, count);
	}
	if (action == ACTION_PAGE_UP) {
		return back(selected, LIST_PAGE);
	}
	if (action == ACTION_PAGE_DOWN) {
		return forth(selected, LIST_PAGE, count);
	}
	return action == ACTION_LAST ? count - 1 : 0;
}

static bool search_ended(struct list *list, enum action action)
{
	if (action == ACTION_BACK && (list->searching || list->search.text[0] != '\0')) {
		line_set(&list->search, "");
		list->searching = false;
		list->selected = 0;
		return true;
	}
	if (action == ACTION_ACTIVATE && list->searching) {
		list->searching = false;
		return true;
	}
	return false;
}

bool list_action(struct list *list, enum action action, size_t count)
{
	if (list_is_move(action)) {
		list->selected = list_step(action, list->selected, count);
		return true;
	}
	if (action == ACTION_SEARCH) {
		list->searching = true;
		return true;
	}
	return search_ended(list, action);
}

void list_text(struct list *list, uint32_t code)
{
	line_key(&list->search, code);
	list->selected = 0;
}

/* Going to a row keeps the search, as Enter does. */
void list_click(struct list *list, int stop, size_t line, size_t count)
{
	if (stop == LIST_SEARCH) {
		list->searching = true;
	} else if (stop == LIST_ROWS && line < count) {
		list->selected = line;
		list->searching = false;
	}
}
