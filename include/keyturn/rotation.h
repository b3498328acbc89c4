/* SPDX-License-Identifier: MIT
 * A rotation: the replacement of a credential by a new one. One state machine for the panel and the
 * commands. Each kind of rotation has its order of steps in src/model/rotation/kinds.c; what a step does
 * with an event is a row in src/model/rotation/steps.c.
 *
 * One confirmation sends at most one request for a new credential. Its outcome is NEW, UNCHANGED or
 * UNDETERMINED. While it is undetermined, the service is read again, at most ROTATION_LEARN_TRIES times,
 * until the outcome is known or the user leaves; if it stays unknown, the rotation stays in the journal.
 * What was confirmed is in the journal before anything is sent, so that an interrupted rotation continues
 * at LEARNING. Every step accepts every event; one that means nothing in a step changes nothing. */
#ifndef KEYTURN_ROTATION_H
#define KEYTURN_ROTATION_H

#include "keyturn/effect.h"
#include "keyturn/rotation_kind.h"
#include "keyturn/work.h"

enum rotation_outcome {
	ROTATION_OUTCOME_NONE,         /* no request was sent */
	ROTATION_OUTCOME_UNDETERMINED, /* sent; outcome not known yet */
	ROTATION_OUTCOME_UNCHANGED,    /* the old one is still valid */
	ROTATION_OUTCOME_NEW,
};

enum { ROTATION_LEARN_TRIES = 8 }; /* two minutes of waiting in all */

enum rotation_proof { PROOF_NONE, PROOF_ACCEPTED, PROOF_REFUSED, PROOF_UNKNOWN };

enum rotation_search { SEARCH_NONE, SEARCH_RUNNING, SEARCH_DONE, SEARCH_STOPPED };

enum rotation_tokens { TOKENS_OWN, TOKENS_FINDING, TOKENS_REVOKING, TOKENS_CHECKING };

enum rotation_hook_status {
	HOOK_WAITING,
	HOOK_RUNNING,
	HOOK_OK,
	HOOK_FAILED,
	HOOK_UNKNOWN, /* how it ended is not known: keyturn was killed while it ran */
};

struct rotation_hook {
	char name[64];
	enum rotation_hook_status status;
	double seconds;
	char why[128]; /* FAILED, UNKNOWN */
};

enum rotation_event_kind {
	ROTATION_EVENT_START,
	ROTATION_EVENT_RESUME,  /* `record`, `places`: from the journal; takes the places */
	ROTATION_EVENT_CONFIRM, /* stops a search that is still running */
	ROTATION_EVENT_CANCEL, /* before the confirmation: it is declined. After it: the current work is
	                        * completed, and the rest stays in the journal */
	ROTATION_EVENT_REPLY,
	ROTATION_EVENT_TIMER,
	ROTATION_EVENT_WORK,
	ROTATION_EVENT_EXCLUDE, /* while CONFIRMING: include or skip place `index` */
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
	struct credential
		*kept; /* RESUME: a new credential that was kept in a file; taken; or NULL */
};

/* What one event led to, for those who report to the user, so that they need not compare states. */
enum rotation_news_kind {
	ROTATION_STEPPED,       /* it is now in another step */
	ROTATION_SEARCHED,      /* the search has ended */
	ROTATION_ISSUED,        /* there is a new credential */
	ROTATION_STORED,        /* the new one is in its file, or `error` says why not */
	ROTATION_NEW_PROVED,    /* `new_proof` is known */
	ROTATION_OLD_PROVED,    /* `old_proof` is known */
	ROTATION_PLACED,        /* place `index` was tried */
	ROTATION_RECHECKED,     /* the updated files were searched again: see `relapsed` */
	ROTATION_NOT_RECHECKED, /* … could not be: see `error` */
	ROTATION_HOOK_STARTED,  /* hook `index` */
	ROTATION_HOOK_ENDED,    /* hook `index` */
	ROTATION_OLD_DELETED,
	ROTATION_REVOKED, /* the tokens have been dealt with */
};

enum { ROTATION_NEWS_MAX = 16 };

struct rotation_news {
	size_t count;
	struct {
		enum rotation_news_kind kind;
		size_t index;
	} items[ROTATION_NEWS_MAX]; /* in the order in which it happened */
};

struct rotation {
	const struct rotation_kind *kind;
	enum rotation_step step;
	enum rotation_outcome outcome;
	char user_id[ACCOUNT_ID_SIZE];     /* "" = the session's own */
	char user_name[ACCOUNT_NAME_SIZE]; /* the probes sign in with this name */
	char service[ACCOUNT_URL_SIZE];    /* for journal and history */
	char key_name[KEY_NAME_SIZE];      /* the name for a created credential; or "" */
	int64_t batch;                     /* its number; 0: this is not one of a batch */
	char keys_dir[KEYS_DIR_SIZE];      /* where a file with the new one is kept; or "" */
	bool stored;                       /* the file is on the disk */
	bool leaked;
	bool resumed;
	char noted_fingerprint
		[SECRET_FINGERPRINT_SIZE]; /* resumed: that of the new one, from the journal, or "" */

	struct credential old_credential; /* none: the user had no key, or this was resumed */
	struct credential new_credential;
	struct credential kept; /* resumed: a new one from a file, until the service confirms it */
	struct credential_trace old_trace, new_trace;
	enum rotation_proof new_proof, old_proof;
	bool old_deleted; /* the service said so */

	enum rotation_search search;
	uint64_t files_read, bytes_read;
	size_t unreadable;                 /* below the roots, so that each may hold the old one */
	struct unsearched_list unsearched; /* these, and what else was not looked into; not known
					    * any more when it was resumed */
	struct holder **places;            /* owned */
	size_t place_count, place_room;

	struct rotation_hook *hooks; /* owned; as configured, in order */
	size_t hook_count;

	int64_t journal; /* its ID in the journal; 0: not in it */
	bool closed;  /* … and closed there as well; otherwise the journal keeps it for later */
	size_t index; /* UPDATING, HOOKING, REVOKING: the one under way */
	bool again; /* a place that could not be updated now, but perhaps later, stays in the journal */
	bool stopping; /* the user left after the reset: the rest stays in the journal */
	/* REVOKING, for a key that leaked: */
	enum rotation_tokens tokens_phase;
	struct secret **tokens; /* owned; found on this machine; `index` is the one under way */
	size_t token_count;
	size_t tokens_revoked; /* how many of these are confirmed dead */
	bool token_revoked;    /* this session's own */
	uint32_t ticket;       /* ticket of the request or work under way; 0: none */
	int tries;             /* in this step */
	int unchanged_reads;   /* LEARNING: reads in a row that gave the old state */
	size_t relapsed;    /* updated places that hold the old one again, found by the recheck */
	struct error error; /* why it stopped or is not known; kind NONE when all went well */
};

/* A new machine for a user. `id` "" means the session's own user. */
void rotation_init(struct rotation *rotation, const struct rotation_kind *kind, const char *service,
	const char *id, const char *name);

/* The hooks to run at the end. */
void rotation_set_hooks(struct rotation *rotation, const char *const *names, size_t count);

/* Handles one event; `next_ticket` numbers requests and works. Adds to `effects` and to `news` (may be
 * NULL), returns true when anything changed. Its timer is TIMER_ROTATION. */
bool rotation_update(struct rotation *rotation, const struct rotation_event *event,
	uint32_t *next_ticket, struct effects *effects, struct rotation_news *news);

/* True from the confirmation until it is finished, while leaving needs care. */
bool rotation_under_way(const struct rotation *rotation);

bool rotation_had_old(const struct rotation *rotation); /* the user had a credential before */

/* True when the machine has completed or skipped `step`. */
bool rotation_is_past(const struct rotation *rotation, enum rotation_step step);

/* True when it is finished here but still open in the journal: 'keyturn resume' completes it. */
bool rotation_is_kept(const struct rotation *rotation);

/* Counts over the places. */
struct rotation_counts {
	size_t update, updated, manual, restart, failed, excluded;
};
struct rotation_counts rotation_count(const struct rotation *rotation);

/* Whether all that is left to do after the update of this place is to restart a process that is itself in the
 * list. */
bool rotation_is_restarted(const struct rotation *rotation, const struct holder *place);

/* True when the new one should be in a file of its own and is not. */
bool rotation_is_unstored(const struct rotation *rotation);

/* How many hooks ran, and how many succeeded. */
size_t rotation_hooks_done(const struct rotation *rotation);

/* True when the key is new and something is left for the user to do. Without an old key nothing could be
 * searched for, so that something is always left. */
bool rotation_something_left(const struct rotation *rotation);

void rotation_finish(struct rotation *rotation); /* unlinks, frees; the machine is idle */

#endif
