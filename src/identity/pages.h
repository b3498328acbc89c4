/* SPDX-License-Identifier: MIT
 * A list of users that comes in pages, put together. It is whole or it is refused: half a list that
 * looks whole would hide a user.
 *
 * Up to 20,000 users in up to 1,000 pages; a user takes 1.4 KiB of memory, so 28 MiB at most, and for
 * a moment as much again while the list grows. */
#ifndef KEYTURN_IDENTITY_PAGES_H
#define KEYTURN_IDENTITY_PAGES_H

#include "dialect.h"

enum { USERS_MAX = 20000, PAGES_MAX = 1000 };

struct pages {
	struct user_list *users;          /* of the pages before; NULL before the second one */
	size_t room;                      /* for so many */
	char (*queries)[PAGE_QUERY_SIZE]; /* those asked for */
	size_t count;
};

/* Takes the page that `answer` has. When another one follows, its users go to `pages`, and the answer's
 * `next` is what to ask for; after the last one the answer has all users. False when the list leads in a
 * circle or does not end; the answer then has none. */
bool pages_take(struct pages *pages, struct dialect_answer *answer, struct error *error);

/* What to ask for; "": the first page. */
const char *pages_query(const struct pages *pages);

void pages_finish(struct pages *pages);

#endif
