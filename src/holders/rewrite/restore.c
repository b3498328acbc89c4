/* SPDX-License-Identifier: MIT */
#include "keyturn/restore.h"

#include <errno.h>
#include <string.h>

#include "keyturn/backup.h"
#include "rewrite/apply.h"
#include "rewrite/target.h"

/* The file as it is, and its backup. */
struct restore {
	struct target target, backup;
};

static void restore_finish(struct restore *restore)
{
	target_finish(&restore->target);
	target_finish(&restore->backup);
}

static bool is_same(const struct buffer *one, const struct buffer *other)
{
	return one->len == other->len &&
		memcmp(buffer_text(one), buffer_text(other), one->len) == 0;
}

static bool is_of_key(const struct holder *holder, size_t at)
{
	for (size_t i = 0; i < holder->occurrence_count; i++) {
		const struct occurrence *occurrence = &holder->occurrences[i];
		if (at >= occurrence->offset && at - occurrence->offset < occurrence->length) {
			return true;
		}
	}
	return false;
}

/* In place the length stays, and nothing but the places of the key was ever written. */
static bool is_half_way(const struct restore *restore, const struct holder *holder)
{
	const struct buffer *now = &restore->target.content, *before = &restore->backup.content;

	if (now->len != before->len) {
		return false;
	}
	for (size_t i = 0; i < now->len; i++) {
		if (now->data[i] != before->data[i] && !is_of_key(holder, i)) {
			return false;
		}
	}
	return true;
}

static bool say_lengths(struct error *error)
{
	return error_set(error, ERROR_REWRITE,
		"it must be changed in place, and its old content has another length: copy the "
		"backup over it yourself");
}

static enum rewrite_result read_both(
	struct restore *restore, const struct holder *holder, struct error *error)
{
	*restore = (struct restore){{.directory = -1, .fd = -1}, {.directory = -1, .fd = -1}};
	if (target_init(&restore->backup, holder->backup, error) != REWRITE_DONE) {
		error_set(error, ERROR_REWRITE, "its backup is gone or cannot be read");
		return REWRITE_FAILED;
	}
	return target_init(&restore->target, holder->path, error);
}

static enum rewrite_result judge(
	const struct restore *restore, const struct holder *holder, bool begun, struct error *error)
{
	const struct target *target = &restore->target;

	if (is_same(&target->content, &restore->backup.content)) {
		return REWRITE_ALREADY;
	}
	if (!backup_is_before(holder->backup, &target->content) &&
		!(begun && is_half_way(restore, holder))) {
		return REWRITE_CHANGED;
	}
	if (must_be_in_place(target) && target->content.len != restore->backup.content.len) {
		say_lengths(error);
		return REWRITE_FAILED;
	}
	return REWRITE_DONE;
}

enum rewrite_result restore_look(const struct holder *holder, bool begun, struct error *error)
{
	struct restore restore;
	enum rewrite_result result = read_both(&restore, holder, error);

	if (result == REWRITE_DONE) {
		result = judge(&restore, holder, begun, error);
	}
	restore_finish(&restore);
	return result;
}

static enum applied put_in_place(const struct restore *restore, struct error *error)
{
	/* One edit, of which only the stretch that differs is written. */
	struct edit whole = {
		.length = restore->target.content.len, .text = restore->backup.content};
	const struct edits edits = {.list = &whole, .count = 1};

	if (restore->target.content.len != restore->backup.content.len) {
		say_lengths(error);
		return APPLIED_FAILED;
	}
	return change_in_place(&restore->target, &edits, error);
}

static enum rewrite_result put_back(const struct restore *restore, struct error *error)
{
	const struct target *target = &restore->target;
	enum applied applied = must_be_in_place(target)
		? APPLIED_IN_PLACE
		: replace_file(target, &restore->backup.content, error);

	if (applied == APPLIED_IN_PLACE) {
		applied = put_in_place(restore, error);
	}
	return applied == APPLIED        ? REWRITE_DONE
		: applied == APPLIED_NOT ? REWRITE_CHANGED
					 : REWRITE_FAILED;
}

/* Through the path, as everybody else reads it. */
static enum rewrite_result look_again(
	const struct restore *restore, const struct holder *holder, struct error *error)
{
	struct target again;
	const bool same = target_init(&again, holder->path, error) == REWRITE_DONE &&
		is_same(&again.content, &restore->backup.content);

	target_finish(&again);
	if (!same) {
		error_set(error, ERROR_REWRITE,
			"somebody put something else in its place while it was put back; the "
			"backup has it as it was");
	}
	return same ? REWRITE_DONE : REWRITE_FAILED;
}

enum rewrite_result restore_file(const struct holder *holder, bool begun, struct error *error)
{
	struct restore restore;
	enum rewrite_result result = read_both(&restore, holder, error);

	if (result == REWRITE_DONE) {
		residue_remove(restore.target.directory);
		result = judge(&restore, holder, begun, error);
	}
	if (result == REWRITE_DONE) {
		result = put_back(&restore, error);
	}
	if (result == REWRITE_DONE) {
		result = look_again(&restore, holder, error);
	}
	restore_finish(&restore);
	return result;
}
