/* SPDX-License-Identifier: MIT
 * history.head: one line, the newest record's number and its hash in hex. It remains when somebody cuts
 * off the end of the table, or empties it.
 *
 * It is written under SQLite's write lock, so that it never goes back to an older record, and only if the
 * record it names is still in the table: otherwise the next record would cover up what was done. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store_private.h"

enum { PATH_SIZE = 4200, HEX_SIZE = 2 * HISTORY_HASH_SIZE + 1, LINE_SIZE = HEX_SIZE + 24 };

enum stored { STORED_GOOD, STORED_MISSING, STORED_DAMAGED };

static bool fail(const struct store *store, struct error *error)
{
	return error_set(error, ERROR_SYSTEM, "%s/history.head: %s", store->dir, strerror(errno));
}

/* ---- of the table ---- */

bool history_head_find(struct store *store, struct history_head *head, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT number, hash FROM history ORDER BY number DESC LIMIT 1");

	*head = (struct history_head){0};
	if (statement_row(&statement)) {
		head->number = statement_int(&statement);
		if (!statement_blob(&statement, head->hash, sizeof(head->hash))) {
			statement_reject(&statement);
		}
	}
	return statement_end(store, &statement, error);
}

static bool find_newest(struct store *store, int64_t *number, struct error *error)
{
	struct statement statement = statement_prepare(store, "SELECT max(number) FROM history");

	*number = statement_row(&statement) ? statement_int(&statement) : 0;
	return statement_end(store, &statement, error);
}

/* Is that very record in the table? */
static bool is_there(
	struct store *store, const struct history_head *head, bool *there, struct error *error)
{
	struct statement statement = statement_prepare(
		store, "SELECT 1 FROM history WHERE number = ? AND hash = ?");

	statement_bind_int(&statement, head->number);
	statement_bind_blob(&statement, head->hash, sizeof(head->hash));
	*there = statement_row(&statement);
	return statement_end(store, &statement, error);
}

/* ---- of the file ---- */

static void format(const struct history_head *head, char line[LINE_SIZE])
{
	char hex[HEX_SIZE];

	sodium_bin2hex(hex, sizeof(hex), head->hash, sizeof(head->hash));
	snprintf(line, LINE_SIZE, "%lld %s\n", (long long)head->number, hex);
}

/* Accepts only a line that keyturn would write, byte by byte. */
static bool parse(const char *line, struct history_head *head)
{
	char again[LINE_SIZE], *end;
	size_t len = 0;

	head->number = strtoll(line, &end, 10);
	if (head->number < 1 || *end != ' ' ||
		sodium_hex2bin(head->hash, sizeof(head->hash), end + 1, strcspn(end + 1, "\n"),
			NULL, &len, NULL) != 0 ||
		len != sizeof(head->hash)) {
		return false;
	}
	format(head, again);
	return strcmp(line, again) == 0;
}

static bool read_file(
	struct store *store, struct history_head *head, enum stored *stored, struct error *error)
{
	char path[PATH_SIZE], line[LINE_SIZE + 1];

	*head = (struct history_head){0};
	snprintf(path, sizeof(path), "%s/history.head", store->dir);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		*stored = STORED_MISSING;
		return errno == ENOENT || fail(store, error);
	}
	ssize_t len = read(fd, line, sizeof(line) - 1);
	if (len < 0) {
		fail(store, error);
	} else {
		line[len] = '\0';
		*stored = parse(line, head) ? STORED_GOOD : STORED_DAMAGED;
	}
	close(fd);
	return len >= 0;
}

/* ---- writing ---- */

static bool fill(int fd, const char *line)
{
	size_t len = strlen(line);

	/* Such a short text is written whole or not at all, unless the disk is full. */
	ssize_t written = pwrite(fd, line, len, 0);
	if (written >= 0 && (size_t)written != len) {
		errno = ENOSPC;
	}
	return written == (ssize_t)len && fchmod(fd, 0600) == 0 && fsync(fd) == 0;
}

/* Replaces the old file by a new one, so that a power failure leaves one of them. The temporary name is
 * always the same, so that a leftover from a kill is overwritten. */
static bool replace(int directory, const char *line)
{
	static const char unfinished[] = "history.head.new";
	int fd = openat(
		directory, unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0) {
		return false;
	}
	bool ok = fill(fd, line);
	int reason = errno;
	close(fd);
	errno = reason;
	return ok && renameat(directory, unfinished, directory, "history.head") == 0 &&
		fsync(directory) == 0;
}

static bool write_file(struct store *store, const struct history_head *head, struct error *error)
{
	char line[LINE_SIZE];
	int directory = open(store->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0) {
		return fail(store, error);
	}
	format(head, line);
	bool ok = replace(directory, line) || fail(store, error);
	close(directory);
	return ok;
}

/* ---- both ---- */

static bool follow(struct store *store, struct error *error)
{
	struct history_head newest, kept;
	enum stored stored;
	bool there = true;

	if (!history_head_find(store, &newest, error) || !read_file(store, &kept, &stored, error) ||
		(stored == STORED_GOOD && !is_there(store, &kept, &there, error))) {
		return false;
	}
	if (stored == STORED_DAMAGED || !there || newest.number == kept.number) {
		return true;
	}
	return write_file(store, &newest, error);
}

bool history_head_update(struct store *store, struct error *error)
{
	if (!store_execute(store, "BEGIN IMMEDIATE", error)) {
		return false;
	}
	bool ok = follow(store, error);
	store_rollback(store); /* nothing to commit */
	return ok;
}

static enum history_newest judge(
	enum stored stored, int64_t newest, const struct history_head *kept, bool there)
{
	if (stored == STORED_DAMAGED) {
		return HISTORY_NEWEST_DAMAGED;
	}
	if (stored == STORED_MISSING) {
		return newest == 0 ? HISTORY_NEWEST_NONE : HISTORY_NEWEST_UNKNOWN;
	}
	if (there) {
		return HISTORY_NEWEST_PRESENT;
	}
	if (newest == 0) {
		return HISTORY_NEWEST_EMPTIED;
	}
	return newest < kept->number ? HISTORY_NEWEST_CUT : HISTORY_NEWEST_DIFFERENT;
}

/* The file first: if the table is written in between, it is ahead of the file, which is fine. */
bool history_head_check(struct store *store, struct history_check *check, struct error *error)
{
	struct history_head kept;
	enum stored stored;
	bool there = false;
	int64_t newest;

	if (!read_file(store, &kept, &stored, error) || !find_newest(store, &newest, error) ||
		(stored == STORED_GOOD && !is_there(store, &kept, &there, error))) {
		return false;
	}
	check->newest = judge(stored, newest, &kept, there);
	check->written = stored == STORED_GOOD ? kept.number : 0;
	return true;
}
