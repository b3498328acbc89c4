/* SPDX-License-Identifier: MIT */
#include "keyturn/works.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "works_private.h"

/* The worker thread opens and links secrets of its own. */
static void copy_new_credential(struct work_order *order)
{
	struct credential copy = credential_copy(&order->new_credential);

	credential_drop(&order->new_credential);
	order->new_credential = copy;
}

static void add_order(struct works *works, struct work_order *order)
{
	struct job *job = job_create(works, JOB_ORDER, WORK_EVENT_DONE);

	job->result.ticket = order->ticket;
	job->order = order;
	if (order->record.planned == 0) { /* a batch knows when it read the keys */
		order->record.planned = works->planned;
	}
	works_add(works, job);
}

void works_start(struct works *works, struct work_order *order)
{
	switch (order->kind) {
	case WORK_RECHECK:
		works_recheck(works, order);
		break;
	case WORK_HOOK:
		works_hook(works, order);
		break;
	case WORK_NEW:
	case WORK_UPDATE:
	case WORK_KEEP:
		copy_new_credential(order);
		add_order(works, order);
		break;
	case WORK_BEGIN:
	case WORK_TOKENS:
	case WORK_CLOSE:
	case WORK_ABANDON:
	case WORK_PLAN:
	case WORK_ADOPT:
	case WORK_DEFER:
	case WORK_DROP:
	case WORK_RELEASE:
		add_order(works, order);
		break;
	}
}

void works_record(struct works *works, const struct history_entry *entry)
{
	struct job *job = job_create(works, JOB_RECORD, WORK_EVENT_DONE);

	job->entry = *entry;
	works_add(works, job);
}

void works_history(struct works *works)
{
	works_add(works, job_create(works, JOB_HISTORY, WORK_EVENT_HISTORY));
}

void works_ask_unfinished(struct works *works, const char *service, const char *user)
{
	struct job *job = job_create(works, JOB_UNFINISHED, WORK_EVENT_DONE);

	snprintf(job->service, sizeof(job->service), "%s", service);
	snprintf(job->user, sizeof(job->user), "%s", user);
	works_add(works, job);
}

bool works_unfinished(struct works *works, const char *service, const char *user,
	struct work_event *found, struct error *error)
{
	if (works->store == NULL) {
		works->store = store_open(works->state_dir, error);
	}
	return works->store != NULL &&
		works_find_unfinished(works->store, service, user, found, error);
}

/* ---- beginning and end ---- */

struct works *works_create(
	uv_loop_t *loop, const struct works_options *options, const struct works_listener *listener)
{
	struct works *works = memory_alloc(sizeof(*works));
	size_t size = strlen(options->state_dir) + sizeof("/backups");

	works->loop = loop;
	works->options = *options;
	works->listener = *listener;
	works->state_dir = memory_text(options->state_dir);
	works->backup_dir = memory_alloc(size);
	snprintf(works->backup_dir, size, "%s/backups", options->state_dir);
	works->last = &works->first;
	uv_timer_init(loop, &works->later);
	works->later.data = works;
	return works;
}

static void on_closed(uv_handle_t *handle)
{
	struct works *works = handle->data;

	free(works->state_dir);
	free(works->backup_dir);
	free(works);
}

void works_destroy(struct works *works)
{
	if (works == NULL) {
		return;
	}
	search_finish(works);
	works_hook_finish(works);
	works_finish_jobs(works);
	store_close(works->store);
	uv_close((uv_handle_t *)&works->later, on_closed);
}
