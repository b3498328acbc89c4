/* SPDX-License-Identifier: MIT
 * A change to an account other than of its keys: one request, with what comes before and after it.
 *
 *   what was shown still there? ──► sent, once ──► answered ──► DONE or REFUSED
 *            │ no                        │ no answer
 *            ▼                           ▼
 *          STALE                  looked at, three times ──► DONE, UNCHANGED or UNKNOWN
 *
 * Pure, like a rotation: events in, effects out. The panel's forms and the commands drive the same one. */
#ifndef KEYTURN_CHANGE_H
#define KEYTURN_CHANGE_H

#include "keyturn/effect.h"
#include "keyturn/exchange.h"

enum change_step {
	CHANGE_IDLE,
	CHANGE_CHECKING, /* is what the user saw still there? */
	CHANGE_SENT,     /* from now on it may have been carried out */
	CHANGE_LOOKING,  /* no answer came: was it carried out? */
	CHANGE_WAITING,  /* … looked at again when TIMER_CHANGE fires */
	CHANGE_OVER,
};

enum change_outcome {
	CHANGE_DONE,    /* by the service's answer, or as seen afterwards */
	CHANGE_REFUSED, /* `error` says why; nothing was changed */
	CHANGE_STALE, /* somebody has changed it since: `now` is what is there; nothing was sent */
	CHANGE_UNCHANGED, /* no answer, and looked at several times it was not done */
	CHANGE_UNKNOWN,   /* no answer, and nothing tells; `error` is that of the request */
	CHANGE_OUTCOME_COUNT
};

struct change {
	enum change_step step;
	enum change_outcome outcome;     /* OVER */
	struct identity_request request; /* owned */
	bool checked;                    /* `shown` is compared before it is sent */
	struct user shown, now;
	struct identity_reply reply; /* owned; what the service told when it was DONE, which may be
				      * nothing when that was seen only afterwards */
	struct error error;
	bool sent; /* it may have reached the service; stays set when it is OVER */
	bool seen; /* DONE is what was seen afterwards: what an answer tells once is lost */
	uint32_t ticket;
	int looks;
};

/* Begins; `request` is taken. `shown` is the user as the form or preview showed it, of which what the
 * request changes is compared with what is there now; NULL: it is sent at once. */
void change_begin(struct change *change, struct identity_request *request, const struct user *shown,
	uint32_t *next_ticket, struct effects *effects);

/* True when the answer was this one's; parts of `reply` may be taken. */
bool change_reply(struct change *change, uint32_t ticket, struct identity_reply *reply,
	uint32_t *next_ticket, struct effects *effects);

void change_timer(struct change *change, uint32_t *next_ticket, struct effects *effects);

/* Nobody waits any more. False once it was sent: it may have been carried out, and is looked after. */
bool change_cancel(struct change *change, struct effects *effects);

bool change_under_way(const struct change *change); /* from SENT until OVER */
void change_finish(struct change *change);          /* frees; IDLE again */

/* "done", "refused", "stale", "unchanged", "unknown": for --json and the history */
const char *change_outcome_name(enum change_outcome outcome);

/* What `request` changes, in a few words: "e-mail a@example.org, disabled", "a new support PIN". */
char *change_words(const struct identity_request *request, char *out, size_t size);

#endif
