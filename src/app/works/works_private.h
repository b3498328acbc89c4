/* SPDX-License-Identifier: MIT
 * What the files of the works share. */
#ifndef KEYTURN_WORKS_PRIVATE_H
#define KEYTURN_WORKS_PRIVATE_H

#include "keyturn/hook.h"
#include "keyturn/search.h"
#include "keyturn/works.h"

enum { WORKS_PATH_SIZE = 4200 };

enum job_kind {
	JOB_ORDER,     /* what `order` says; of a hook: that it starts, unless it was run before */
	JOB_HOOK_NOTE, /* what came of it */
	JOB_RECORD,
	JOB_HISTORY,
	JOB_UNFINISHED,
};

/* What a worker thread does, with copies of all it needs and what came of it. */
struct job {
	struct job *next;
	struct works *works;
	enum job_kind kind;
	/* On the loop, when it is done; takes the job. NULL: its result is told. */
	void (*done)(struct works *works, struct job *job);
	struct work_order *order;       /* ORDER, HOOK_NOTE; owned */
	struct history_entry entry;     /* RECORD */
	char service[ACCOUNT_URL_SIZE]; /* UNFINISHED */
	char user[ACCOUNT_NAME_SIZE];   /* likewise */
	bool hook_ok, hook_done_before;
	enum hook_trace hook_before; /* what an earlier process left of it */
	pid_t hook_pid;              /* STILL_RUNS */
	bool hook_unknown;           /* HOOK_NOTE: it is not known whether it went well */
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
	struct unsearched_list unsearched; /* until the search is over */
	uv_timer_t later;                  /* destroys a finished search outside its own callback */

	struct hook_run *hook;
	struct hook_wait *hook_wait; /* for an earlier process's, before one of ours */
	struct job *hook_job;        /* to be noted when the hook ends */
	bool hook_stopped;           /* before it was started */
};

/* line.c: one job after another on the worker thread */
void works_tell(struct works *works, struct work_event *event);
void works_add(struct works *works, struct job *job); /* starts it when its turn comes */
struct job *job_create(struct works *works, enum job_kind kind, enum work_event_kind answer);
void works_finish_jobs(struct works *works); /* waits for the one under way */

/* jobs.c: on the worker thread */
void job_run(struct job *job);
void job_destroy(struct job *job);

/* batch.c: a batch in the journal */
bool job_batch(struct job *job, struct error *error);

/* unfinished.c */
bool works_find_unfinished(struct store *store, const char *service, const char *user,
	struct work_event *found, struct error *error);

/* search.c */
void works_recheck(struct works *works, struct work_order *order); /* takes it */
void search_finish(struct works *works);

/* trace.c: the file that says which process the order's hook is */
void works_hook_trace(
	const struct works *works, const struct work_order *order, char path[WORKS_PATH_SIZE]);

/* hook_wait.c: `over` comes once, from the loop, when the hook has ended or after `seconds` */
typedef void hook_wait_over(struct works *works, bool runs);
struct hook_wait *hook_wait_start(
	struct works *works, const char *trace, int seconds, hook_wait_over *over);
void hook_wait_destroy(struct hook_wait *wait); /* NULL is fine; no callback comes after this */

/* hooks.c */
void works_hook(struct works *works, struct work_order *order); /* takes it */
void works_hook_finish(struct works *works);

#endif
