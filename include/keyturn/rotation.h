/* SPDX-License-Identifier: MIT
 * The reset as one state machine, the same for the panel and the commands.
 *
 *   IDLE → READING_OLD → CONFIRMING → BEGINNING → RESETTING ─ answered ─→ NOTING_NEW → PROVING_NEW
 *              (the search goes on      (journal)     └ no answer → LEARNING ─ new ┘        ↓
 *               meanwhile)                                            └ unchanged      PROVING_OLD
 *                                                                          ↓                ↓
 *   FINISHED ← CLOSING ← REVOKING ← HOOKING ← RECHECKING ← UPDATING ←──────┼────────────────┘
 *                 ↑──────────────────────────────────────────────────────────
 *
 * One confirmation sends at most one reset. Its outcome is NEW, UNCHANGED or UNDETERMINED; while it is
 * undetermined the key is read again until it is known or the user leaves. What was confirmed is in
 * the journal before anything is sent, so that an interrupted rotation starts again at LEARNING.
 * Every step takes every event; what means nothing in a step changes nothing. */
#ifndef KEYTURN_ROTATION_H
#define KEYTURN_ROTATION_H

#include "keyturn/effect.h"
#include "keyturn/work.h"

enum rotation_step {
	ROTATION_IDLE,
	ROTATION_READING_OLD, /* the key as it is now, to search for and to compare with */
	ROTATION_CONFIRMING,  /* waiting for the user; the search may be going on */
	ROTATION_BEGINNING,   /* the journal is being written */
	ROTATION_RESETTING,   /* the one reset is under way */
	ROTATION_LEARNING,    /* no answer: reading the key until it is known what happened */
	ROTATION_NOTING_NEW,  /* the journal learns that the key is new */
	ROTATION_PROVING_NEW, /* does the new key sign in? */
	ROTATION_PROVING_OLD, /* is the old key refused? */
	ROTATION_UPDATING,    /* the new key goes into place after place */
	ROTATION_RECHECKING,  /* does an updated file still hold the old key? */
	ROTATION_HOOKING,     /* the configured commands, one after another */
	ROTATION_REVOKING,    /* it leaked: tokens that can be found end too, this session's last */
	ROTATION_CLOSING,     /* journal and history */
	ROTATION_FINISHED,
	ROTATION_STEP_COUNT
};

enum rotation_outcome {
	ROTATION_OUTCOME_NONE,         /* no reset was sent */
	ROTATION_OUTCOME_UNDETERMINED, /* sent, not known yet */
	ROTATION_OUTCOME_UNCHANGED,    /* the old key is still the key */
	ROTATION_OUTCOME_NEW,
};

enum rotation_proof { PROOF_NONE, PROOF_ACCEPTED, PROOF_REFUSED, PROOF_UNKNOWN };

enum rotation_search { SEARCH_NONE, SEARCH_RUNNING, SEARCH_DONE, SEARCH_STOPPED };

enum rotation_tokens { TOKENS_OWN, TOKENS_FINDING, TOKENS_REVOKING, TOKENS_CHECKING };

enum rotation_hook_status { HOOK_WAITING, HOOK_RUNNING, HOOK_OK, HOOK_FAILED };

struct rotation_hook {
	char name[64];
	enum rotation_hook_status status;
	double seconds;
	char why[128]; /* FAILED */
};

enum rotation_event_kind {
	ROTATION_EVENT_START,
	ROTATION_EVENT_RESUME,  /* `record`, `places`: from the journal; places are taken */
	ROTATION_EVENT_CONFIRM, /* stops a search that still runs */
	ROTATION_EVENT_CANCEL, /* before the confirmation: no. After it: what is under way ends, and
				* what is left stays in the journal */
	ROTATION_EVENT_REPLY,
	ROTATION_EVENT_TIMER,
	ROTATION_EVENT_WORK,
	ROTATION_EVENT_EXCLUDE, /* while CONFIRMING: `index` in or out */
	ROTATION_EVENT_COUNT
};

struct rotation_event {
	enum rotation_event_kind kind;
	uint32_t ticket;                     /* REPLY */
	struct identity_reply *reply;        /* REPLY; members may be taken */
	struct work_event *work;             /* WORK; members may be taken */
	size_t index;                        /* EXCLUDE */
	const struct journal_record *record; /* RESUME */
	struct holder **places;              /* RESUME; the array and what it points to are taken */
	size_t place_count;
};

struct rotation {
	enum rotation_step step;
	enum rotation_outcome outcome;
	char user_id[ACCOUNT_ID_SIZE];     /* "" = the session's own */
	char user_name[ACCOUNT_NAME_SIZE]; /* the probes sign in with it */
	char service[ACCOUNT_URL_SIZE];    /* for journal and history */
	bool leaked;
	bool resumed;
	char noted_fingerprint[SECRET_FINGERPRINT_SIZE]; /* resumed: the new key's by the journal,
							  * or "" */

	struct secret *old_key; /* NULL: the user had none, or this was resumed */
	struct secret *new_key;
	unsigned char old_hash[SECRET_HASH_SIZE]; /* of the old key */
	size_t old_length;                        /* bytes; 0: the user had none */
	char old_fingerprint[SECRET_FINGERPRINT_SIZE];
	char new_fingerprint[SECRET_FINGERPRINT_SIZE];
	enum rotation_proof new_proof, old_proof;

	enum rotation_search search;
	uint64_t files_read, bytes_read;
	size_t unreadable;
	struct holder **places; /* owned */
	size_t place_count, place_room;

	struct rotation_hook *hooks; /* owned; as configured, in order */
	size_t hook_count;

	int64_t journal; /* its number in the journal; 0: not in it */
	size_t index;    /* UPDATING, HOOKING: the one under way */
	bool again;    /* a place could not be updated, but may be later: it stays in the journal */
	bool stopping; /* the user left after the reset: what is left stays in the journal */
	/* REVOKING, for a key that leaked: */
	enum rotation_tokens tokens_phase;
	struct secret **tokens; /* owned; found on this machine; `index` is the one under way */
	size_t token_count;
	size_t tokens_revoked; /* of these, shown to be dead */
	bool token_revoked;    /* this session's own */
	uint32_t ticket;       /* of the request or work under way; 0: none */
	int tries;             /* in this step */
	int unchanged_reads;   /* LEARNING: reads in a row that gave the old key */
	size_t relapsed;       /* updated places that held the old key again at the recheck */
	struct error error;    /* why it stopped or is not known; kind NONE when all is well */
};

/* A fresh machine for a user. `id` "" is the session's own user. */
void rotation_init(
	struct rotation *rotation, const char *service, const char *id, const char *name);

/* The hooks to run at the end. */
void rotation_set_hooks(struct rotation *rotation, const char *const *names, size_t count);

/* Takes one event; `next_ticket` numbers requests and works. Adds effects, returns true when anything
 * changed. Timers are TIMER_ROTATION. */
bool rotation_update(struct rotation *rotation, const struct rotation_event *event,
	uint32_t *next_ticket, struct effects *effects);

/* True from the confirmation until it is finished: leaving now needs care. */
bool rotation_under_way(const struct rotation *rotation);

/* Counted over the places. */
struct rotation_counts {
	size_t update, updated, manual, restart, failed, excluded;
};
struct rotation_counts rotation_count(const struct rotation *rotation);

/* How many of the hooks were run, and well. */
size_t rotation_hooks_done(const struct rotation *rotation);

/* True when the key is new and something is left for the user to do. */
bool rotation_something_left(const struct rotation *rotation);

void rotation_finish(struct rotation *rotation); /* unlinks, frees; the machine is idle */

#endif
