/* SPDX-License-Identifier: MIT
 * What the files of the batch's machine share. Data goes one way: batch.c takes an event to the row it is for
 * (row.c), whose effects are sifted on their way out (sift.c); pace.c decides how many rows may run. */
#ifndef KEYTURN_BATCH_MACHINE_H
#define KEYTURN_BATCH_MACHINE_H

#include "keyturn/batch.h"

/* What one turn of the machine works with. */
struct batch_turn {
	struct batch *batch;
	int64_t now;
	uint32_t *next_ticket;
	struct effects *effects;
	struct batch_news *news; /* may be NULL */
};

/* ask.c */
void batch_tell(struct batch_turn *turn, enum batch_news_kind kind, size_t index);

/* No row is begun any more; the first reason counts. */
void batch_halt(struct batch_turn *turn, const struct error *error);

/* A work of the batch's own; DONE comes with its ticket, which is returned in `*ticket`. */
struct work_order *batch_ask(struct batch_turn *turn, enum work_kind kind, uint32_t *ticket);

/* row.c */
void row_start(struct batch_turn *turn, struct batch_row *row);
void row_feed(struct batch_turn *turn, struct batch_row *row, const struct rotation_event *event);
void row_worked(struct batch_turn *turn, struct batch_row *row, const struct work_event *event);
void row_forget(struct batch_turn *turn, struct batch_row *row); /* it is not to be read any more */
void row_free(struct batch_row *row);

/* sift.c: what a rotation asks for, from item `first` on, is made the batch's */
void sift(struct batch_turn *turn, struct batch_row *row, size_t first);
void sift_next_hook(struct batch_turn *turn); /* one has ended */

/* pace.c */
bool pace_is_passing(const struct error *error); /* the service put it off: nothing was done */
int64_t pace_delay(int tries);                   /* ms: 1, 2, 4 … 30 s for 1, 2, 3 … */
void pace_slow(struct batch_turn *turn, int seconds);
void pace_went_well(struct batch *batch);
bool pace_allows(const struct batch *batch, size_t under_way, int64_t now);
void pace_set_timer(struct batch_turn *turn);

#endif
