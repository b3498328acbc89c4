/* SPDX-License-Identifier: MIT */
#include "keyturn/rewrite.h"

#include <stdlib.h>
#include <unistd.h>

#include "keyturn/backup.h"
#include "known/refusal.h"
#include "rewrite/apply.h"
#include "rewrite/edits.h"
#include "rewrite/target.h"

/* For a run that was killed between two changes made in place: what the backup holds, changed as
 * planned, is what the file should become; the file may only differ from one or the other byte by byte. */
static bool between(const struct target *target, const struct buffer *old, const struct buffer *new)
{
	if (target->content.len != old->len || old->len != new->len) {
		return false;
	}
	for (size_t i = 0; i < old->len; i++) {
		char byte = target->content.data[i];
		if (byte != old->data[i] && byte != new->data[i]) {
			return false;
		}
	}
	return true;
}

static enum rewrite_result finish_in_place(const struct rewrite *rewrite,
	const struct target *target, char **backup, struct error *error)
{
	struct target copy = {.directory = -1, .fd = -1};
	struct edits edits = {0};
	struct buffer changed = {0};
	struct error ignored;
	enum rewrite_result result = REWRITE_CHANGED;

	*backup = backup_find(rewrite->backup_dir, target->path);
	if (*backup == NULL || target_init(&copy, *backup, &ignored) != REWRITE_DONE) {
		goto out;
	}
	if (edits_plan(&edits, rewrite, copy.content.data, copy.content.len, &ignored) ==
			EDITS_READY &&
		edits_keep_length(&edits)) {
		edits_apply(&edits, copy.content.data, copy.content.len, &changed);
		if (between(target, &copy.content, &changed)) {
			result = change_in_place(target, &edits, error) == APPLIED ? REWRITE_DONE
										   : REWRITE_FAILED;
		}
	}
out:
	buffer_finish(&changed);
	edits_finish(&edits);
	target_finish(&copy);
	if (result == REWRITE_CHANGED) {
		free(*backup);
		*backup = NULL;
	}
	return result;
}

/* The occurrences are not the old key: done before, half done, or changed by somebody. */
static enum rewrite_result not_as_found(const struct rewrite *rewrite, const struct target *target,
	char **backup, struct error *error)
{
	if (edits_made(rewrite, target->content.data, target->content.len)) {
		*backup = backup_find(rewrite->backup_dir, target->path);
		return REWRITE_ALREADY;
	}
	const struct file_state *file = &rewrite->holder->file;
	if (target->stat.st_dev == file->device && target->stat.st_ino == file->inode &&
		(uint64_t)target->stat.st_size == file->size) {
		return finish_in_place(rewrite, target, backup, error);
	}
	return REWRITE_CHANGED;
}

/* Of a file that stayed as it was. */
static void drop_backup(char **backup)
{
	unlink(*backup);
	free(*backup);
	*backup = NULL;
}

static enum rewrite_result apply(const struct target *target, const struct edits *edits,
	const struct buffer *changed, struct error *error)
{
	enum applied applied = must_be_in_place(target) ? APPLIED_IN_PLACE
							: replace_file(target, changed, error);
	if (applied == APPLIED_IN_PLACE) {
		applied = change_in_place(target, edits, error);
	}
	return applied == APPLIED        ? REWRITE_DONE
		: applied == APPLIED_NOT ? REWRITE_CHANGED
					 : REWRITE_FAILED;
}

/* With a backup, which goes again when nothing was changed. */
static enum rewrite_result make(const struct rewrite *rewrite, const struct target *target,
	const struct edits *edits, char **backup, struct error *error)
{
	struct buffer changed = {0};
	enum rewrite_result result = REWRITE_FAILED;

	edits_apply(edits, target->content.data, target->content.len, &changed);
	if (backup_write(
		    rewrite->backup_dir, target->path, &target->content, &changed, backup, error)) {
		result = apply(target, edits, &changed, error);
		if (result == REWRITE_CHANGED ||
			(result == REWRITE_FAILED && target_unchanged(target))) {
			drop_backup(backup);
		}
	}
	buffer_finish(&changed);
	return result;
}

static enum rewrite_result rewrite_target(const struct rewrite *rewrite,
	const struct target *target, char **backup, struct error *error)
{
	struct edits edits = {0};
	enum rewrite_result result = REWRITE_FAILED;
	const char *refusal = refusal_find(target->path, target->content.data, target->content.len);

	if (refusal != NULL) {
		error_set(error, ERROR_REWRITE, "%s", refusal);
		return REWRITE_FAILED;
	}
	if (!state_matches(&target->stat, &rewrite->holder->file)) {
		return not_as_found(rewrite, target, backup, error);
	}
	enum edits_verdict verdict = edits_plan(
		&edits, rewrite, target->content.data, target->content.len, error);
	if (verdict == EDITS_STALE || verdict == EDITS_UNREADABLE) {
		result = not_as_found(rewrite, target, backup, error);
		/* The file is still as it was found: to say that it was changed would be wrong. */
		if (result == REWRITE_CHANGED && verdict == EDITS_UNREADABLE) {
			result = REWRITE_FAILED;
		}
	} else if (verdict == EDITS_READY) {
		result = make(rewrite, target, &edits, backup, error);
	}
	edits_finish(&edits);
	return result;
}

enum rewrite_result rewrite_file(const struct rewrite *rewrite, char **backup, struct error *error)
{
	struct target target = {.directory = -1, .fd = -1};

	*backup = NULL;
	enum rewrite_result result = target_init(&target, rewrite->holder->path, error);
	if (result == REWRITE_DONE) {
		residue_remove(target.directory);
		result = rewrite_target(rewrite, &target, backup, error);
	}
	target_finish(&target);
	return result;
}
