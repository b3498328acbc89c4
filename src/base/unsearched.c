/* SPDX-License-Identifier: MIT */
#include "keyturn/unsearched.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

static const struct {
	const char *heading, *one, *many; /* the last two after a number */
} words[UNSEARCHED_COUNT] = {
	[UNSEARCHED_UNREADABLE] = {"could not be read", "could not be read", "could not be read"},
	[UNSEARCHED_SYSTEM] = {"could not be read, outside your roots",
		"outside your roots could not be read", "outside your roots could not be read"},
	[UNSEARCHED_FILE_SYSTEM] = {"on another file system", "on another file system",
		"on other file systems"},
	[UNSEARCHED_LINK] = {"links that were not followed", "link not followed",
		"links not followed"},
	[UNSEARCHED_LARGE] = {"compressed, and too large to look into",
		"compressed file too large to look into",
		"compressed files too large to look into"},
	[UNSEARCHED_FORMAT] = {"packed in a way that keyturn does not open",
		"archive that keyturn does not open", "archives that keyturn does not open"},
	[UNSEARCHED_SLOW] = {"took too long", "took too long", "took too long"},
};

void unsearched_add(struct unsearched_list *list, enum unsearched_kind kind, const char *path,
	const char *reason)
{
	if (list->counts[kind]++ < UNSEARCHED_LISTED) {
		list->items = memory_grow(list->items, list->count, sizeof(*list->items));
		list->items[list->count++] = (struct unsearched){
			kind, memory_text(path), memory_text(reason)};
	}
}

size_t unsearched_total(const struct unsearched_list *list)
{
	size_t total = 0;

	for (int kind = 0; kind < UNSEARCHED_COUNT; kind++) {
		total += list->counts[kind];
	}
	return total;
}

void unsearched_line(const struct unsearched_list *list, char line[UNSEARCHED_LINE_SIZE])
{
	size_t used = 0;

	line[0] = '\0';
	for (int kind = 0; kind < UNSEARCHED_COUNT; kind++) {
		const size_t count = list->counts[kind];
		if (count > 0) { /* all of them fit */
			used += (size_t)snprintf(line + used, UNSEARCHED_LINE_SIZE - used,
				"%s%zu %s", used > 0 ? ", " : "", count,
				count == 1 ? words[kind].one : words[kind].many);
		}
	}
}

const char *unsearched_heading(enum unsearched_kind kind)
{
	return words[kind].heading;
}

struct unsearched_list unsearched_take(struct unsearched_list *list)
{
	const struct unsearched_list taken = *list;

	*list = (struct unsearched_list){0};
	return taken;
}

void unsearched_finish(struct unsearched_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].path);
		free(list->items[i].reason);
	}
	free(list->items);
	*list = (struct unsearched_list){0};
}
