/* SPDX-License-Identifier: MIT
 * The works of a rotation on this machine, as data between the rotation and the app: searching, journal,
 * updating files, hooks. An order holds everything its work needs. */
#ifndef KEYTURN_WORK_H
#define KEYTURN_WORK_H

#include "keyturn/credential.h"
#include "keyturn/error.h"
#include "keyturn/exchange.h"
#include "keyturn/holder.h"
#include "keyturn/store.h"
#include "keyturn/unsearched.h"

enum work_kind {
	WORK_BEGIN, /* write the journal: what was confirmed, and every place. Durable when done */
	WORK_NEW, /* record that there is a new credential, and keep it if it cannot be read again */
	WORK_UPDATE,  /* put the new credential into place `index`, and record that */
	WORK_RECHECK, /* does any updated file still hold the old one? */
	WORK_HOOK,    /* run a hook, and record that */
	WORK_TOKENS,  /* find tokens that other clients keep on disk */
	WORK_KEEP,    /* write the new credential into a file of its own in `record.keys_dir` */
	WORK_CLOSE,   /* the rotation is over: close it in journal and history */
	WORK_ABANDON, /* stop here and release the lock; the journal keeps it for later */
	/* Of a batch: */
	WORK_PLAN,    /* write the journal: all of `plan`. Durable when done; can keys be kept? */
	WORK_ADOPT,   /* take over a rotation that another process left */
	WORK_DEFER,   /* it was not carried out, and comes again: set `record.phase` */
	WORK_DROP,    /* what is only planned is not wanted any more: all of `plan` */
	WORK_RELEASE, /* release the locks of `plan`; the journal keeps them */
};

/* One work to do. */
struct work_order {
	enum work_kind kind;
	uint32_t ticket;              /* returned by WORK_EVENT_DONE; 0: nobody waits */
	struct journal_record record; /* the rotation; `id` is 0 until BEGIN is done */
	struct history_entry
		note; /* NEW, CLOSE, ABANDON: a record to add when done; `result` "": none */
	size_t index; /* UPDATE: the place's ID in the journal; HOOK: the hook's */
	struct journal_record *plan; /* owned; PLAN, DROP, RELEASE */
	size_t plan_count;
	struct holder **places; /* owned; UPDATE: the one; BEGIN, RECHECK, CLOSE: all */
	size_t place_count;
	struct credential old_credential; /* owned; RECHECK, HOOK; none after an interruption */
	struct credential new_credential; /* owned; NEW, UPDATE, HOOK */
	char hook[64];                    /* HOOK */
	bool early; /* HOOK: not all places are updated, so it must run again later */
};

struct work_order *work_order_create(enum work_kind kind);
void work_order_add_places(struct work_order *order, struct holder *const *places, size_t count);
void work_order_destroy(struct work_order *order); /* NULL is fine */

enum work_event_kind {
	WORK_EVENT_FOUND,    /* the search found `holder` (taken by setting it to NULL) */
	WORK_EVENT_PROGRESS, /* of the search */
	WORK_EVENT_SEARCHED, /* it is over */
	WORK_EVENT_OUTPUT,  /* `line` for the user: output of a hook, or (not ok) a failure that the
	                      * rotation does not depend on */
	WORK_EVENT_HISTORY, /* the answer to EFFECT_HISTORY: `entries`, or `error` */
	WORK_EVENT_UNFINISHED, /* the answer to EFFECT_UNFINISHED, if there is one: `record`, `places` */
	WORK_EVENT_DONE,       /* the work of `ticket` is done, or failed with `error` */
	WORK_EVENT_COUNT
};

enum { WORK_LINE_SIZE = 256 };

struct work_event {
	enum work_event_kind kind;
	uint32_t ticket; /* OUTPUT, DONE */
	struct holder *holder;
	uint64_t files, bytes;             /* PROGRESS, SEARCHED */
	size_t unreadable;                 /* likewise: what below the roots could not be read */
	struct unsearched_list unsearched; /* SEARCHED; taken by unsearched_take() */
	bool stopped;                      /* SEARCHED: before its end */
	bool ok;                           /* DONE */
	struct error error;                /* DONE and not ok; HISTORY that could not be read */
	enum holder_status status;         /* DONE of UPDATE */
	char *reason, *backup;             /* likewise; taken by setting them to NULL */
	bool again;                        /* likewise: it failed, but may succeed later */
	size_t *still; /* DONE of RECHECK: the places that still hold the old one; taken */
	size_t still_count;
	struct secret **tokens; /* DONE of TOKENS; the array and what it points to; taken */
	size_t token_count;
	int64_t journal;              /* DONE of BEGIN: the rotation's ID in the journal; of PLAN:
				       * that of the first, which the others follow */
	int64_t batch;                /* DONE of PLAN: its number */
	char key_name[KEY_NAME_SIZE]; /* likewise: the name for a created credential */
	double seconds;               /* DONE of HOOK */
	char line[WORK_LINE_SIZE];
	struct history_entry *entries; /* newest first; taken by setting it to NULL */
	size_t entry_count;
	struct journal_record record;
	struct holder **places; /* the array and what it points to; taken by setting it to NULL */
	size_t place_count;
};

/* Frees what was not taken. */
void work_event_finish(struct work_event *event);

#endif
