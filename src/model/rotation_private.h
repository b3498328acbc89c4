/* SPDX-License-Identifier: MIT
 * What the files of the reset's machine share. */
#ifndef KEYTURN_ROTATION_PRIVATE_H
#define KEYTURN_ROTATION_PRIVATE_H

#include "keyturn/rotation.h"

/* What one turn of the machine works with. */
struct turn {
	struct rotation *rotation;
	uint32_t *next_ticket;
	struct effects *effects;
};

/* rotation.c */
void rotation_enter(
	struct turn *turn, enum rotation_step step); /* the one place where it changes */
uint32_t rotation_ticket(struct turn *turn);
void rotation_drop(struct secret **key);
void rotation_done(struct turn *turn); /* FINISHED */
void rotation_prove_new(struct turn *turn);
void rotation_skip_proofs(struct turn *turn);
struct identity_request *rotation_ask(struct turn *turn, enum identity_op op);

/* rotation_works.c: the steps that the app's works do */
void works_begin(struct turn *turn);
void works_note_new(struct turn *turn);
void works_update(struct turn *turn); /* from the proofs on to the end */
void works_close(struct turn *turn);
void works_abandon(struct turn *turn);
void works_ask(struct turn *turn, enum work_kind kind);
bool works_done(struct turn *turn, struct work_event *event);

/* rotation_tokens.c */
void tokens_start(struct turn *turn);
bool tokens_found(struct turn *turn, struct work_event *event);
bool tokens_replied(struct turn *turn, const struct identity_reply *reply);
void tokens_forget(struct rotation *rotation); /* the tokens themselves; they stay counted */
void tokens_drop(struct rotation *rotation);

/* rotation_places.c */
void places_search(struct turn *turn);
void places_search_stop(struct turn *turn);
bool places_event(struct turn *turn, struct work_event *event);
bool places_exclude(struct turn *turn, size_t index);
void places_leave(struct rotation *rotation); /* what keyturn does not do is the user's now */
/* Of an interrupted rotation: all that was tried is tried again. */
void places_take_up(struct rotation *rotation);
void places_free(struct rotation *rotation);

#endif
