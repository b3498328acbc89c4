/* SPDX-License-Identifier: MIT
 * What every list does: a selected row that moves, and a search that narrows the rows. */
#ifndef KEYTURN_MODEL_LIST_H
#define KEYTURN_MODEL_LIST_H

#include "keyturn/model.h"

enum { LIST_PAGE = 10 }; /* rows that PgUp and PgDn go; the model knows no window */

size_t list_step(enum action action, size_t selected, size_t count);
bool list_is_move(enum action action);

/* Moving and searching. True when the action was used. */
bool list_action(struct list *list, enum action action, size_t count);
void list_text(struct list *list, uint32_t code);
void list_click(struct list *list, int stop, size_t line, size_t count);

#endif
