/* SPDX-License-Identifier: MIT
 * A batch in the journal: many rotations planned at once. */
#include "keyturn/key_file.h"
#include "works_private.h"

/* Where keys cannot be kept nothing is reset. */
static bool plan(struct job *job, struct error *error)
{
	struct work_order *order = job->order;
	const char *dir = order->record.keys_dir;

	if (dir[0] != '\0' && !key_file_try(dir, error)) {
		return false;
	}
	if (!journal_plan(job->works->store, order->plan, order->plan_count, error)) {
		return false;
	}
	job->result.journal = order->plan[0].id;
	job->result.batch = order->plan[0].batch;
	return true;
}

static bool drop(struct job *job, struct error *error)
{
	const struct work_order *order = job->order;
	bool ok = true;

	for (size_t i = 0; i < order->plan_count; i++) {
		ok = journal_set_phase(
			     job->works->store, order->plan[i].id, JOURNAL_FINISHED, NULL, error) &&
			ok;
	}
	return ok;
}

static bool release(const struct job *job)
{
	const struct work_order *order = job->order;

	for (size_t i = 0; i < order->plan_count; i++) {
		journal_release(job->works->store, order->plan[i].service, order->plan[i].user);
	}
	return true;
}

bool job_batch(struct job *job, struct error *error)
{
	const struct work_order *order = job->order;
	struct store *store = job->works->store;

	if (order->kind == WORK_PLAN) {
		return plan(job, error);
	}
	if (order->kind == WORK_ADOPT) {
		return journal_adopt(store, order->record.id, error);
	}
	if (order->kind == WORK_DEFER) {
		return journal_set_phase(store, order->record.id, order->record.phase, NULL, error);
	}
	return order->kind == WORK_DROP ? drop(job, error) : release(job);
}
