/* SPDX-License-Identifier: MIT
 * The rows that a secret is shown on: how many cells they take, for what draws the page, and what is on
 * them, for what writes it to the terminal. */
#ifndef KEYTURN_UI_SECRET_ROWS_H
#define KEYTURN_UI_SECRET_ROWS_H

#include "keyturn/canvas.h"

struct cells {
	int rows, cols;
};

/* What `secret` takes shown like this in at most `most`; no rows when it does not fit. A QR code has at least
 * two modules of white around it, which scanners read, and the standard's four where there is room. */
struct cells secret_rows_size(struct secret *secret, enum reveal_as as, struct cells most);

/* What a QR code needs at least, whatever there is; no rows when none can be made here. */
struct cells secret_rows_qr_least(struct secret *secret);

/* Row `row` of the box, in UTF-8, whole; `black_on_white`: its cells have these colours. `text` is wiped
 * afterwards. */
typedef void secret_rows_put(
	void *data, int row, const char *text, size_t len, bool black_on_white);

/* Puts each row of a box of this size, which secret_rows_size() gave, or for REVEAL_AS_TEXT of any. */
void secret_rows_each(struct secret *secret, enum reveal_as as, struct cells size,
	secret_rows_put *put, void *data);

#endif
