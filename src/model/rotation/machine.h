/* SPDX-License-Identifier: MIT
 * What the files of the rotation's machine share. Data goes one way: rotation.c takes an event and
 * looks the step up in steps.c; the step asks for what it needs (ask.c) and says where to go on;
 * rotation.c goes there. No step calls another. */
#ifndef KEYTURN_ROTATION_MACHINE_H
#define KEYTURN_ROTATION_MACHINE_H

#include "keyturn/rotation.h"

/* What one turn of the machine works with. */
struct turn {
	struct rotation *rotation;
	uint32_t *next_ticket;
	struct effects *effects;
	struct rotation_news *news; /* may be NULL */
};

/* Where it goes on after a step has taken an event. */
enum go {
	GO_NOWHERE, /* the event means nothing here: nothing has changed */
	GO_STAY,    /* something changed; the step waits on */
	GO_AGAIN,   /* the same step from its beginning, for the next place or hook */
	GO_ON,      /* the next step of this kind's order */
	GO_LEARN,
	GO_REMOVE,
	GO_CLOSE,
	GO_IDLE,
	GO_FINISH, /* the journal keeps what is not closed there */
};

/* A step: what it does with what can happen. NULL: it means nothing here. */
struct step {
	enum go (*enter)(struct turn *turn); /* asks for what it waits for, or has nothing to do */
	enum go (*reply)(struct turn *turn, struct identity_reply *reply);
	enum go (*work)(struct turn *turn, struct work_event *event); /* its order is done */
	enum go (*timer)(struct turn *turn);
	enum go (*cancel)(struct turn *turn);
};

/* begin.c */
extern const struct step idle_step, reading_old_step, confirming_step, beginning_step;
/* issue.c */
extern const struct step issuing_step, learning_step, removing_step, noting_new_step, keeping_step;
/* prove.c */
extern const struct step proving_new_step, proving_old_step;
/* update.c */
extern const struct step updating_step, rechecking_step, hooking_step;
/* delete.c */
extern const struct step deleting_step;
/* tokens.c */
extern const struct step revoking_step;
/* close.c */
extern const struct step closing_step, finished_step;

/* steps.c */
const struct step *step_of(enum rotation_step step);
enum rotation_step step_after(const struct rotation_kind *kind, enum rotation_step step);

/* ask.c: asking the service, this machine, the clock; telling the user */
struct identity_request *ask(struct turn *turn, enum identity_op op);
void ask_probe(struct turn *turn, const struct credential *credential);
struct work_order *ask_work(struct turn *turn, enum work_kind kind); /* DONE comes */
struct work_order *ask_let_go(struct turn *turn);                    /* nobody waits for it */
void ask_wait(struct turn *turn, int number); /* 1, 2, 4, 8, 15, 30, 30 … s for 0, 1, 2 … */
void ask_no_more(struct turn *turn);          /* what is under way is not wanted any more */
void tell(struct turn *turn, enum rotation_news_kind kind, size_t index);

/* places.c */
void places_search(struct turn *turn);
void places_search_stop(struct turn *turn);
bool places_found(struct turn *turn, struct work_event *event);
bool places_exclude(struct turn *turn, size_t index);
void places_leave(struct rotation *rotation); /* what keyturn does not do is the user's now */
/* Of an interrupted rotation: all that was tried is tried again. */
void places_take_up(struct rotation *rotation);
void places_free(struct rotation *rotation);

/* tokens.c */
void tokens_forget(struct rotation *rotation); /* the tokens themselves; they stay counted */
void tokens_drop(struct rotation *rotation);

/* record.c: the machine's state as the journal has it, and back */
void record_fill(const struct rotation *rotation, struct journal_record *record);
/* False with the rotation's error when this keyturn does not know the kind. */
bool record_take(struct rotation *rotation, const struct journal_record *record);

#endif
