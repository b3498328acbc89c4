/* SPDX-License-Identifier: MIT
 * What pages and dialogs are made of: a line being edited, a list that can be searched, what is read from the
 * service. Data only. */
#ifndef KEYTURN_LISTS_H
#define KEYTURN_LISTS_H

#include "keyturn/exchange.h"

enum { LINE_SIZE = 512 };

/* A line of text being edited. UTF-8; the cursor is the byte offset of a code point. */
struct line {
	char text[LINE_SIZE];
	size_t cursor;
};

/* A list with a selected row and a search over it. The rows themselves are elsewhere. */
struct list {
	size_t selected; /* index among the rows that match the search */
	bool searching;  /* the search line has the keys */
	struct line search;
};

enum list_stop { LIST_ROWS, LIST_SEARCH }; /* the clickable rows of a list */

/* Something read from the service. */
enum load_state { LOAD_NONE, LOAD_UNDER_WAY, LOAD_READY, LOAD_FAILED };
struct load {
	enum load_state state;
	uint32_t ticket;    /* of the request under way */
	int64_t since;      /* ms, when it was asked for */
	struct error error; /* FAILED */
	bool waiting;       /* the client waits before it retries: */
	struct identity_wait wait;
};

#endif
