/* SPDX-License-Identifier: MIT
 * What the model wants done, as data. An effect is complete: whoever carries it out needs nothing else. */
#ifndef KEYTURN_EFFECT_H
#define KEYTURN_EFFECT_H

#include "keyturn/exchange.h"
#include "keyturn/message.h"
#include "keyturn/store.h"
#include "keyturn/work.h"

enum effect_kind {
	EFFECT_CONNECT, /* forget the current session; the next requests go to `url` */
	EFFECT_REQUEST, /* send `request`; the answer carries `ticket` */
	EFFECT_SIGN_IN, /* sign in to account `account` with the credential from its own source */
	EFFECT_CANCEL,  /* the answer to `ticket` is no longer wanted */
	EFFECT_TIMER_START, /* `timer` fires once after `milliseconds`; replaces one that is running */
	EFFECT_TIMER_STOP,
	EFFECT_COPY, /* `secret` to the user's clipboard */
	EFFECT_CLEAR_CLIPBOARD,
	EFFECT_REPAINT, /* redraw all of the screen, which may be damaged */
	EFFECT_SUSPEND,
	EFFECT_SEARCH,      /* search this machine for `credential`: WORK_EVENT_FOUND and so on */
	EFFECT_SEARCH_STOP, /* WORK_EVENT_SEARCHED still comes */
	EFFECT_WORK,        /* do `order`; WORK_EVENT_DONE comes with its ticket */
	EFFECT_WORK_STOP,   /* end the running hook; its WORK_EVENT_DONE still comes */
	EFFECT_HISTORY,     /* read the history: WORK_EVENT_HISTORY */
	EFFECT_UNFINISHED,  /* is a rotation of `user` at `url` unfinished? It is taken over, and
			     * WORK_EVENT_UNFINISHED comes; nothing comes when there is none */
	EFFECT_SAVE_PROFILE, /* of `user` at `url`, without a secret; WORK_EVENT_OUTPUT tells how it went */
	EFFECT_RECORD, /* record `entry` in the history */
	EFFECT_QUIT,   /* exit with `status`; `signal` != 0: die of that signal after cleaning up */
};

struct effect {
	enum effect_kind kind;
	uint32_t ticket;
	struct identity_request request; /* REQUEST; its secret belongs to the effect */
	int account;
	char url[ACCOUNT_URL_SIZE];   /* CONNECT, UNFINISHED, SAVE_PROFILE */
	char user[ACCOUNT_NAME_SIZE]; /* UNFINISHED, SAVE_PROFILE */
	enum timer_id timer;
	int64_t milliseconds;
	int status, signal;
	/* Owned by the effect; whoever takes one sets it to NULL. */
	struct secret *secret;        /* COPY */
	struct credential credential; /* SEARCH */
	struct work_order *order;     /* WORK */
	struct history_entry *entry;  /* RECORD */
};

/* One message causes only a few effects, whose maximum effect_add() asserts. */
enum { EFFECTS_MAX = 24 };

struct effects {
	size_t count;
	struct effect items[EFFECTS_MAX];
};

struct effect *effect_add(struct effects *effects, enum effect_kind kind); /* zeroed but for kind */
void effects_finish(struct effects *effects); /* frees what is left and sets count to 0 */

#endif
