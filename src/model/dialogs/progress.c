/* SPDX-License-Identifier: MIT
 * The reset going on: its dialog, and what the user hears of every step. */
#include "progress.h"

#include <stdio.h>
#include <string.h>

#include "../history.h"
#include "../list.h"
#include "../lock.h"
#include "../pages/settings.h"
#include "../reveal.h"
#include "../toast.h"
#include "dialogs.h"
#include "keyturn/rotation_words.h"
#include "reset.h"
#include "resume.h"

/* ---- what the user hears ---- */

static enum toast_level level_of(bool good)
{
	return good ? TOAST_INFO : TOAST_ERROR;
}

static void tell_new(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;

	toast(model, effects, TOAST_INFO, "new key issued: %s -> %s",
		rotation_had_old(rotation) ? rotation->old_trace.fingerprint : "none",
		rotation->new_trace.fingerprint);
	settings_new_key(model, rotation->new_trace.fingerprint, effects);
}

static void tell_new_proof(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;

	toast(model, effects, level_of(rotation->new_proof == PROOF_ACCEPTED), "%s",
		rotation_new_proof_text(rotation));
}

static void tell_old_proof(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;

	toast(model, effects, level_of(rotation->old_proof == PROOF_REFUSED), "%s",
		rotation_old_proof_text(rotation));
}

static void tell_place(struct model *model, const struct holder *place, struct effects *effects)
{
	bool done = place->status == HOLDER_UPDATED;

	toast(model, effects, level_of(done), "%s: %.200s%s%s", done ? "updated" : "not updated",
		place->path, !done && place->reason != NULL ? ": " : "",
		!done && place->reason != NULL ? place->reason : "");
}

static void tell_rechecked(struct model *model, struct effects *effects)
{
	if (model->rotation.relapsed > 0) {
		toast(model, effects, TOAST_ERROR,
			"an updated file holds the old key again; Places says which");
	} else {
		toast(model, effects, TOAST_INFO, "none of the updated files holds the old key");
	}
}

static void tell_hook(
	struct model *model, const struct rotation_hook *hook, struct effects *effects)
{
	if (hook->status == HOOK_OK) {
		toast(model, effects, TOAST_INFO, "%s: done in %.1f s", hook->name, hook->seconds);
	} else if (hook->status == HOOK_UNKNOWN) {
		toast(model, effects, TOAST_ERROR, "it is not known whether %s succeeded: %s",
			hook->name, hook->why);
	} else {
		toast(model, effects, TOAST_ERROR, "%s failed: %s", hook->name, hook->why);
	}
}

static void tell_revoked(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;

	if (rotation->token_count > 0) {
		toast(model, effects, level_of(rotation->tokens_revoked == rotation->token_count),
			"revoked %zu of %zu tokens found on this machine", rotation->tokens_revoked,
			rotation->token_count);
	}
	if (rotation->user_id[0] != '\0') { /* the session is none of those that leaked */
		return;
	}
	if (!rotation->token_revoked) {
		toast(model, effects, TOAST_ERROR, "this session's token could not be revoked");
		return;
	}
	toast(model, effects, TOAST_INFO, "this session's token is revoked");
	history_note(model, HISTORY_REVOKED, rotation->old_trace.fingerprint,
		rotation->new_trace.fingerprint, effects);
}

/* ---- the end ---- */

/* "; 5 of 5 files updated; 2 places left to do; 1 of 1 commands run" */
static void count_up(const struct rotation *rotation, char *out, size_t size)
{
	const struct rotation_counts counts = rotation_count(rotation);
	size_t files = counts.updated + counts.update + counts.failed;
	size_t left = counts.update + counts.failed + counts.manual + counts.restart +
		counts.excluded;
	char updated[64] = "", to_do[64] = "", run[64] = "";

	if (files > 0) {
		snprintf(updated, sizeof(updated), "; %zu of %zu files updated", counts.updated,
			files);
	}
	if (left > 0) {
		snprintf(to_do, sizeof(to_do), "; %zu place%s left to do", left,
			left == 1 ? "" : "s");
	}
	if (rotation->hook_count > 0) {
		snprintf(run, sizeof(run), "; %zu of %zu commands run",
			rotation_hooks_done(rotation), rotation->hook_count);
	}
	snprintf(out, size, "%s%s%s", updated, to_do, run);
}

static void tell_key_is_new(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;
	bool proven = rotation->new_proof == PROOF_ACCEPTED;
	bool good = proven && rotation_count(rotation).failed == 0 &&
		rotation_hooks_done(rotation) == rotation->hook_count &&
		(rotation->old_proof == PROOF_REFUSED || !rotation_had_old(rotation));
	char counts[192];

	count_up(rotation, counts, sizeof(counts));
	toast(model, effects, level_of(good), "new key %s %s: %s; %s%s",
		rotation->new_trace.fingerprint, proven ? "is active" : "was issued",
		rotation_new_proof_text(rotation), rotation_old_proof_text(rotation), counts);
}

static void tell_outcome(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;

	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NONE:
		break;
	case ROTATION_OUTCOME_UNCHANGED:
		toast_error(model, effects, "nothing was changed", &rotation->error);
		break;
	case ROTATION_OUTCOME_UNDETERMINED:
		toast_error(model, effects, "the reset", &rotation->error);
		break;
	case ROTATION_OUTCOME_NEW:
		tell_key_is_new(model, effects);
		break;
	}
}

/* Where the journal was not closed, something can still be finished. */
static void tell_kept(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;

	if (rotation->journal == 0 && rotation->error.kind == ERROR_UNFINISHED) {
		resume_ask(model, effects);
	} else if (rotation_is_kept(rotation)) {
		toast(model, effects, TOAST_ERROR, "unfinished steps wait for 'keyturn resume'");
	}
}

static bool has_result(const struct model *model)
{
	return model->rotation.step == ROTATION_FINISHED &&
		model->rotation.outcome == ROTATION_OUTCOME_NEW;
}

/* The new key is shown in the dialog that waited for it; where nobody waits it is forgotten. */
static void show_result(struct model *model, struct effects *effects)
{
	struct rotation *rotation = &model->rotation;
	struct secret *key = secret_link(credential_secret(&rotation->new_credential));

	credential_drop(&rotation->new_credential);
	dialog_close_kind(model, DIALOG_LEAVE);
	bool on_top = model->dialog_count > 0 && dialog_top(model)->kind == DIALOG_PROGRESS;
	if (on_top) {
		dialog_top(model)->first = 0; /* what came of it comes first */
	}
	if (key != NULL && on_top && has_result(model)) {
		dialog_top(model)->since = model->now;
		reveal_show(model, REVEAL_KEY, key, effects);
	} else {
		secret_unlink(key);
	}
}

/* Its token revoked, the session is over; but not before the result was read. */
static void lock_if_revoked(struct model *model, struct effects *effects)
{
	struct error why;

	if (model->rotation.token_revoked && model->signed_in) {
		error_set(&why, ERROR_SESSION_ENDED,
			"its token was revoked with the key that leaked");
		reset_clear(model, effects); /* the next session's token is another */
		lock_now(model, &why, effects);
	}
}

static void finished(struct model *model, struct effects *effects)
{
	tell_outcome(model, effects);
	tell_kept(model, effects);
	settings_rotated(model);
	if (model->page == PAGE_SETTINGS || model->page == PAGE_ACTIVITY) {
		history_ask(effects);
	}
	show_result(model, effects);
	if (!dialog_is_open(model, DIALOG_PROGRESS) && !model->leaving) {
		lock_if_revoked(model, effects);
	}
}

static void stepped(struct model *model, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;

	if (rotation->step == ROTATION_FINISHED) {
		finished(model, effects);
	} else if (rotation->step == ROTATION_LEARNING) {
		toast(model, effects, level_of(rotation->resumed), "%s",
			rotation->resumed
				? "reading the key to see what became of the reset"
				: "no clear answer to the reset; reading the key to see whether it "
				  "changed");
	}
}

static void tell_one(
	struct model *model, enum rotation_news_kind kind, size_t index, struct effects *effects)
{
	const struct rotation *rotation = &model->rotation;

	switch (kind) {
	case ROTATION_STEPPED:
		stepped(model, effects);
		break;
	case ROTATION_SEARCHED:
		settings_searched(model);
		break;
	case ROTATION_ISSUED:
		tell_new(model, effects);
		break;
	case ROTATION_STORED: /* none of the panel's own are */
		break;
	case ROTATION_NEW_PROVED:
		tell_new_proof(model, effects);
		break;
	case ROTATION_OLD_PROVED:
		tell_old_proof(model, effects);
		break;
	case ROTATION_PLACED:
		tell_place(model, rotation->places[index], effects);
		break;
	case ROTATION_RECHECKED:
		tell_rechecked(model, effects);
		break;
	case ROTATION_NOT_RECHECKED:
		toast_error(model, effects, "the updated files were not searched again",
			&rotation->error);
		break;
	case ROTATION_HOOK_STARTED:
		toast(model, effects, TOAST_INFO, "running %s", rotation->hooks[index].name);
		break;
	case ROTATION_HOOK_ENDED:
		tell_hook(model, &rotation->hooks[index], effects);
		break;
	case ROTATION_OLD_DELETED:
		toast(model, effects, TOAST_INFO, "the old key is deleted");
		break;
	case ROTATION_REVOKED:
		tell_revoked(model, effects);
		break;
	}
}

void progress_follow(struct model *model, struct effects *effects)
{
	struct rotation_news news = model->rotation_news;

	model->rotation_news.count = 0;
	for (size_t i = 0; i < news.count; i++) {
		tell_one(model, news.items[i].kind, news.items[i].index, effects);
	}
}

/* ---- the dialog ---- */

/* A page a key; where the window is small more of them are needed. */
static size_t pages(const struct model *model)
{
	enum { AROUND = 7, COLS = 60 };
	size_t rows = model->rows > AROUND + 2 ? (size_t)model->rows - AROUND : 2;
	size_t cols = model->cols < COLS ? (size_t)model->cols - 4 : COLS;

	return PROGRESS_PAGES + (model_left_rows(model, cols) + rows - 1) / rows;
}

/* Only what may never come is not waited for; all else goes on without its dialog. */
void progress_leave(struct model *model, struct effects *effects)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};

	dialog_close_kind(model, DIALOG_PROGRESS);
	if (model->rotation.step == ROTATION_LEARNING) {
		reset_event(model, &cancel, effects);
	} else {
		toast(model, effects, TOAST_INFO,
			"the reset goes on; a message tells how it ends, and Reset shows it again");
	}
}

static void close_progress(struct model *model, struct effects *effects)
{
	if (rotation_under_way(&model->rotation)) {
		model->leave_what = LEAVE_PROGRESS;
		dialog_open(model, DIALOG_LEAVE, effects);
	} else if (model->now - dialog_top(model)->since < CONFIRM_MS_MIN) {
		toast_hint(model, effects, "This has just appeared: press Enter again");
	} else {
		dialog_close(model);
		reveal_hide(model, effects);
		lock_if_revoked(model, effects);
	}
}

static void progress_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects)
{
	struct dialog *dialog = dialog_top(model);

	(void)key;
	if (list_is_move(action)) {
		dialog->first = list_step(action, dialog->first, pages(model));
	} else if (action == ACTION_BACK || action == ACTION_ACTIVATE) {
		close_progress(model, effects);
	} else if (action == ACTION_PLACES) {
		dialog_open(model, DIALOG_PLACES, effects);
	}
}

static const char *progress_enter_word(const struct model *model)
{
	return rotation_under_way(&model->rotation) ? "Stop waiting" : "Close";
}

static bool progress_offers(const struct model *model, enum action action)
{
	if (action == ACTION_PLACES) {
		return model->rotation.step == ROTATION_FINISHED && model->rotation.place_count > 0;
	}
	return has_result(model);
}

const struct dialog_ops progress_dialog = {.items = 1,
	.enter_word = progress_enter_word,
	.click = CLICK_PRESSES,
	.offers = progress_offers,
	.action = progress_action};
