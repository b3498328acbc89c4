/* SPDX-License-Identifier: MIT
 * What the files of the works share. */
#ifndef KEYTURN_WORKS_PRIVATE_H
#define KEYTURN_WORKS_PRIVATE_H

#include "keyturn/hook.h"
#include "keyturn/search.h"
#include "keyturn/works.h"

enum job_kind {
	JOB_BEGIN,
	JOB_NEW,
	JOB_UPDATE,
	JOB_HOOK_ASK,  /* was it run before an interruption? If not, note that it starts */
	JOB_HOOK_NOTE, /* what came of it */
	JOB_TOKENS,
	JOB_CLOSE,
	JOB_ABANDON,
	JOB_RECORD,
	JOB_HISTORY,
	JOB_UNFINISHED,
};

/* What a worker thread does, with copies of all it needs and what came of it. */
struct job {
	struct job *next;
	struct works *works;
	enum job_kind kind;
	uint32_t ticket; /* 0: nobody waits for it */
	size_t index;
	struct journal_record record;
	enum rotation_outcome outcome;
	enum rotation_proof new_proof, old_proof;
	bool noted;              /* that the key is new, before an interruption */
	struct secret *new_key;  /* UPDATE: a copy of this job's own */
	struct holder **holders; /* BEGIN, CLOSE: all; UPDATE: one */
	size_t holder_count;
	struct history_entry entry; /* RECORD */
	char hook[64];
	bool hook_ok, hook_done_before;
	bool again; /* HOOK_NOTE: what it is for is not complete */
	double seconds;
	char why[128]; /* HOOK_NOTE: why it is not ok */
	struct work_event result;
};

struct works {
	uv_loop_t *loop;
	struct works_options options;
	struct works_listener listener;
	char *state_dir, *backup_dir;
	struct store *store; /* opened by the first job; used by one job at a time */

	uv_work_t request;
	struct job *first, **last; /* the one under way stands first */
	bool busy;
	bool ending; /* what is done is told to nobody any more */

	int64_t planned;       /* when the last search for a present key began, s since the epoch */
	struct search *search; /* what holds the key; or the recheck */
	bool rechecking;
	uint32_t recheck_ticket;
	struct holder **rechecked; /* the updated places, by their index in the rotation */
	size_t rechecked_count;
	size_t *still, still_count;
	size_t unreadable;
	uv_timer_t later; /* destroys a finished search outside its own callback */

	struct hook_run *hook;
	struct job *hook_job; /* to be noted when the hook ends */
	bool hook_stopped;    /* before it was started */
	struct secret *hook_new, *hook_old;
};

/* works.c */
void works_tell(struct works *works, struct work_event *event);
void works_add(struct works *works, struct job *job); /* starts it when its turn comes */
struct job *works_job(
	struct works *works, const struct rotation *rotation, enum job_kind kind, uint32_t ticket);

/* works_jobs.c: on the worker thread */
void job_run(struct job *job);
void job_destroy(struct job *job);

/* works_search.c */
void works_recheck(struct works *works, const struct rotation *rotation, uint32_t ticket);
void search_finish(struct works *works);

/* works_hook.c */
void works_hook(
	struct works *works, const struct rotation *rotation, size_t index, uint32_t ticket);
void works_hook_asked(struct works *works, struct job *job); /* takes the job */
void works_hook_finish(struct works *works);

#endif
