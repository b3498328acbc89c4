/* SPDX-License-Identifier: MIT
 * A batch: the keys of many users reset under one confirmation. Each of its rows is a rotation
 * (rotation.h) of kind rotation_of_contact_key; the batch decides when each begins, how many run at once, and
 * when to begin no more. A machine like a rotation: events in, effects as data and news out; every step accepts
 * every event.
 *
 *   READING     the old keys are read, some at once: that shows who cannot be reset, and why
 *   CONFIRMING  waiting for the user
 *   PLANNING    all rows are written to the journal in one transaction, with a hash of each old key
 *   RUNNING     a row reads its key again, goes on only if that is the one that was planned, and is reset once;
 *               the new key is in its file, durable, before the row counts as done
 *   ENDING      what was not begun is dropped from the journal (the user stopped it), or kept there for
 *               'keyturn resume' (something else did)
 *
 * The session's own user comes last and in full, with a search: that rotation is planned here, and done by
 * whoever drives the batch once it is FINISHED, if its row is READY still.
 *
 * 413, 429 and 503 halve how many rows run at once and make all wait; the row, which was certainly not reset,
 * tries again later. So does one that was refused because the session had ended: its read signs in again. */
#ifndef KEYTURN_BATCH_H
#define KEYTURN_BATCH_H

#include "keyturn/rotation.h"

enum {
	BATCH_ROWS_MAX = 256,
	BATCH_AT_ONCE = 8, /* rows under way at most */
	BATCH_TRIES = 6,   /* of one row, while the service puts it off */
};

enum batch_step {
	BATCH_IDLE,
	BATCH_READING,
	BATCH_CONFIRMING,
	BATCH_PLANNING,
	BATCH_RUNNING,
	BATCH_ENDING,
	BATCH_FINISHED,
	BATCH_STEP_COUNT
};

enum batch_row_state {
	BATCH_ROW_WAITING, /* its turn has not come, or comes again */
	BATCH_ROW_UNDER_WAY,
	BATCH_ROW_READY,   /* its key was read: it can be reset */
	BATCH_ROW_BARRED,  /* it cannot: `error` says why. Nothing is sent for it */
	BATCH_ROW_ENDED,   /* `rotation` says how */
	BATCH_ROW_FAILED,  /* it was not reset: `error` says why */
	BATCH_ROW_STOPPED, /* it was not begun, and will not be */
	BATCH_ROW_KEPT,    /* it was not begun; the journal keeps it */
	BATCH_ROW_STATE_COUNT
};

enum batch_row_work { BATCH_WORK_NONE, BATCH_WORK_ADOPT, BATCH_WORK_CLOSE };

struct batch_row {
	enum batch_row_state state;
	bool own;                     /* the session's own user */
	struct journal_record record; /* who, the old key's hash; as the journal has it */
	bool adopted;                 /* its lock is ours */
	struct rotation rotation;
	enum batch_row_work work; /* of its own, beside the rotation's; `ticket` is that one's */
	uint32_t ticket;
	bool deferred; /* the journal is being told that it comes again */
	bool doubted;  /* it was sent, and answered with 503: carried out after all, perhaps */
	int tries;
	int64_t due;             /* ms; when it goes on; 0: it does not wait for a time */
	struct work_order *hook; /* owned; waits until another row's has ended */
	struct error error;
};

enum batch_event_kind {
	BATCH_EVENT_START,
	BATCH_EVENT_CONFIRM,
	BATCH_EVENT_CANCEL, /* the first: rows under way end, no other begins. The second: they stop, too */
	BATCH_EVENT_REPLY,
	BATCH_EVENT_WAIT, /* the client tries a read again later */
	BATCH_EVENT_TIMER,
	BATCH_EVENT_WORK,
	BATCH_EVENT_COUNT
};

struct batch_event {
	enum batch_event_kind kind;
	int64_t now;                      /* ms, monotonic */
	int64_t wall;                     /* s since the epoch */
	uint32_t ticket;                  /* REPLY, WAIT */
	struct identity_reply *reply;     /* REPLY; members may be taken */
	const struct identity_wait *wait; /* WAIT */
	struct work_event *work;          /* WORK; members may be taken */
};

enum batch_news_kind {
	BATCH_STEPPED,
	BATCH_ROW_OVER, /* row `index` is BARRED or READY, or after the confirmation ENDED or FAILED */
	BATCH_SLOWED, /* see `limit` and batch_pause() */
	BATCH_HALTED, /* no more rows are begun: see `error` */
};

enum { BATCH_NEWS_MAX = 32 };

struct batch_news {
	size_t count;
	struct {
		enum batch_news_kind kind;
		size_t index;
	} items[BATCH_NEWS_MAX]; /* in the order in which it happened */
};

struct batch {
	enum batch_step step;
	char service[ACCOUNT_URL_SIZE];
	char keys_dir[KEYS_DIR_SIZE]; /* "": the new keys go to commands only */
	const char **hooks;           /* owned, the names not; run for each row, one at a time */
	size_t hook_count;
	struct batch_row *rows; /* owned; in the order in which they were added */
	size_t count, room;
	bool resumed;        /* the rows are from the journal */
	bool stopping;       /* the user stopped it */
	bool halted;         /* `error`, or a row's, did */
	struct error error;  /* why nothing was begun, or no more */
	uint32_t ticket;     /* of PLAN, DROP or RELEASE */
	uint32_t hook;       /* ticket of the hook under way; 0: none */
	int64_t planned;     /* s since the epoch; when the old keys were read */
	size_t limit;        /* rows under way at most, now */
	size_t since_slowed; /* rows that went well since */
	int slowed;          /* times in a row */
	int64_t pause;       /* ms; no row begins before */
	int64_t timer;       /* ms; when TIMER_BATCH comes; 0: it does not run */
	int64_t began;       /* ms; RUNNING since */
};

/* `keys_dir` "" for none. The names of the hooks must live as long as the batch. */
void batch_init(struct batch *batch, const char *service, const char *keys_dir,
	const char *const *hooks, size_t hook_count);

/* Adds a user, before START; false when there are too many. `id` "" is the session's own user; NULL: it is not
 * known, and the user must be barred. */
bool batch_add(struct batch *batch, const char *id, const char *name);

/* The last one added cannot be reset. */
void batch_bar(struct batch *batch, enum error_kind kind, const char *why);

/* Adds a row that the journal has, before START, which then goes to RUNNING. */
bool batch_add_record(struct batch *batch, const struct journal_record *record);

/* Handles one event. Adds to `effects` and to `news` (may be NULL). Its timer is TIMER_BATCH. */
void batch_update(struct batch *batch, const struct batch_event *event, uint32_t *next_ticket,
	struct effects *effects, struct batch_news *news);

void batch_finish(struct batch *batch); /* frees; the machine is IDLE, without rows */

/* ---- what can be asked of it ---- */

struct batch_counts {
	size_t ready; /* before the confirmation: can be reset, one's own too */
	size_t barred;
	size_t remaining; /* WAITING or UNDER_WAY */
	size_t done;      /* new, and nothing is left to do */
	size_t partly;    /* new, and something is left */
	size_t unknown;
	size_t failed; /* not reset */
	size_t kept;   /* not begun, in the journal */
	size_t stopped;
};
struct batch_counts batch_count(const struct batch *batch);

/* The row of the session's own user, or NULL. */
const struct batch_row *batch_own(const struct batch *batch);

/* How fast rows end, and how long the others will take; false while that cannot be told. */
bool batch_pace(const struct batch *batch, int64_t now, double *per_minute, int64_t *seconds);

/* Seconds until rows begin again, after the service asked to be left alone; 0: now. */
int64_t batch_pause(const struct batch *batch, int64_t now);

/* "done", "partial", "refused", "unknown", "barred", "planned", "not-begun". */
const char *batch_row_outcome(const struct batch_row *row);

/* A sentence about the row: what came of it, or why it cannot be reset. */
const char *batch_row_text(const struct batch_row *row, char *out, size_t size);

/* Why it was not reset, or what is wrong with it; kind NONE: nothing. */
const struct error *batch_row_error(const struct batch_row *row);

/* What is said before a batch is confirmed, of what it does not do. */
extern const char batch_unsearched_text[];

#endif
