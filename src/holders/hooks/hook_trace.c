/* SPDX-License-Identifier: MIT
 * Which process a hook is. A number alone may be another process's by now: its start counts too, in the
 * kernel's ticks since this boot. */
#include "hooks/hook_trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/hook.h"

enum { BOOT_SIZE = 64, STAT_SIZE = 1024, FIELDS_TO_START = 19 };

/* All there is, or what fits; "" when it cannot be read. Safe after fork(). */
static void read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t len = fd < 0 ? 0 : read(fd, text, size - 1);

	text[len < 0 ? 0 : len] = '\0';
	if (fd >= 0) {
		close(fd);
	}
}

/* With its line end. */
static void read_boot(char boot[BOOT_SIZE])
{
	read_text("/proc/sys/kernel/random/boot_id", boot, BOOT_SIZE - 1);
	if (strchr(boot, '\n') == NULL) {
		snprintf(boot, BOOT_SIZE, "%s", "unknown\n");
	}
}

static bool write_all(int fd, const char *text)
{
	size_t len = strlen(text);
	ssize_t written = write(fd, text, len);

	if (written >= 0 && (size_t)written < len) {
		errno = ENOSPC;
	}
	return written == (ssize_t)len;
}

int hook_trace_create(const char *path)
{
	char boot[BOOT_SIZE];
	int trace = open(
		path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (trace < 0) {
		return -errno;
	}
	read_boot(boot);
	if (!write_all(trace, boot)) {
		int reason = errno;
		close(trace);
		return -reason;
	}
	return trace;
}

/* Without /proc it is signed all the same: that the hook began is what must not be forgotten. */
bool hook_trace_sign(int trace)
{
	char stat[STAT_SIZE];

	read_text("/proc/self/stat", stat, sizeof(stat));
	return write_all(trace, "begun ") && write_all(trace, stat) && fsync(trace) == 0;
}

/* ---- reading ---- */

struct process {
	pid_t pid;
	char state;
	unsigned long long start; /* ticks since the boot */
};

/* "123 (a name) S …": the name may hold anything, ")" too. */
static bool parse_stat(const char *stat, struct process *process)
{
	const char *rest = strrchr(stat, ')');

	process->pid = (pid_t)strtol(stat, NULL, 10);
	if (process->pid <= 0 || rest == NULL || strlen(rest) < 3) {
		return false;
	}
	rest += 2;
	process->state = *rest;
	for (int i = 0; i < FIELDS_TO_START && rest != NULL; i++) {
		rest = strchr(rest + 1, ' ');
	}
	process->start = rest == NULL ? 0 : strtoull(rest, NULL, 10);
	return process->start != 0;
}

static bool is_running(const struct process *hook)
{
	char path[64], stat[STAT_SIZE];
	struct process now;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)hook->pid);
	read_text(path, stat, sizeof(stat));
	return parse_stat(stat, &now) && now.start == hook->start &&
		strchr("ZXx", now.state) == NULL;
}

enum hook_trace hook_trace_read(const char *path, pid_t *pid)
{
	char text[BOOT_SIZE + STAT_SIZE], boot[BOOT_SIZE];
	struct process hook;

	read_text(path, text, sizeof(text));
	const char *begun = strchr(text, '\n');
	if (begun == NULL || begun[1] == '\0') {
		return HOOK_NEVER_BEGAN;
	}
	read_boot(boot);
	bool this_boot = strncmp(text, boot, strlen(boot)) == 0;
	if (!this_boot || !parse_stat(begun + strcspn(begun, "0123456789"), &hook) ||
		!is_running(&hook)) {
		return HOOK_HAS_ENDED;
	}
	*pid = hook.pid;
	return HOOK_STILL_RUNS;
}
