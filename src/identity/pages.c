/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

static void drop(struct user_list **list)
{
	free(*list);
	*list = NULL;
}

static void make_room(struct pages *pages, size_t count)
{
	const size_t size = sizeof(pages->users->users[0]);
	struct user_list *larger;

	if (pages->users != NULL && count <= pages->room) {
		return;
	}
	pages->room = count > 2 * pages->room ? count : 2 * pages->room;
	larger = memory_alloc(sizeof(*larger) + pages->room * size);
	if (pages->users != NULL) {
		memcpy(larger, pages->users, sizeof(*larger) + pages->users->count * size);
	}
	drop(&pages->users);
	pages->users = larger;
}

static bool append(struct pages *pages, const struct user_list *page, struct error *error)
{
	size_t before = pages->users == NULL ? 0 : pages->users->count;

	if (page->count > USERS_MAX - before) {
		return error_set(
			error, ERROR_REPLY_SIZE, "a list of more than %d users", USERS_MAX);
	}
	make_room(pages, before + page->count);
	memcpy(&pages->users->users[before], page->users, page->count * sizeof(page->users[0]));
	pages->users->count = before + page->count;
	return true;
}

static bool remember(struct pages *pages, const char *query, struct error *error)
{
	for (size_t i = 0; i < pages->count; i++) {
		if (strcmp(pages->queries[i], query) == 0) {
			return error_set(error, ERROR_REPLY,
				"its list of users leads back from page %zu to page %zu",
				pages->count + 1, i + 2);
		}
	}
	if (pages->count + 1 == PAGES_MAX) {
		return error_set(error, ERROR_REPLY_SIZE, "a list of users of more than %d pages",
			PAGES_MAX);
	}
	pages->queries = memory_grow(pages->queries, pages->count, sizeof(pages->queries[0]));
	memcpy(pages->queries[pages->count++], query, PAGE_QUERY_SIZE);
	return true;
}

static bool take(struct pages *pages, struct dialect_answer *answer, struct error *error)
{
	if (answer->next[0] != '\0' && answer->reply.users->count == 0) {
		return error_set(error, ERROR_REPLY,
			"page %zu of its list of users is empty, and not the last",
			pages->count + 1);
	}
	return append(pages, answer->reply.users, error) &&
		(answer->next[0] == '\0' || remember(pages, answer->next, error));
}

bool pages_take(struct pages *pages, struct dialect_answer *answer, struct error *error)
{
	if (answer->next[0] == '\0' && pages->count == 0) {
		return true; /* the only one */
	}
	bool taken = take(pages, answer, error);
	drop(&answer->reply.users);
	if (taken && answer->next[0] == '\0') {
		answer->reply.users = pages->users;
		pages->users = NULL;
	}
	return taken;
}

const char *pages_query(const struct pages *pages)
{
	return pages->count == 0 ? "" : pages->queries[pages->count - 1];
}

void pages_finish(struct pages *pages)
{
	drop(&pages->users);
	free(pages->queries);
	*pages = (struct pages){0};
}
