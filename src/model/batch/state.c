/* SPDX-License-Identifier: MIT
 * What can be asked of a batch, without changing it. */
#include <stdio.h>

#include "keyturn/batch.h"
#include "keyturn/rotation_words.h"

const char batch_unsearched_text[] =
	"This machine is not searched for these keys: a file here that holds one keeps the old key. "
	"'keyturn rotate --user=NAME' searches for one user's key and updates the files.";

static void count_ended(struct batch_counts *counts, const struct rotation *rotation)
{
	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NEW:
		if (rotation_something_left(rotation) || rotation_is_kept(rotation)) {
			counts->partly++;
		} else {
			counts->done++;
		}
		break;
	case ROTATION_OUTCOME_UNDETERMINED:
		counts->unknown++;
		break;
	case ROTATION_OUTCOME_NONE:
	case ROTATION_OUTCOME_UNCHANGED:
		counts->failed++;
		break;
	}
}

static void count_row(struct batch_counts *counts, const struct batch_row *row)
{
	switch (row->state) {
	case BATCH_ROW_WAITING:
	case BATCH_ROW_UNDER_WAY:
		counts->remaining++;
		break;
	case BATCH_ROW_READY:
		counts->ready++;
		break;
	case BATCH_ROW_BARRED:
		counts->barred++;
		break;
	case BATCH_ROW_ENDED:
		count_ended(counts, &row->rotation);
		break;
	case BATCH_ROW_FAILED:
		counts->failed++;
		break;
	case BATCH_ROW_STOPPED:
		counts->stopped++;
		break;
	case BATCH_ROW_KEPT:
		counts->kept++;
		break;
	case BATCH_ROW_STATE_COUNT:
		break;
	}
}

struct batch_counts batch_count(const struct batch *batch)
{
	struct batch_counts counts = {0};

	for (size_t i = 0; i < batch->count; i++) {
		count_row(&counts, &batch->rows[i]);
	}
	return counts;
}

const struct batch_row *batch_own(const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->rows[i].own) {
			return &batch->rows[i];
		}
	}
	return NULL;
}

const struct error *batch_row_error(const struct batch_row *row)
{
	return row->state == BATCH_ROW_ENDED ? &row->rotation.error : &row->error;
}

const char *batch_row_outcome(const struct batch_row *row)
{
	static const char *const names[BATCH_ROW_STATE_COUNT] = {
		[BATCH_ROW_WAITING] = "not-begun",
		[BATCH_ROW_UNDER_WAY] = "unknown",
		[BATCH_ROW_READY] = "planned",
		[BATCH_ROW_BARRED] = "barred",
		[BATCH_ROW_FAILED] = "refused",
		[BATCH_ROW_STOPPED] = "not-begun",
		[BATCH_ROW_KEPT] = "not-begun",
	};

	return row->state == BATCH_ROW_ENDED ? rotation_outcome_name(&row->rotation)
					     : names[row->state];
}

static const char *ended_text(const struct rotation *rotation)
{
	if (rotation->outcome == ROTATION_OUTCOME_NEW && rotation_is_unstored(rotation)) {
		return "the key is new, but not in its file yet; 'keyturn resume' writes it";
	}
	if (rotation->outcome == ROTATION_OUTCOME_NEW && rotation->new_proof != PROOF_ACCEPTED) {
		return rotation_new_proof_text(rotation);
	}
	if (rotation->outcome == ROTATION_OUTCOME_NEW && rotation->old_proof != PROOF_REFUSED) {
		return rotation_old_proof_text(rotation);
	}
	if (rotation->outcome == ROTATION_OUTCOME_NEW && rotation_something_left(rotation)) {
		return "the key is new, and something is left to do";
	}
	return rotation_outcome_line(rotation);
}

const char *batch_row_text(const struct batch_row *row, char *out, size_t size)
{
	const struct error *error = batch_row_error(row);
	const char *text = "";
	char message[2 * ERROR_DETAIL_MAX];

	switch (row->state) {
	case BATCH_ROW_WAITING:
		text = "waiting";
		break;
	case BATCH_ROW_UNDER_WAY:
		text = "under way";
		break;
	case BATCH_ROW_READY:
		text = row->own ? "your own; comes last, with a search of this machine"
				: "will be reset";
		break;
	case BATCH_ROW_BARRED:
		text = "cannot be reset";
		break;
	case BATCH_ROW_ENDED:
		text = ended_text(&row->rotation);
		break;
	case BATCH_ROW_FAILED:
		text = "not reset";
		break;
	case BATCH_ROW_STOPPED:
		text = "not begun";
		break;
	case BATCH_ROW_KEPT:
		text = "not begun; 'keyturn resume' goes on with it";
		break;
	case BATCH_ROW_STATE_COUNT:
		break;
	}
	if (error->kind == ERROR_NONE) {
		snprintf(out, size, "%s", text);
	} else {
		snprintf(out, size, "%s: %s", text, error_message(error, message, sizeof(message)));
	}
	return out;
}
