/* SPDX-License-Identifier: MIT
 * Where the keys lead on a page of buttons: Tab from one to the next, up and down from row to row, left and
 * right within one. */
#ifndef KEYTURN_MODEL_STOPS_H
#define KEYTURN_MODEL_STOPS_H

#include "keyturn/model.h"

struct stops {
	const int *rows; /* of each stop the row it is in; rows count from 0 */
	size_t count;
	bool (*can)(const struct model *model, size_t stop); /* it is there now; NULL: all are */
};

/* Where `action` leads from `focus`; any other action than a move leads nowhere else. */
size_t stops_move(
	const struct stops *stops, const struct model *model, size_t focus, enum action action);

#endif
